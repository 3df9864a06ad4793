package io.binnacle.dns.wire;

import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.MessageReader.Reply;
import io.binnacle.dns.wire.Query.Read;
import io.binnacle.dns.zone.Answer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes replies. The question is echoed octet for octet; records that do not fit go: first additional ones, then
/// authority, then answers, and only for those TC is set (RFC 2181 §9).
public final class ReplyWriter {
  /// The largest datagram we send and say we take: fits every path without fragments.
  public static final int UDP_SIZE = 1_232;

  /// The largest message over TCP.
  public static final int TCP_SIZE = 65_535;

  static final int OPT_SIZE = 11;
  private static final int MIN_UDP_SIZE = 512;

  private ReplyWriter() {}

  /// The reply to `query`.
  ///
  /// @param answer what the zone says
  /// @param udp whether it goes into a datagram, whose size the client limits
  public static byte[] reply(Query query, Answer answer, boolean udp) {
    if (query.edns() != null && query.edns().version() != 0) {
      return write(query, Rcode.BADVERS, false, List.of(), null, List.of(), limit(query, udp));
    }
    if (query.qclass() != Query.IN) {
      return write(query, Rcode.REFUSED, false, List.of(), null, List.of(), limit(query, udp));
    }
    int limit = limit(query, udp);
    return switch (answer) {
      case Answer.Found(List<Rr> records, List<Rr> additional) ->
          write(query, Rcode.NOERROR, true, records, null, additional, limit);
      case Answer.NoData(List<Rr> chain, Rr soa) ->
          write(query, Rcode.NOERROR, true, chain, soa, List.of(), limit);
      case Answer.NxDomain(List<Rr> chain, Rr soa) ->
          write(query, Rcode.NXDOMAIN, true, chain, soa, List.of(), limit);
      case Answer.Elsewhere(List<Rr> chain, _) ->
          write(query, Rcode.NOERROR, true, chain, null, List.of(), limit);
      case Answer.NotOurs() ->
          write(query, Rcode.REFUSED, false, List.of(), null, List.of(), limit);
      case Answer.NotReady() ->
          write(query, Rcode.SERVFAIL, false, List.of(), null, List.of(), limit);
    };
  }

  /// The reply to `query` whose aliases lead out of the cluster: `chain`, then what another server says of its end.
  public static byte[] forwarded(Query query, List<Rr> chain, Reply theirs, boolean udp) {
    List<Rr> records = new ArrayList<>(chain);
    records.addAll(theirs.answers());
    Rr soa =
        theirs.authority().stream().filter(r -> r.type() == RrType.SOA).findFirst().orElse(null);
    return write(query, theirs.rcode(), false, records, soa, List.of(), limit(query, udp));
  }

  /// The reply to `query` that is nothing but `rcode`.
  public static byte[] failure(Query query, int rcode, boolean udp) {
    return write(query, rcode, false, List.of(), null, List.of(), limit(query, udp));
  }

  /// The reply to a message of which only the header could be read.
  public static byte[] refusal(Read.Bad bad) {
    MessageBuffer out = new MessageBuffer(MIN_UDP_SIZE);
    header(out, bad.id(), bad.flags() & (Query.OPCODE | Query.RD), bad.rcode());
    return out.toByteArray();
  }

  static int limit(Query query, boolean udp) {
    if (!udp) {
      return TCP_SIZE;
    }
    int theirs = query.edns() == null ? MIN_UDP_SIZE : query.edns().udpSize();
    return Math.clamp(theirs, MIN_UDP_SIZE, UDP_SIZE);
  }

  private static byte[] write(
      Query query,
      int rcode,
      boolean authoritative,
      List<Rr> answers,
      @Nullable Rr soa,
      List<Rr> additional,
      int limit) {
    MessageBuffer out = new MessageBuffer(limit);
    int kept = query.flags() & (Query.OPCODE | Query.RD | Query.CD);
    header(out, query.id(), kept | Query.RA | (authoritative ? Query.AA : 0), rcode & 0xf);
    out.u16At(QueryReader.QDCOUNT, 1);
    out.name(query.name());
    out.u16(query.type());
    out.u16(query.qclass());
    int reserved = query.edns() == null ? 0 : OPT_SIZE;
    int written = 0;
    for (Rr rr : answers) {
      if (!out.record(rr, reserved)) {
        break;
      }
      written++;
    }
    out.u16At(QueryReader.ANCOUNT, written);
    boolean whole = written == answers.size();
    if (!whole) {
      out.u16At(2, QueryReader.u16(out.toByteArray(), 2) | Query.TC);
    }
    if (whole && soa != null && out.record(soa, reserved)) {
      out.u16At(QueryReader.NSCOUNT, 1);
    }
    int extra = 0;
    for (Rr rr : whole ? additional : List.<Rr>of()) {
      if (!out.record(rr, reserved)) {
        break;
      }
      extra++;
    }
    if (query.edns() != null) {
      opt(out, query.edns(), rcode);
      extra++;
    }
    out.u16At(QueryReader.ARCOUNT, extra);
    return out.toByteArray();
  }

  private static void header(MessageBuffer out, int id, int flags, int rcode) {
    out.u16(id);
    out.u16(Query.QR | flags | rcode);
    for (int count = 0; count < 4; count++) {
      out.u16(0);
    }
  }

  /// OPT (RFC 6891 §6.1): our size as class, the upper bits of the rcode, version 0 and DO in the TTL; no options.
  static void opt(MessageBuffer out, Query.Edns edns, int rcode) {
    out.u8(0);
    out.u16(RrType.OPT);
    out.u16(UDP_SIZE);
    out.u8(rcode >> 4);
    out.u8(0);
    out.u16(edns.dnssecOk() ? 0x8000 : 0);
    out.u16(0);
  }
}

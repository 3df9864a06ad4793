package io.binnacle.dns.wire;

import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.Query.Read;
import io.binnacle.dns.zone.Answer;
import io.binnacle.dns.zone.Reason;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Writes replies. The question is echoed octet for octet; records that do not fit go: first additional ones, then
/// authority, then answers, and only for those TC is set (RFC 2181 §9). Aliases are not sent without what they lead to.
public final class ReplyWriter {
  /// The largest datagram we send and say we take: fits every path without fragments.
  public static final int UDP_SIZE = ReplyForm.UDP_SIZE;

  /// The largest message over TCP.
  public static final int TCP_SIZE = ReplyForm.TCP_SIZE;

  private ReplyWriter() {}

  /// What a reply consists of.
  ///
  /// @param rcode 0..4095
  /// @param authoritative whether the first name of the answer is in our zones (AA)
  /// @param truncated whether something is missing already
  record Content(
      int rcode,
      boolean authoritative,
      boolean truncated,
      List<ReplyRecord> answers,
      List<ReplyRecord> authority,
      List<ReplyRecord> additional) {

    static Content none(int rcode) {
      return new Content(rcode, false, false, List.of(), List.of(), List.of());
    }
  }

  /// The reply to `query`, with records in the order the zone has them.
  ///
  /// @param answer what the zone says
  /// @param udp whether it goes into a datagram, whose size the client limits
  public static byte[] reply(Query query, Answer answer, boolean udp) {
    return write(query, content(answer), ReplyForm.of(query, udp), null);
  }

  /// The reply to `query`, with addresses in an order of its own.
  ///
  /// @param answer what the zone says
  public static byte[] reply(
      Query query, Answer answer, ReplyForm form, @Nullable Reason reason, RandomGenerator random) {
    Content plain = content(answer);
    Content shuffled =
        new Content(
            plain.rcode,
            plain.authoritative,
            false,
            Shuffle.addresses(plain.answers, random),
            plain.authority,
            Shuffle.addresses(plain.additional, random));
    return write(query, shuffled, form, reason);
  }

  private static Content content(Answer answer) {
    return switch (answer) {
      case Answer.Found(List<Rr> records, List<Rr> additional) ->
          new Content(
              Rcode.NOERROR,
              true,
              false,
              ReplyRecord.ours(records),
              List.of(),
              ReplyRecord.ours(additional));
      case Answer.NoData(List<Rr> chain, Rr soa) -> denial(Rcode.NOERROR, chain, List.of(soa));
      case Answer.NxDomain(List<Rr> chain, Rr soa) -> denial(Rcode.NXDOMAIN, chain, List.of(soa));
      case Answer.Elsewhere(List<Rr> chain, _) -> denial(Rcode.NOERROR, chain, List.of());
      case Answer.NotOurs() -> Content.none(Rcode.REFUSED);
      case Answer.NotReady() -> Content.none(Rcode.SERVFAIL);
    };
  }

  private static Content denial(int rcode, List<Rr> chain, List<Rr> soa) {
    return new Content(
        rcode, true, false, ReplyRecord.ours(chain), ReplyRecord.ours(soa), List.of());
  }

  /// The reply to `query` whose aliases lead out of the cluster.
  ///
  /// @param rcode of the last name (RFC 6604 §2)
  /// @param truncated whether another server left something out
  /// @param answers aliases first, in the order they are followed
  /// @param authority what bounds a "no"
  public static byte[] followed(
      Query query,
      int rcode,
      boolean truncated,
      List<ReplyRecord> answers,
      List<ReplyRecord> authority,
      ReplyForm form,
      @Nullable Reason reason,
      RandomGenerator random) {
    List<ReplyRecord> shuffled = Shuffle.addresses(answers, random);
    return write(
        query, new Content(rcode, true, truncated, shuffled, authority, List.of()), form, reason);
  }

  /// The reply to `query` with another server's message to the same question; SERVFAIL if that message makes no sense.
  public static byte[] relayed(
      Query query,
      byte[] message,
      ReplyForm form,
      @Nullable Reason reason,
      RandomGenerator random) {
    byte[] out = RelayedReply.write(query, message, form.opt(), form.limit());
    boolean cut = (out[2] & 0x02) != 0 && (message[2] & 0x02) == 0;
    if (cut && !Shuffle.hasMoreThanAliases(out)) {
      int least = QueryReader.HEADER + query.name().length() + 4 + form.opt().length;
      out = RelayedReply.write(query, message, form.opt(), least);
    }
    Shuffle.addresses(out, random);
    return form.complete(out, reason);
  }

  /// The reply to `query` that is nothing but `rcode`, 0..4095, which is more than 15 only for clients that speak EDNS.
  public static byte[] failure(Query query, int rcode, ReplyForm form, @Nullable Reason reason) {
    return write(query, Content.none(rcode), form, reason);
  }

  /// The reply to a message of which only the header could be read.
  public static byte[] refusal(Read.Bad bad) {
    MessageBuffer out = new MessageBuffer(ReplyForm.MIN_UDP_SIZE);
    header(out, bad.id(), bad.flags() & (Query.OPCODE | Query.RD), bad.rcode());
    return out.toByteArray();
  }

  private static byte[] write(
      Query query, Content content, ReplyForm form, @Nullable Reason reason) {
    MessageBuffer out = new MessageBuffer(form.limit());
    byte[] opt = OptRecord.withRcode(form.opt(), content.rcode);
    int flags = query.flags() & (Query.OPCODE | Query.RD | Query.CD) | Query.RA;
    header(out, query.id(), content.authoritative ? flags | Query.AA : flags, content.rcode & 0xf);
    question(out, query);
    boolean whole = answers(out, content.answers, opt.length);
    if (!whole || content.truncated) {
      out.u16At(2, out.u16Of(2) | Query.TC);
    }
    if (whole) {
      out.u16At(QueryReader.NSCOUNT, section(out, content.authority, opt.length));
    }
    int additional = whole ? section(out, content.additional, opt.length) : 0;
    out.bytes(opt);
    out.u16At(QueryReader.ARCOUNT, additional + (opt.length > 0 ? 1 : 0));
    return form.complete(out.toByteArray(), reason);
  }

  /// @return whether all of them fit
  private static boolean answers(MessageBuffer out, List<ReplyRecord> answers, int reserved) {
    int before = out.size();
    int written = section(out, answers, reserved);
    boolean whole = written == answers.size();
    if (!whole && answers.subList(0, written).stream().allMatch(r -> r.type() == RrType.CNAME)) {
      out.cutTo(before);
      written = 0;
    }
    out.u16At(QueryReader.ANCOUNT, written);
    return whole;
  }

  /// @return how many of them fit
  private static int section(MessageBuffer out, List<ReplyRecord> records, int reserved) {
    int written = 0;
    for (ReplyRecord record : records) {
      boolean fits =
          switch (record) {
            case ReplyRecord.Ours(Rr rr) -> out.record(rr, reserved);
            case ReplyRecord.Theirs(OutsideMessage message, int index) ->
                out.copy(message, index, reserved);
          };
      if (!fits) {
        break;
      }
      written++;
    }
    return written;
  }

  static void question(MessageBuffer out, Query query) {
    out.u16At(QueryReader.QDCOUNT, 1);
    out.name(query.name());
    out.u16(query.type());
    out.u16(query.qclass());
  }

  static void header(MessageBuffer out, int id, int flags, int rcode) {
    out.u16(id);
    out.u16(Query.QR | flags | rcode);
    for (int count = 0; count < 4; count++) {
      out.u16(0);
    }
  }
}

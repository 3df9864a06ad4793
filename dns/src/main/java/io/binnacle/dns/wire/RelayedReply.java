package io.binnacle.dns.wire;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Another server's message on its way to a client.
public final class RelayedReply {
  private static final int AD = 0x0020;

  private RelayedReply() {}

  /// `message` as the reply to `query`: under its id, with the question as it was asked, our OPT if it had one; a header
  /// with TC alone if it does not fit.
  ///
  /// @return null if the message is not an answer to this question
  public static byte @Nullable [] reply(Query query, byte[] message, boolean udp) {
    NameReader names = new NameReader(message, message.length);
    if (message.length < QueryReader.HEADER
        || !query.name().equals(names.read(QueryReader.HEADER))
        || names.end() != QueryReader.HEADER + query.name().length()
        || names.end() + 4 > message.length) {
      return null;
    }
    Query.Edns edns = query.edns();
    int limit = ReplyWriter.limit(query, udp) - (edns == null ? 0 : ReplyWriter.OPT_SIZE);
    boolean fits = message.length <= limit;
    MessageBuffer out = new MessageBuffer(ReplyWriter.TCP_SIZE);
    out.u16(query.id());
    int theirs = QueryReader.u16(message, 2);
    boolean validation = edns != null && edns.dnssecOk() || (query.flags() & AD) != 0;
    out.u16(
        Query.QR
            | query.flags() & (Query.RD | Query.CD)
            | Query.RA
            | theirs & (Query.AA | Query.TC | 0xf)
            | (validation ? theirs & AD : 0)
            | (fits ? 0 : Query.TC));
    out.u16(1);
    for (int section = QueryReader.ANCOUNT; section <= QueryReader.ARCOUNT; section += 2) {
      int ours = section == QueryReader.ARCOUNT && edns != null ? 1 : 0;
      out.u16((fits ? QueryReader.u16(message, section) : 0) + ours);
    }
    out.plainName(query.name());
    out.u16(query.type());
    out.u16(query.qclass());
    if (fits) {
      out.bytes(message, out.size());
    }
    if (edns != null) {
      ReplyWriter.opt(out, edns, QueryReader.u16(message, 2) & 0xf);
    }
    return out.toByteArray();
  }

  /// `message` without its OPT record, which is between that server and us (RFC 6891 §6.2.4), and without the additional
  /// records behind that.
  ///
  /// @return null if the message is malformed
  public static byte @Nullable [] withoutOpt(byte[] message) {
    if (message.length < QueryReader.HEADER) {
      return null;
    }
    NameReader names = new NameReader(message, message.length);
    int at = QueryReader.HEADER;
    for (int i = QueryReader.u16(message, QueryReader.QDCOUNT); i > 0; i--) {
      if (names.read(at) == null) {
        return null;
      }
      at = names.end() + 4;
    }
    for (int section = QueryReader.ANCOUNT; section <= QueryReader.ARCOUNT; section += 2) {
      int count = QueryReader.u16(message, section);
      for (int i = 0; i < count; i++) {
        DnsName owner = names.read(at);
        int fixed = names.end();
        if (owner == null || fixed + 10 > message.length) {
          return null;
        }
        if (section == QueryReader.ARCOUNT && QueryReader.u16(message, fixed) == RrType.OPT) {
          byte[] cut = Arrays.copyOf(message, at);
          cut[QueryReader.ARCOUNT] = (byte) (i >> 8);
          cut[QueryReader.ARCOUNT + 1] = (byte) i;
          return cut;
        }
        at = fixed + 10 + QueryReader.u16(message, fixed + 8);
        if (at > message.length) {
          return null;
        }
      }
    }
    return message;
  }
}

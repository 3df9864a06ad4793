package io.binnacle.dns.wire;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.Query.Edns;
import io.binnacle.dns.wire.Query.Read;

/// Reads what clients send. Message header, RFC 1035 §4.1.1, big-endian, twelve octets:
/// `| 0 ID | 2 FLAGS | 4 QDCOUNT | 6 ANCOUNT | 8 NSCOUNT | 10 ARCOUNT |`
public final class QueryReader {
  static final int HEADER = 12;
  static final int QDCOUNT = 4;
  static final int ANCOUNT = 6;
  static final int NSCOUNT = 8;
  static final int ARCOUNT = 10;

  /// More records than this in a query are nobody's honest business.
  private static final int MAX_RECORDS = 16;

  private QueryReader() {}

  /// Reads the first `length` octets of `message`. Never throws and never reads past them.
  public static Read read(byte[] message, int length) {
    if (length < HEADER) {
      return new Read.Dropped("header cut short after " + length + " octets");
    }
    int id = u16(message, 0);
    int flags = u16(message, 2);
    if ((flags & Query.QR) != 0) {
      return new Read.Dropped("an answer, not a question");
    }
    if ((flags & Query.OPCODE) != 0) {
      return new Read.Bad(id, flags, Rcode.NOTIMP, "opcode " + ((flags & Query.OPCODE) >> 11));
    }
    if (u16(message, QDCOUNT) != 1) {
      return bad(id, flags, "want exactly one question, got " + u16(message, QDCOUNT));
    }
    NameReader names = new NameReader(message, length);
    DnsName name = names.read(HEADER);
    if (name == null || names.end() + 4 > length) {
      return bad(id, flags, "question cut short or malformed");
    }
    int type = u16(message, names.end());
    int qclass = u16(message, names.end() + 2);
    int records = u16(message, ANCOUNT) + u16(message, NSCOUNT) + u16(message, ARCOUNT);
    if (records > MAX_RECORDS) {
      return bad(id, flags, records + " records in a question");
    }
    return records(message, length, names, records, new Query(id, flags, name, type, qclass, null));
  }

  /// Walks over the records behind the question, of which only OPT matters.
  private static Read records(
      byte[] message, int length, NameReader names, int count, Query query) {
    Query seen = query;
    int at = names.end() + 4;
    for (int i = 0; i < count; i++) {
      DnsName owner = names.read(at);
      int fixed = names.end();
      if (owner == null || fixed + 10 > length) {
        return bad(query.id(), query.flags(), "record cut short or malformed");
      }
      int next = fixed + 10 + u16(message, fixed + 8);
      if (next > length) {
        return bad(query.id(), query.flags(), "record data cut short");
      }
      if (u16(message, fixed) == RrType.OPT) {
        if (seen.edns() != null || owner.size() != 0) {
          return bad(query.id(), query.flags(), "more than one OPT, or one not at the root");
        }
        Edns edns =
            new Edns(
                u16(message, fixed + 2),
                message[fixed + 5] & 0xff,
                (message[fixed + 6] & 0x80) != 0);
        seen = new Query(seen.id(), seen.flags(), seen.name(), seen.type(), seen.qclass(), edns);
      }
      at = next;
    }
    return new Read.Good(seen);
  }

  private static Read bad(int id, int flags, String why) {
    return new Read.Bad(id, flags, Rcode.FORMERR, why);
  }

  static int u16(byte[] message, int at) {
    return (message[at] & 0xff) << 8 | message[at + 1] & 0xff;
  }

  static long u32(byte[] message, int at) {
    return (long) u16(message, at) << 16 | u16(message, at + 2);
  }
}

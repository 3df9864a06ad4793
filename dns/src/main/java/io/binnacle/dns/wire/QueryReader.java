package io.binnacle.dns.wire;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.Query.Edns;
import io.binnacle.dns.wire.Query.Read;
import io.binnacle.dns.wire.Query.Wish;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  /// Octets a client's and a server's cookie may have together (RFC 7873 §4).
  private static final int MIN_COOKIES = 16;

  private static final int MAX_COOKIES = 40;

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
    if (name == null
        || names.end() != HEADER + name.length() // there is nothing to point at yet
        || names.end() + 4 > length) {
      return bad(id, flags, "question cut short or malformed");
    }
    int type = u16(message, names.end());
    int qclass = u16(message, names.end() + 2);
    int records = u16(message, ANCOUNT) + u16(message, NSCOUNT) + u16(message, ARCOUNT);
    if (records > MAX_RECORDS) {
      return bad(id, flags, records + " records in a question");
    }
    Query bare = new Query(id, flags, name, type, qclass, null, -1);
    int beforeAdditional = u16(message, ANCOUNT) + u16(message, NSCOUNT);
    return records(message, length, names, records, beforeAdditional, bare);
  }

  /// Walks over the records behind the question, of which only OPT matters, and for transfers an SOA.
  private static Read records(
      byte[] message, int length, NameReader names, int count, int beforeAdditional, Query query) {
    Edns edns = null;
    long serial = -1;
    int at = names.end() + 4;
    for (int i = 0; i < count; i++) {
      DnsName owner = names.read(at);
      int fixed = names.end();
      if (owner == null || fixed + 10 > length) {
        return bad(query.id(), query.flags(), "record cut short or malformed");
      }
      int type = u16(message, fixed);
      int data = fixed + 10;
      int next = data + u16(message, fixed + 8);
      if (next > length) {
        return bad(query.id(), query.flags(), "record data cut short");
      }
      if (type == RrType.OPT) {
        if (edns != null || owner.size() != 0 || i < beforeAdditional) {
          return bad(query.id(), query.flags(), "more than one OPT, or one in the wrong place");
        }
        edns = edns(message, fixed, data, next);
        if (edns == null) {
          return bad(query.id(), query.flags(), "EDNS options cut short or malformed");
        }
      } else if (type == RrType.SOA && i < beforeAdditional) {
        serial = serial(message, names, data, next);
      }
      at = next;
    }
    return new Read.Good(
        new Query(
            query.id(), query.flags(), query.name(), query.type(), query.qclass(), edns, serial));
  }

  /// What an OPT record says; null if its options are malformed. Nothing is known about options of other versions.
  private static @Nullable Edns edns(byte[] message, int fixed, int from, int end) {
    int size = u16(message, fixed + 2);
    int version = message[fixed + 5] & 0xff;
    boolean dnssecOk = (message[fixed + 6] & 0x80) != 0;
    byte[] cookie = {};
    Set<Wish> asks = EnumSet.noneOf(Wish.class);
    int at = version == 0 ? from : end;
    while (at < end) {
      int next = at + 4 > end ? end + 1 : at + 4 + u16(message, at + 2);
      if (next > end) {
        return null;
      }
      int length = next - at - 4;
      switch (u16(message, at)) {
        case EdnsCode.COOKIE -> {
          if (length != ServerCookies.CLIENT && (length < MIN_COOKIES || length > MAX_COOKIES)) {
            return null; // RFC 7873 §5.2.2
          }
          if (cookie.length == 0) { // of several only the first counts (§5.3)
            cookie = Arrays.copyOfRange(message, at + 4, next);
          }
        }
        case EdnsCode.NSID -> asks.add(Wish.NSID);
        case EdnsCode.KEEPALIVE -> asks.add(Wish.KEEPALIVE);
        case EdnsCode.PADDING -> asks.add(Wish.PADDING);
        default -> {}
      }
      at = next;
    }
    return new Edns(size, version, dnssecOk, cookie, asks);
  }

  private static long serial(byte[] message, NameReader names, int from, int end) {
    boolean named = names.read(from) != null && names.read(names.end()) != null;
    return named && names.end() + 4 <= end ? u32(message, names.end()) : -1;
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

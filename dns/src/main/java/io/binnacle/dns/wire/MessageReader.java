package io.binnacle.dns.wire;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.model.meta.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads replies, for our own clients: the header and the records of the types we know; others are skipped.
public final class MessageReader {
  private MessageReader() {}

  /// A reply.
  ///
  /// @param id as in the question
  /// @param rcode the lower four bits
  /// @param truncated whether the answer did not fit
  public record Reply(
      int id,
      int rcode,
      boolean truncated,
      List<Rr> answers,
      List<Rr> authority,
      List<Rr> additional) {}

  /// The query for one question, recursion desired, with EDNS.
  public static byte[] query(int id, DnsName name, int type) {
    return query(id, name, type, false, false);
  }

  /// The query for one question, recursion desired, with EDNS.
  ///
  /// @param dnssecOk the DO bit
  /// @param checkingDisabled the CD bit
  public static byte[] query(
      int id, DnsName name, int type, boolean dnssecOk, boolean checkingDisabled) {
    MessageBuffer out = new MessageBuffer(ReplyWriter.TCP_SIZE);
    out.u16(id);
    out.u16(Query.RD | (checkingDisabled ? Query.CD : 0));
    out.u16(1);
    out.u16(0);
    out.u16(0);
    out.u16(1);
    out.name(name);
    out.u16(type);
    out.u16(Query.IN);
    out.u8(0);
    out.u16(RrType.OPT);
    out.u16(ReplyWriter.UDP_SIZE);
    out.u32(dnssecOk ? 0x8000 : 0);
    out.u16(0);
    return out.toByteArray();
  }

  /// Whether `message` is a reply to `query`: the same id and the same question, letter for letter but for case.
  public static boolean answers(byte[] query, byte[] message) {
    if (message.length < QueryReader.HEADER
        || query[0] != message[0]
        || query[1] != message[1]
        || (QueryReader.u16(message, 2) & Query.QR) == 0) {
      return false;
    }
    if (QueryReader.u16(message, QueryReader.QDCOUNT) == 0) {
      return (message[3] & 0xf) != Rcode.NOERROR; // a server that could not even read the question
    }
    NameReader ours = new NameReader(query, query.length);
    NameReader theirs = new NameReader(message, message.length);
    DnsName asked = ours.read(QueryReader.HEADER);
    DnsName answered = theirs.read(QueryReader.HEADER);
    return asked != null
        && asked.equals(answered)
        && ours.end() + 4 <= query.length
        && theirs.end() + 4 <= message.length
        && QueryReader.u32(query, ours.end()) == QueryReader.u32(message, theirs.end());
  }

  /// `message` without its OPT record, which is between a server and us (RFC 6891 §6.2.4), and without the additional
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
        int fixed = names.read(at) == null ? message.length : names.end();
        if (fixed + 10 > message.length) {
          return null;
        }
        if (section == QueryReader.ARCOUNT && QueryReader.u16(message, fixed) == RrType.OPT) {
          byte[] cut = Arrays.copyOf(message, at);
          OptRecord.put(cut, QueryReader.ARCOUNT, i);
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

  /// Reads a reply; null if it is malformed.
  public static @Nullable Reply read(byte[] message) {
    if (message.length < QueryReader.HEADER || (QueryReader.u16(message, 2) & Query.QR) == 0) {
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
    List<List<Rr>> sections = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int section = 0; section < sections.size(); section++) {
      for (int i = QueryReader.u16(message, QueryReader.ANCOUNT + 2 * section); i > 0; i--) {
        at = record(message, names, at, sections.get(section));
        if (at < 0) {
          return null;
        }
      }
    }
    int flags = QueryReader.u16(message, 2);
    return new Reply(
        QueryReader.u16(message, 0),
        flags & 0xf,
        (flags & Query.TC) != 0,
        sections.get(0),
        sections.get(1),
        sections.get(2));
  }

  /// @return where the record ends, or −1 if it is malformed
  private static int record(byte[] message, NameReader names, int at, List<Rr> into) {
    DnsName owner = names.read(at);
    int fixed = names.end();
    if (owner == null || fixed + 10 > message.length) {
      return -1;
    }
    int length = QueryReader.u16(message, fixed + 8);
    int data = fixed + 10;
    if (data + length > message.length) {
      return -1;
    }
    Rdata rdata = data(message, names, QueryReader.u16(message, fixed), data, length);
    if (rdata != null) {
      into.add(
          new Rr(
              owner,
              (int) Math.min(QueryReader.u32(message, fixed + 4), Integer.MAX_VALUE),
              rdata));
    }
    return data + length;
  }

  private static @Nullable Rdata data(
      byte[] message, NameReader names, int type, int at, int length) {
    return switch (type) {
      case RrType.A, RrType.AAAA ->
          length == 4 || length == 16
              ? new Rdata.Address(IpAddress.ofBytes(Arrays.copyOfRange(message, at, at + length)))
              : null;
      case RrType.CNAME -> named(names.read(at), Rdata.Cname::new);
      case RrType.NS -> named(names.read(at), Rdata.Ns::new);
      case RrType.PTR -> named(names.read(at), Rdata.Ptr::new);
      case RrType.SRV ->
          length < 7
              ? null
              : named(
                  names.read(at + 6),
                  target ->
                      new Rdata.Srv(
                          QueryReader.u16(message, at),
                          QueryReader.u16(message, at + 2),
                          QueryReader.u16(message, at + 4),
                          target));
      case RrType.TXT -> text(message, at, at + length);
      case RrType.SOA -> soa(message, names, at, at + length);
      default -> null;
    };
  }

  private static @Nullable Rdata named(@Nullable DnsName name, Function<DnsName, Rdata> make) {
    return name == null ? null : make.apply(name);
  }

  private static @Nullable Rdata text(byte[] message, int from, int end) {
    List<String> strings = new ArrayList<>();
    for (int at = from; at < end; ) {
      int size = message[at] & 0xff;
      if (at + 1 + size > end) {
        return null;
      }
      strings.add(new String(message, at + 1, size, StandardCharsets.UTF_8));
      at += 1 + size;
    }
    return new Rdata.Txt(strings);
  }

  private static @Nullable Rdata soa(byte[] message, NameReader names, int at, int end) {
    DnsName mname = names.read(at);
    DnsName rname = mname == null ? null : names.read(names.end());
    int numbers = names.end();
    if (mname == null || rname == null || numbers + 20 > end) {
      return null;
    }
    return new Rdata.Soa(
        mname,
        rname,
        QueryReader.u32(message, numbers),
        (int) QueryReader.u32(message, numbers + 4),
        (int) QueryReader.u32(message, numbers + 8),
        (int) QueryReader.u32(message, numbers + 12),
        (int) QueryReader.u32(message, numbers + 16));
  }
}

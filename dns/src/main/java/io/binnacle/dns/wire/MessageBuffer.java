package io.binnacle.dns.wire;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// A message being written: octets up to a limit, names compressed against what stands before them. One use, one thread.
final class MessageBuffer {
  private static final int MAX_POINTER = 0x3fff;

  /* Types that nobody asks us for, but whose data has names in it. */
  private static final int MINFO = 14;
  private static final int RP = 17;
  private static final int AFSDB = 18;
  private static final int RT = 21;
  private static final int SIG = 24;
  private static final int PX = 26;
  private static final int KX = 36;
  private static final int DNAME = 39;
  private static final int RRSIG = 46;

  private final int limit;
  private final Map<String, Integer> offsets = new HashMap<>();
  private byte[] octets = new byte[512];
  private int size;

  /// @param limit octets the message may take, 12..65535
  MessageBuffer(int limit) {
    this.limit = limit;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(octets, size);
  }

  int size() {
    return size;
  }

  void u8(int value) {
    if (size == octets.length) {
      octets = Arrays.copyOf(octets, size * 2);
    }
    octets[size++] = (byte) value;
  }

  void u16(int value) {
    u8(value >> 8);
    u8(value);
  }

  void u32(long value) {
    u16((int) (value >> 16) & 0xffff);
    u16((int) value & 0xffff);
  }

  void u16At(int at, int value) {
    octets[at] = (byte) (value >> 8);
    octets[at + 1] = (byte) value;
  }

  int u16Of(int at) {
    return QueryReader.u16(octets, at);
  }

  /// Writes a name, ending in a pointer where a tail of it stands in the message already.
  void name(DnsName name) {
    for (int i = 0; i < name.size(); i++) {
      String tail = name.last(name.size() - i).key();
      Integer known = offsets.get(tail);
      if (known != null) {
        u16(0xc000 | known);
        return;
      }
      if (size <= MAX_POINTER) {
        offsets.put(tail, size);
      }
      label(name.octets(i));
    }
    u8(0);
  }

  /// Writes a name in full, as RFC 2782 wants the target of an SRV record.
  void plainName(DnsName name) {
    for (int i = 0; i < name.size(); i++) {
      label(name.octets(i));
    }
    u8(0);
  }

  /// Writes a record if it fits; otherwise leaves the message as it was.
  ///
  /// @param reserved octets to keep free behind it
  /// @return whether it was written
  boolean record(Rr rr, int reserved) {
    int before = size;
    name(rr.owner());
    u16(rr.type());
    u16(Query.IN);
    u32(rr.ttl());
    int length = size;
    u16(0);
    data(rr.data());
    u16At(length, size - length - 2);
    if (size + reserved > limit) {
      cutTo(before);
      return false;
    }
    return true;
  }

  /// Writes a record of another message if it fits; otherwise leaves this one as it was. Names that may be compressed there
  /// (RFC 3597 §4) are written anew.
  ///
  /// @param index counted through all sections
  /// @param reserved octets to keep free behind it
  /// @return whether it was written
  boolean copy(OutsideMessage message, int index, int reserved) {
    int before = size;
    byte[] theirs = message.octets();
    NameReader names = new NameReader(theirs, theirs.length);
    int fixed = message.ttlOffset(index) - 4;
    name(message.owner(index));
    bytes(theirs, fixed, fixed + 8);
    int length = size;
    u16(0);
    foreignData(theirs, names, message.type(index), fixed + 10, message.end(index));
    u16At(length, size - length - 2);
    if (size + reserved > limit) {
      cutTo(before);
      return false;
    }
    return true;
  }

  /// Data that is not what its type promises is copied as it is.
  private void foreignData(byte[] theirs, NameReader names, int type, int from, int end) {
    int start = size;
    int at = from + octetsBeforeNames(type);
    if (at <= end) {
      bytes(theirs, from, at);
      for (int i = namesIn(type); i > 0; i--) {
        DnsName name = names.read(at);
        if (name == null || names.end() > end) {
          cutTo(start);
          at = from;
          break;
        }
        if (type == RrType.SRV || type > RrType.TXT) {
          plainName(name);
        } else {
          name(name);
        }
        at = names.end();
      }
    } else {
      at = from;
    }
    bytes(theirs, at, end);
  }

  private static int octetsBeforeNames(int type) {
    return switch (type) {
      case RrType.MX, AFSDB, RT, PX, KX -> 2;
      case RrType.SRV -> 6;
      case SIG, RRSIG -> 18;
      default -> 0;
    };
  }

  private static int namesIn(int type) {
    return switch (type) {
      case RrType.NS, RrType.CNAME, RrType.PTR, RrType.MX, RrType.SRV -> 1;
      case AFSDB, RT, KX, DNAME, SIG, RRSIG -> 1;
      case RrType.SOA, MINFO, RP, PX -> 2;
      default -> 0;
    };
  }

  /// Forgets everything from `to` on.
  void cutTo(int to) {
    size = to;
    offsets.values().removeIf(offset -> offset >= to);
  }

  private void data(Rdata data) {
    switch (data) {
      case Rdata.Address(var ip) -> bytes(ip.toBytes());
      case Rdata.Cname(DnsName target) -> name(target);
      case Rdata.Ns(DnsName server) -> name(server);
      case Rdata.Ptr(DnsName target) -> name(target);
      case Rdata.Srv srv -> {
        u16(srv.priority());
        u16(srv.weight());
        u16(srv.port());
        plainName(srv.target());
      }
      case Rdata.Txt txt -> {
        for (String text : txt.strings()) {
          byte[] raw = text.getBytes(StandardCharsets.UTF_8);
          u8(Math.min(raw.length, 255));
          bytes(Arrays.copyOf(raw, Math.min(raw.length, 255)));
        }
      }
      case Rdata.Soa soa -> {
        name(soa.mname());
        name(soa.rname());
        u32(soa.serial());
        u32(soa.refresh());
        u32(soa.retry());
        u32(soa.expire());
        u32(soa.minimum());
      }
    }
  }

  private void label(byte[] label) {
    u8(label.length);
    bytes(label);
  }

  /// Writes octets as they are.
  void bytes(byte[] raw) {
    bytes(raw, 0, raw.length);
  }

  /// Writes the octets of `raw` from `from` to before `to`.
  void bytes(byte[] raw, int from, int to) {
    int length = to - from;
    if (size + length > octets.length) {
      octets = Arrays.copyOf(octets, Math.max(size + length, size * 2));
    }
    System.arraycopy(raw, from, octets, size, length);
    size += length;
  }
}

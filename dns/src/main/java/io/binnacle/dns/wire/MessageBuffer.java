package io.binnacle.dns.wire;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// A message being written: octets up to a limit, names compressed against what stands before them. One use, one thread.
final class MessageBuffer {
  private static final int MAX_POINTER = 0x3fff;

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

  /// Writes what stands in `raw` from `from` on.
  void bytes(byte[] raw, int from) {
    for (int i = from; i < raw.length; i++) {
      u8(raw[i]);
    }
  }

  private void bytes(byte[] raw) {
    for (byte b : raw) {
      u8(b);
    }
  }
}

package io.binnacle.linux.nft;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// A value in the kernel's own layout: an address, a port, or several of them in a row. Compare, hash and keep it freely;
/// what it *means* is said by the field or the set it is used with.
///
/// A single value has its natural length; inside a [#concat] each part is padded to a multiple of four octets. Kept as bare
/// octets because a proxy holds hundreds of thousands of them (some 56 octets of heap for address, protocol and port).
public final class Datum implements Element.Value, Comparable<Datum> {
  private final byte[] octets;

  private Datum(byte[] octets) {
    this.octets = octets;
  }

  /// Four octets or sixteen.
  public static Datum addr(InetAddress address) {
    return new Datum(address.getAddress());
  }

  /// @param number 0..255, as `IPPROTO_*`: TCP 6, UDP 17, SCTP 132
  public static Datum proto(int number) {
    return new Datum(new byte[] {(byte) checked("protocol", number, 0xff)});
  }

  /// @param number 0..65535
  public static Datum port(int number) {
    checked("port", number, 0xffff);
    return new Datum(new byte[] {(byte) (number >> 8), (byte) number});
  }

  /// A packet mark: all 32 bits count.
  public static Datum mark(int bits) {
    return host(bits);
  }

  /// An unsigned 32-bit number, for what `numgen` gives.
  public static Datum integer(int number) {
    return host(number);
  }

  /// The name of an interface, 1..15 octets.
  public static Datum ifname(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    if (text.length == 0 || text.length > 15) {
      throw new IllegalArgumentException("interface name '" + name + "': want 1 to 15 octets");
    }
    return new Datum(Arrays.copyOf(text, 16));
  }

  /// The parts in a row, each padded to four octets: `addr . proto . port`. Of one part, that part.
  public static Datum concat(Datum... parts) {
    if (parts.length == 1) return parts[0];
    int length = 0;
    for (Datum part : parts) length += part.octets.length + 3 & ~3;
    byte[] all = new byte[length];
    int at = 0;
    for (Datum part : parts) {
      System.arraycopy(part.octets, 0, all, at, part.octets.length);
      at += part.octets.length + 3 & ~3;
    }
    return new Datum(all);
  }

  /// As the kernel gave it.
  static Datum of(byte[] octets) {
    return new Datum(octets);
  }

  /// The octets from `from` on, `length` of them: one part of a concatenation.
  Datum part(int from, int length) {
    return new Datum(Arrays.copyOfRange(octets, from, from + length));
  }

  /// Length in octets.
  public int length() {
    return octets.length;
  }

  /// A copy of the octets.
  public byte[] toBytes() {
    return octets.clone();
  }

  void copyTo(MemorySegment target, long offset) {
    MemorySegment.copy(MemorySegment.ofArray(octets), 0, target, offset, octets.length);
  }

  /// The value as a number in the machine's byte order; only for four octets.
  int hostInt() {
    return ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder()).getInt();
  }

  byte[] octets() {
    return octets;
  }

  @Override
  public int compareTo(Datum other) {
    return Arrays.compareUnsigned(octets, other.octets);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Datum that && Arrays.equals(octets, that.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(octets);
  }

  private static Datum host(int value) {
    return new Datum(ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array());
  }

  private static int checked(String what, int value, int max) {
    if (value < 0 || value > max)
      throw new IllegalArgumentException(what + " " + value + ": want 0.." + max);
    return value;
  }
}

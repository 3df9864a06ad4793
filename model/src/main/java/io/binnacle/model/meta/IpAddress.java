package io.binnacle.model.meta;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// An IPv4 or IPv6 address, read strictly and without ever asking a resolver. Ordered by family, then numerically.
///
/// @param family which of the two
/// @param high the upper 64 bits; 0 for IPv4
/// @param low the lower 64 bits, unsigned; for IPv4 `0..0xffffffff`
/// @see <a href="https://www.rfc-editor.org/rfc/rfc5952">RFC 5952</a> for the text of IPv6
public record IpAddress(Family family, long high, long low) implements Comparable<IpAddress> {

  /// The two families, named as in `spec.ipFamilies`.
  public enum Family {
    IPv4(32),
    IPv6(128);

    private final int bits;

    Family(int bits) {
      this.bits = bits;
    }

    /// The length of an address in bits.
    public int bits() {
      return bits;
    }
  }

  public IpAddress {
    if (family == Family.IPv4 && (high != 0 || low >>> 32 != 0)) {
      throw new IllegalArgumentException("an IPv4 address has 32 bits: " + high + ", " + low);
    }
  }

  /// Reads an address, or answers null if `text` is none: no leading zeros in IPv4, no zone, no brackets, no port. IPv6
  /// need not be canonical.
  public static @Nullable IpAddress parse(String text) {
    return IpAddressText.read(text);
  }

  /// Reads an address that the program itself or a validated object holds.
  ///
  /// @throws IllegalArgumentException if `text` is no address
  public static IpAddress of(String text) {
    IpAddress address = parse(text);
    if (address == null) {
      throw new IllegalArgumentException("not an IP address: " + text);
    }
    return address;
  }

  /// The address of 4 or 16 bytes in network order.
  ///
  /// @throws IllegalArgumentException if there are neither 4 nor 16
  public static IpAddress ofBytes(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> ipv4((int) read(bytes, 0, 4));
      case 16 -> new IpAddress(Family.IPv6, read(bytes, 0, 8), read(bytes, 8, 8));
      default ->
          throw new IllegalArgumentException(
              "an IP address has 4 or 16 bytes, not " + bytes.length);
    };
  }

  /// The IPv4 address of these 32 bits.
  public static IpAddress ipv4(int bits) {
    return new IpAddress(Family.IPv4, 0, Integer.toUnsignedLong(bits));
  }

  /// The address in network order: 4 or 16 bytes.
  public byte[] toBytes() {
    byte[] out = new byte[family.bits() / 8];
    for (int i = 0; i < out.length; i++) {
      int shift = (out.length - 1 - i) * 8;
      out[i] = (byte) (shift >= 64 ? high >>> (shift - 64) : low >>> shift);
    }
    return out;
  }

  /// The address as a number, not negative.
  public BigInteger toBigInteger() {
    return new BigInteger(1, toBytes());
  }

  public boolean isIpv4() {
    return family == Family.IPv4;
  }

  public boolean isIpv6() {
    return family == Family.IPv6;
  }

  /// The address `offset` further on (unsigned), wrapping around within its family.
  public IpAddress plus(long offset) {
    if (isIpv4()) {
      return ipv4((int) (low + offset));
    }
    long sum = low + offset;
    boolean carry = Long.compareUnsigned(sum, low) < 0;
    return new IpAddress(family, carry ? high + 1 : high, sum);
  }

  /// The address after this one; the last of the family is followed by the first.
  public IpAddress next() {
    return plus(1);
  }

  /// `0.0.0.0` or `::`.
  public boolean isUnspecified() {
    return high == 0 && low == 0;
  }

  /// `127.0.0.0/8` or `::1`; an IPv4-mapped address counts as what it maps.
  public boolean isLoopback() {
    return mapped() ? low32() >>> 24 == 127 : high == 0 && low == 1;
  }

  /// `169.254.0.0/16` or `fe80::/10`.
  public boolean isLinkLocalUnicast() {
    return mapped() ? low32() >>> 16 == 0xa9fe : high >>> 54 == 0xfe80 >>> 6;
  }

  /// `224.0.0.0/24` or `ff02::/16`, whatever the flags of the latter.
  public boolean isLinkLocalMulticast() {
    return mapped() ? low32() >>> 8 == 0xe00000 : (high >>> 48 & 0xff0f) == 0xff02;
  }

  /// `224.0.0.0/4` or `ff00::/8`.
  public boolean isMulticast() {
    return mapped() ? low32() >>> 28 == 14 : high >>> 56 == 0xff;
  }

  /// Whether this is an IPv4 address in IPv6 clothes, `::ffff:1.2.3.4`, which the API refuses.
  public boolean isIpv4Mapped() {
    return isIpv6() && high == 0 && low >>> 32 == 0xffff;
  }

  @Override
  public int compareTo(IpAddress other) {
    int byFamily = family.compareTo(other.family);
    int byHigh = byFamily != 0 ? byFamily : Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /// The canonical text: dotted quad, or RFC 5952.
  @Override
  public String toString() {
    return IpAddressText.write(this);
  }

  private boolean mapped() {
    return isIpv4() || isIpv4Mapped();
  }

  private long low32() {
    return low & 0xffff_ffffL;
  }

  private static long read(byte[] bytes, int from, int count) {
    long out = 0;
    for (int i = from; i < from + count; i++) {
      out = out << 8 | bytes[i] & 0xff;
    }
    return out;
  }
}

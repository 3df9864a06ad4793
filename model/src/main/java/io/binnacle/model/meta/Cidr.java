package io.binnacle.model.meta;

import io.binnacle.model.meta.IpAddress.Family;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// A block of addresses, `10.96.0.0/12`.
///
/// @param base the first address: no bit is set beyond the prefix
/// @param prefix how many leading bits are common, 0..32 or 0..128
public record Cidr(IpAddress base, int prefix) implements Comparable<Cidr> {

  public Cidr {
    if (prefix < 0 || prefix > base.family().bits()) {
      throw new IllegalArgumentException("prefix length out of range: " + base + "/" + prefix);
    }
    if (!mask(base, prefix).equals(base)) {
      throw new IllegalArgumentException("bits set beyond the prefix: " + base + "/" + prefix);
    }
  }

  /// Reads a block, or answers null if `text` is none: leading zeros and bits beyond the prefix are refused.
  public static @Nullable Cidr parse(String text) {
    Cidr block = parseAround(text);
    boolean exact =
        block != null && block.base.equals(IpAddress.parse(text.substring(0, text.indexOf('/'))));
    return exact ? block : null;
  }

  /// Reads `address/prefix` where the address may be any in the block, as `loadBalancerSourceRanges` allow, and answers
  /// the block; null if `text` is malformed.
  public static @Nullable Cidr parseAround(String text) {
    int slash = text.indexOf('/');
    IpAddress address = slash < 0 ? null : IpAddress.parse(text.substring(0, slash));
    if (address == null) {
      return null;
    }
    String digits = text.substring(slash + 1);
    boolean shaped =
        !digits.isEmpty()
            && digits.length() <= 3
            && digits.chars().allMatch(c -> c >= '0' && c <= '9')
            && (digits.length() == 1 || digits.charAt(0) != '0');
    if (!shaped || Integer.parseInt(digits) > address.family().bits()) {
      return null;
    }
    return around(address, Integer.parseInt(digits));
  }

  /// Reads a block that the program itself or a validated object holds.
  ///
  /// @throws IllegalArgumentException if `text` is none
  public static Cidr of(String text) {
    Cidr block = parse(text);
    if (block == null) {
      throw new IllegalArgumentException("not a CIDR block: " + text);
    }
    return block;
  }

  /// The block of this prefix length that `address` is in.
  public static Cidr around(IpAddress address, int prefix) {
    return new Cidr(mask(address, prefix), prefix);
  }

  public Family family() {
    return base.family();
  }

  /// Whether `address` is in the block; never if it is of the other family.
  public boolean contains(IpAddress address) {
    return address.family() == family() && mask(address, prefix).equals(base);
  }

  /// Whether the two blocks share an address.
  public boolean overlaps(Cidr other) {
    return contains(other.base) || other.contains(base);
  }

  /// How many addresses there are.
  public BigInteger size() {
    return BigInteger.ONE.shiftLeft(family().bits() - prefix);
  }

  /// The number of addresses after the first, `size() - 1`, or `Long.MAX_VALUE` if that is more.
  public long lastOffset() {
    int bits = family().bits() - prefix;
    return bits >= 63 ? Long.MAX_VALUE : (1L << bits) - 1;
  }

  /// The address `offset` after the first.
  ///
  /// @throws IndexOutOfBoundsException unless `0 <= offset <= lastOffset()`
  public IpAddress address(long offset) {
    if (offset < 0 || offset > lastOffset()) {
      throw new IndexOutOfBoundsException("offset " + offset + " in " + this);
    }
    return base.plus(offset);
  }

  /// How far `address` is from the first of the block, as [#address] counts.
  ///
  /// @throws IndexOutOfBoundsException if it is not in the block or more than `Long.MAX_VALUE` away
  public long offsetOf(IpAddress address) {
    long offset = address.low() - base.low();
    if (!contains(address) || address.high() != base.high() || offset < 0) {
      throw new IndexOutOfBoundsException(address + " in " + this);
    }
    return offset;
  }

  /// The last address of the block; the broadcast address in IPv4.
  public IpAddress last() {
    long high = base.high() | (isV4() ? 0 : hostMask(128 - prefix - 64));
    return new IpAddress(family(), high, base.low() | hostMask(family().bits() - prefix));
  }

  @Override
  public int compareTo(Cidr other) {
    int byBase = base.compareTo(other.base);
    return byBase != 0 ? byBase : Integer.compare(prefix, other.prefix);
  }

  @Override
  public String toString() {
    return base + "/" + prefix;
  }

  private boolean isV4() {
    return base.isIpv4();
  }

  private static IpAddress mask(IpAddress address, int prefix) {
    int host = address.family().bits() - prefix;
    long high = address.isIpv4() ? 0 : address.high() & ~hostMask(host - 64);
    return new IpAddress(address.family(), high, address.low() & ~hostMask(host));
  }

  /// The lowest `bits` bits set; none if negative, all from 64 on.
  private static long hostMask(int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? -1L : (1L << bits) - 1;
  }
}

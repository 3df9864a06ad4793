package io.binnacle.dns.zone;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.IpAddress.Family;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Addresses of one family, in 4 or 16 octets each. An immutable value.
///
/* Most Services have one address, which is in the object itself: an array would be one more line of memory to wait for. */
public final class AddressList {
  static final AddressList NO_IPV4 = new AddressList(false, 0, 0, 0, null, null);
  static final AddressList NO_IPV6 = new AddressList(true, 0, 0, 0, null, null);

  private final boolean isIpv6;
  private final int size;
  private final long firstHigh;
  private final long firstLow;

  /// Null if there is at most one address, or the family is the other.
  private final int @Nullable [] ipv4;

  /// Null if there is at most one address, or the family is the other.
  private final long @Nullable [] ipv6;

  private AddressList(
      boolean isIpv6,
      int size,
      long firstHigh,
      long firstLow,
      int @Nullable [] ipv4,
      long @Nullable [] ipv6) {
    this.isIpv6 = isIpv6;
    this.size = size;
    this.firstHigh = firstHigh;
    this.firstLow = firstLow;
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  static AddressList none(boolean isIpv6) {
    return isIpv6 ? NO_IPV6 : NO_IPV4;
  }

  /// Those of `addresses` that are of this family, in their order.
  static AddressList of(boolean isIpv6, Collection<IpAddress> addresses) {
    long[] high = new long[addresses.size()];
    long[] low = new long[addresses.size()];
    int size = 0;
    for (IpAddress ip : addresses) {
      if (ip.isIpv6() == isIpv6) {
        high[size] = ip.high();
        low[size++] = ip.low();
      }
    }
    return of(isIpv6, high, low, size);
  }

  /// The first `size` of these.
  static AddressList of(boolean isIpv6, long[] high, long[] low, int size) {
    if (size == 0) {
      return none(isIpv6);
    }
    if (size == 1) {
      return new AddressList(isIpv6, 1, high[0], low[0], null, null);
    }
    if (!isIpv6) {
      int[] out = new int[size];
      Arrays.setAll(out, i -> (int) low[i]);
      return new AddressList(false, size, 0, low[0], out, null);
    }
    long[] out = new long[2 * size];
    for (int i = 0; i < size; i++) {
      out[2 * i] = high[i];
      out[2 * i + 1] = low[i];
    }
    return new AddressList(true, size, high[0], low[0], null, out);
  }

  public boolean isIpv6() {
    return isIpv6;
  }

  public int size() {
    return size;
  }

  /// The upper 64 bits of an address; 0 for IPv4.
  public long high(int index) {
    return ipv6 == null ? firstHigh : ipv6[2 * index];
  }

  /// The lower 64 bits of an address; for IPv4 `0..0xffffffff`.
  public long low(int index) {
    return ipv4 != null
        ? ipv4[index] & 0xffff_ffffL
        : ipv6 != null ? ipv6[2 * index + 1] : firstLow;
  }

  /// Where `ip` is, counted from 0, at `from` or later; −1 if it is not.
  int indexOf(IpAddress ip, int from) {
    if (ip.isIpv6() == isIpv6()) {
      for (int i = from; i < size(); i++) {
        if (low(i) == ip.low() && high(i) == ip.high()) {
          return i;
        }
      }
    }
    return -1;
  }

  static IpAddress address(boolean isIpv6, long high, long low) {
    return new IpAddress(isIpv6 ? Family.IPv6 : Family.IPv4, high, low);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AddressList a
        && isIpv6 == a.isIpv6
        && size == a.size
        && firstHigh == a.firstHigh
        && firstLow == a.firstLow
        && Arrays.equals(ipv4, a.ipv4)
        && Arrays.equals(ipv6, a.ipv6);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(firstLow) + 31 * Arrays.hashCode(ipv4) + Arrays.hashCode(ipv6);
  }
}

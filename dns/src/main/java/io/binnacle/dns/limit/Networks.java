package io.binnacle.dns.limit;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// A set of address blocks: the cluster's own, as opposed to strangers. Immutable; neither locks nor allocates.
public final class Networks {
  /// Holds no address.
  public static final Networks NONE = new Networks(List.of());

  /* Blocks that overlap are merged; what is left is sorted and searched by halves, three comparisons for the handful
   * of blocks that a cluster has. IPv4 is [high 0, low 0..2^32), the same as IPv4-compatible IPv6, which nobody uses. */
  private final long[] firstHigh, firstLow, lastHigh, lastLow;

  private Networks(Collection<Cidr> blocks) {
    List<Range> ranges = merged(blocks);
    firstHigh = ranges.stream().mapToLong(range -> range.first.high()).toArray();
    firstLow = ranges.stream().mapToLong(range -> range.first.low()).toArray();
    lastHigh = ranges.stream().mapToLong(range -> range.last.high()).toArray();
    lastLow = ranges.stream().mapToLong(range -> range.last.low()).toArray();
  }

  /// The union of `blocks`, of either family.
  public static Networks of(Collection<Cidr> blocks) {
    return blocks.isEmpty() ? NONE : new Networks(blocks);
  }

  /// Whether an address is in one of the blocks.
  ///
  /// @param high the first 8 octets; 0 for IPv4
  /// @param low the last 8 octets, or the 4 of IPv4; IPv4 mapped into IPv6 counts as IPv4
  public boolean contains(long high, long low) {
    long plain = high == 0 && low >>> 32 == 0xffff ? low & 0xffff_ffffL : low;
    int from = 0, to = firstHigh.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (compare(firstHigh[middle], firstLow[middle], high, plain) <= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from > 0 && compare(high, plain, lastHigh[from - 1], lastLow[from - 1]) <= 0;
  }

  /// Whether `address` is in one of the blocks; allocates a little.
  public boolean contains(InetAddress address) {
    IpAddress plain = IpAddress.ofBytes(address.getAddress());
    return contains(plain.high(), plain.low());
  }

  private record Range(IpAddress first, IpAddress last) {}

  private static List<Range> merged(Collection<Cidr> blocks) {
    List<Cidr> sorted =
        blocks.stream().sorted(Comparator.comparing(Cidr::base, Networks::compare)).toList();
    List<Range> ranges = new ArrayList<>();
    for (Cidr block : sorted) {
      Range before = ranges.isEmpty() ? null : ranges.getLast();
      IpAddress first = block.base(), last = block.last();
      if (before == null || compare(before.last, first) < 0) {
        ranges.add(new Range(first, last));
      } else if (compare(before.last, last) < 0) {
        ranges.set(ranges.size() - 1, new Range(before.first, last));
      }
    }
    return ranges;
  }

  private static int compare(IpAddress a, IpAddress b) {
    return compare(a.high(), a.low(), b.high(), b.low());
  }

  private static int compare(long highA, long lowA, long highB, long lowB) {
    return highA != highB ? Long.compareUnsigned(highA, highB) : Long.compareUnsigned(lowA, lowB);
  }
}

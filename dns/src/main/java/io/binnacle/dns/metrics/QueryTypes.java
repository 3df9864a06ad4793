package io.binnacle.dns.metrics;

import java.util.Arrays;
import java.util.List;

/// The query types that have a `type` label of their own, the same as CoreDNS's; the rest are `other`.
final class QueryTypes {
  private record Known(int type, String label) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known(1, "A"),
          new Known(28, "AAAA"),
          new Known(33, "SRV"),
          new Known(12, "PTR"),
          new Known(65, "HTTPS"),
          new Known(2, "NS"),
          new Known(5, "CNAME"),
          new Known(6, "SOA"),
          new Known(15, "MX"),
          new Known(16, "TXT"),
          new Known(43, "DS"),
          new Known(46, "RRSIG"),
          new Known(47, "NSEC"),
          new Known(48, "DNSKEY"),
          new Known(50, "NSEC3"),
          new Known(64, "SVCB"),
          new Known(251, "IXFR"),
          new Known(252, "AXFR"),
          new Known(255, "ANY"));

  static final int COUNT = KNOWN.size() + 1;

  private static final int OTHER = KNOWN.size();
  private static final byte[] INDEX = new byte[256];

  static {
    Arrays.fill(INDEX, (byte) OTHER);
    for (int i = 0; i < KNOWN.size(); i++) {
      INDEX[KNOWN.get(i).type] = (byte) i;
    }
  }

  private QueryTypes() {}

  /// @param type any 16 bits
  /// @return 0..[#COUNT]−1
  static int index(int type) {
    return (type & ~0xff) == 0 ? INDEX[type] : OTHER;
  }

  static String label(int index) {
    return index == OTHER ? "other" : KNOWN.get(index).label;
  }
}

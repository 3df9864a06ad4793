package io.binnacle.dns.metrics;

/// The bounds of CoreDNS's histograms, and which bucket a value falls in.
final class Buckets {
  /// Octets of a message.
  static final double[] OCTETS = {
    0, 100, 200, 300, 400, 511, 1_023, 2_047, 4_095, 8_291, 16e3, 32e3, 48e3, 64e3
  };

  /// Seconds a query takes: 0.25 ms, doubling to 8.192 s.
  static final double[] SECONDS = doubling(0.000_25, 16);

  /// Seconds until a change can be looked up: 1 ms, doubling to 524 s.
  static final double[] PROGRAMMING = doubling(0.001, 20);

  private static final int SMALL = 512;
  private static final long FIRST_NANOS = 250_000;

  /// Nearly all messages: one load instead of a search.
  private static final byte[] SMALL_OCTETS = new byte[SMALL];

  static {
    for (int octets = 0; octets < SMALL; octets++) {
      SMALL_OCTETS[octets] = (byte) search(OCTETS, octets);
    }
  }

  private Buckets() {}

  /// @return 0..OCTETS.length; the last is what no bound holds
  static int ofOctets(int octets) {
    return octets >= 0 && octets < SMALL ? SMALL_OCTETS[octets] : search(OCTETS, octets);
  }

  /// @return 0..SECONDS.length; the last is what no bound holds
  static int ofNanos(long nanos) {
    if (nanos <= FIRST_NANOS) {
      return 0;
    }
    int doublings = 64 - Long.numberOfLeadingZeros((nanos - 1) / FIRST_NANOS);
    return Math.min(doublings, SECONDS.length);
  }

  static int search(double[] bounds, double value) {
    int bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]) {
      bucket++;
    }
    return bucket;
  }

  private static double[] doubling(double first, int count) {
    double[] bounds = new double[count];
    for (int i = 0; i < count; i++) {
      bounds[i] = first * (1L << i);
    }
    return bounds;
  }
}

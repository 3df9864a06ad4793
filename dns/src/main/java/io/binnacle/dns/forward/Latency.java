package io.binnacle.dns.forward;

/// How quick one server is: a moving average, by which it is chosen, and the time that nineteen of twenty answers take at most, by
/// which it is known to be late. Nanoseconds. One thread.
final class Latency {
  /// What is supposed of a server nobody has asked yet.
  static final long UNKNOWN_MEAN = 20_000_000L;

  static final long UNKNOWN_USUAL = 100_000_000L;

  /// An average loses half its weight in this time without being asked, so that a slow server is tried again now and then: one
  /// fifty times slower than the best about once a minute.
  static final double HALF_LIFE = 10e9;

  /// What an answer nobody can use costs in the comparison.
  private static final double USELESS = 500e6;

  private static final int LEARNING = 20;

  private double mean = UNKNOWN_MEAN;
  private double usual = UNKNOWN_USUAL;
  private double useless;
  private int samples;
  private long asked;

  /// It is asked now.
  void asked(long now) {
    asked = now;
  }

  /// It took so long to answer.
  void answered(long nanos, boolean useful) {
    useless += ((useful ? 0 : 1) - useless) / 8;
    learn(nanos);
  }

  /// It has not answered within this time. That lowers its rank, but does not make it usual to be slow.
  void silent(long nanos) {
    if (nanos > mean) {
      mean += (nanos - mean) / 8;
    }
  }

  private void learn(long nanos) {
    mean = samples == 0 ? nanos : mean + (nanos - mean) / 8;
    /* Nineteen small steps down outweigh one up of the same product, so the value settles where one in twenty is above it,
     * whatever the shape: answers of resolvers have two humps, cached and not, of which mean and variance say little. */
    if (samples == 0) {
      usual = 3.0 * nanos;
    } else if (samples < LEARNING) {
      usual = Math.max(usual, 1.5 * nanos);
    } else {
      usual *= nanos > usual ? 1.10 : 0.995;
    }
    if (samples < Integer.MAX_VALUE) {
      samples++;
    }
  }

  /// What to go by when choosing; lower is better.
  double score(long now) {
    return (mean + useless * USELESS) * Math.pow(2, -(now - asked) / HALF_LIFE);
  }

  /// The time after which an answer is late.
  long usual() {
    return (long) usual;
  }
}

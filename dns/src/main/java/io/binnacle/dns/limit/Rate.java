package io.binnacle.dns.limit;

/// What one source may send: `burst` queries at once, and `perSecond` in the long run.
///
/// @param perSecond 1..100 000
/// @param burst 1..1 000 000, and no more than ten minutes' worth at that rate
public record Rate(int perSecond, int burst) {
  private static final int MAX_PER_SECOND = 100_000, MAX_BURST = 1_000_000, MAX_SECONDS = 600;

  public Rate {
    if (perSecond < 1 || perSecond > MAX_PER_SECOND) {
      throw new IllegalArgumentException("queries per second out of 1..100000: " + perSecond);
    }
    if (burst < 1 || burst > MAX_BURST || burst / perSecond > MAX_SECONDS) {
      throw new IllegalArgumentException("burst out of 1..1000000 or over ten minutes: " + burst);
    }
  }
}

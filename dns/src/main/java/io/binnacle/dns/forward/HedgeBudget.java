package io.binnacle.dns.forward;

/// How often a second server may be asked because the first is late: one question in twenty in the long run, so that a slow network
/// is not made slower by twice the questions. One thread.
final class HedgeBudget {
  static final double SHARE = 0.05;
  static final double MOST = 10;

  private double saved = MOST;

  /// A question was asked.
  void earn() {
    saved = Math.min(MOST, saved + SHARE);
  }

  /// @return whether one may be asked of a second server
  boolean spend() {
    if (saved < 1) {
      return false;
    }
    saved--;
    return true;
  }
}

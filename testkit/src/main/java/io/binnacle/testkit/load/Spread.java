package io.binnacle.testkit.load;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Whether answers were spread evenly over the backends: Pearson's chi-square against the even distribution.
///
/// @param counts answers by backend, zeros included
/// @param chiSquare the statistic
/// @param bound what an even spread exceeds once in 10,000 times
public record Spread(SortedMap<String, Long> counts, double chiSquare, double bound) {
  /// The standard normal quantile at 1 − 1/10,000.
  private static final double Z = 3.719016485;

  /// @param counts answers by backend
  /// @param expected every backend that should have answered, and no other
  /// @throws AssertionError if another one answered
  public static Spread of(Map<String, Long> counts, Collection<String> expected) {
    if (expected.isEmpty()) {
      throw new IllegalArgumentException("an even spread over no backend");
    }
    SortedMap<String, Long> all = new TreeMap<>(counts);
    for (String name : counts.keySet()) {
      if (!expected.contains(name)) {
        throw new AssertionError("answered by " + name + ", which is not one of " + expected);
      }
    }
    expected.forEach(name -> all.putIfAbsent(name, 0L));
    double total = all.values().stream().mapToLong(Long::longValue).sum();
    double even = total / all.size();
    double chiSquare =
        total == 0
            ? 0
            : all.values().stream().mapToDouble(n -> (n - even) * (n - even) / even).sum();
    return new Spread(all, chiSquare, bound(all.size() - 1));
  }

  /// The chi-square quantile at 1 − 1/10,000: exact for one and two degrees of freedom, beyond them Wilson and Hilferty's
  /// approximation (1931), good to 1.5 %.
  static double bound(int degrees) {
    if (degrees <= 2) {
      return new double[] {0, 15.1367, 18.4207}[degrees];
    }
    double v = 2.0 / (9.0 * degrees);
    double root = 1 - v + Z * Math.sqrt(v);
    return degrees * root * root * root;
  }

  /// Whether chance alone explains the differences. With one backend: whether it answered at all.
  public boolean even() {
    boolean everyone = counts.values().stream().allMatch(n -> n > 0);
    return everyone && chiSquare <= bound + 1e-9;
  }

  /// For people and assertion messages.
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s: chi-square %.1f, an even spread stays below %.1f",
        counts,
        chiSquare,
        bound);
  }
}

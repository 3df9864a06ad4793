package io.binnacle.bench.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Some measurements of one thing, in nanoseconds, and how they are written.
///
/// @param nanos in the order they were taken
record Figures(List<Long> nanos) {
  Figures {
    nanos = List.copyOf(nanos);
  }

  Figures() {
    this(List.of());
  }

  Figures and(long more) {
    List<Long> all = new ArrayList<>(nanos);
    all.add(more);
    return new Figures(all);
  }

  boolean isEmpty() {
    return nanos.isEmpty();
  }

  double median() {
    List<Long> sorted = nanos.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
  }

  /// `median (least..most)`, or one figure when there is one, or `-`.
  String describe(double unit) {
    if (nanos.isEmpty()) {
      return "-";
    }
    if (nanos.size() == 1) {
      return number(nanos.getFirst() / unit);
    }
    return number(median() / unit)
        + " ("
        + number(nanos.stream().mapToLong(Long::longValue).min().orElseThrow() / unit)
        + ".."
        + number(nanos.stream().mapToLong(Long::longValue).max().orElseThrow() / unit)
        + ")";
  }

  /// `x 12.3`, or `-` if either is missing.
  static String ratio(Figures of, Figures to) {
    return of.isEmpty() || to.isEmpty()
        ? "-"
        : "x " + number(of.median() / Math.max(1, to.median()));
  }

  /// Three digits that count.
  static String number(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}

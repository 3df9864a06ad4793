package io.binnacle.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Some measurements of one thing, in nanoseconds, and how they are written.
///
/// @param nanos in the order they were taken
public record Figures(List<Long> nanos) {
  public Figures {
    nanos = List.copyOf(nanos);
  }

  /// None yet.
  public Figures() {
    this(List.of());
  }

  /// These and one more.
  public Figures and(long more) {
    List<Long> all = new ArrayList<>(nanos);
    all.add(more);
    return new Figures(all);
  }

  /// Whether there is none.
  public boolean isEmpty() {
    return nanos.isEmpty();
  }

  /// The one in the middle, or half-way between the two there.
  public double median() {
    List<Long> sorted = nanos.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
  }

  /// `median (least..most)`, or one figure when there is one, or `-`.
  public String describe(double unit) {
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
  public static String ratio(Figures of, Figures to) {
    return of.isEmpty() || to.isEmpty()
        ? "-"
        : "x " + number(of.median() / Math.max(1, to.median()));
  }

  /// Three digits that count.
  public static String number(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}

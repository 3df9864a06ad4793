package io.binnacle.doctor.explain;

import java.util.List;

/// How packets travel.
///
/// @param from who sends, in words
/// @param to where to, in words
/// @param lines what concerns every way
/// @param legs the ways: one for each port and address family, from outside one for each door
/// @param outcome how it ends
/// @param says the end, in a sentence
/// @param next what to do, as commands or sentences
public record PathExplanation(
    String from,
    String to,
    List<Line> lines,
    List<Leg> legs,
    Outcome outcome,
    String says,
    List<String> next) {
  /// One way.
  ///
  /// @param title which: *http 80/TCP, 10.96.0.20*
  /// @param lines what happens on it
  /// @param arrivals where packets arrive, the likeliest first
  /// @param outcome how it ends
  public record Leg(String title, List<Line> lines, List<Arrival> arrivals, Outcome outcome) {
    public Leg {
      lines = List.copyOf(lines);
      arrivals = List.copyOf(arrivals);
    }
  }

  public PathExplanation {
    lines = List.copyOf(lines);
    legs = List.copyOf(legs);
    next = List.copyOf(next);
  }
}

package io.binnacle.doctor.explain;

import java.util.List;

/// One thing on the way.
///
/// @param mark how it stands
/// @param topic one word: `Door`, `Rule`
/// @param says one sentence
/// @param more details, a line each
public record Line(Mark mark, String topic, String says, List<String> more) {
  public Line {
    more = List.copyOf(more);
  }

  static Line good(String topic, String says) {
    return new Line(Mark.GOOD, topic, says, List.of());
  }

  static Line bad(String topic, String says) {
    return new Line(Mark.BAD, topic, says, List.of());
  }

  static Line note(String topic, String says) {
    return new Line(Mark.NOTE, topic, says, List.of());
  }

  static Line unknown(String topic, String says) {
    return new Line(Mark.UNKNOWN, topic, says, List.of());
  }
}

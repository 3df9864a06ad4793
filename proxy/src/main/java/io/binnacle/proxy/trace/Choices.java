package io.binnacle.proxy.trace;

import java.util.ArrayList;
import java.util.List;

/// Goes through every combination of random choices: each walk replays the choices so far and takes 0 where it meets a new
/// one; [#next] then moves on to the next combination.
final class Choices {
  private record Choice(int taken, int of) {}

  private final List<Choice> made = new ArrayList<>();
  private int at;

  int choose(int of) {
    if (at == made.size()) {
      made.add(new Choice(0, of));
    }
    return made.get(at++).taken();
  }

  /// The probability of the walk just made.
  double probability() {
    double out = 1;
    for (Choice choice : made) {
      out /= choice.of();
    }
    return out;
  }

  /// Prepares the next walk.
  ///
  /// @return false if every combination has been walked
  boolean next() {
    at = 0;
    while (!made.isEmpty()) {
      Choice last = made.removeLast();
      if (last.taken() + 1 < last.of()) {
        made.add(new Choice(last.taken() + 1, last.of()));
        return true;
      }
    }
    return false;
  }
}

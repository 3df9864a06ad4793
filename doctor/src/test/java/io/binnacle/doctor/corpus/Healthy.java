package io.binnacle.doctor.corpus;

import io.binnacle.doctor.corpus.world.World;
import java.util.ArrayList;
import java.util.List;

/// Worlds in which nothing is wrong, though it may look so.
final class Healthy {
  /// @param name what looks wrong and is not
  record Control(String name, World world) {}

  private Healthy() {}

  static List<Control> all() {
    List<Control> out = new ArrayList<>();
    Worlds.all().forEach(w -> out.add(new Control(w.name, w)));
    return out;
  }
}

package io.binnacle.it.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever happens, and in whatever order: when the cluster comes to rest it is as the model says.
///
/// Run one seed with `-Dsimulation.seed=N`, more of them with `-Dsimulation.runs=N`.
class SimulationTest {
  private static final int STEPS = 60;

  static LongStream seeds() {
    Long one = Long.getLong("simulation.seed");
    return one != null
        ? LongStream.of(one)
        : LongStream.rangeClosed(1, Long.getLong("simulation.runs", 40));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void atRestTheClusterIsAsTheModelSays(long seed) {
    try (World world = new World(seed)) {
      History history = new History(world, seed);
      for (int act = 0; act < 3; act++) {
        history.run(STEPS / 3);
        world.rest();
        List<String> faults = Model.faults(world.user, world.zone());
        assertEquals(
            List.of(),
            faults,
            () -> "seed " + seed + ", after:\n  " + String.join("\n  ", history.steps) + "\n");
      }
    }
  }
}

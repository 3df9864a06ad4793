package io.binnacle.doctor.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.corpus.world.Oracle;
import io.binnacle.doctor.corpus.world.Settler;
import io.binnacle.doctor.corpus.world.World;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CorpusTest {
  static List<String> worlds() {
    return Worlds.NAMES;
  }

  @ParameterizedTest
  @MethodSource("worlds")
  void everyRequestOfAHealthyWorldSucceeds(String name) {
    World world = World.load(name);
    assertEquals(List.of(), new Oracle(new Settler(world).settle()).failures());
  }

  @Test
  void score() {
    Score score = Score.take();
    System.out.println(score.table());
    score.misses().forEach(System.out::println);
    score.alarms().forEach(System.out::println);
    if (Boolean.getBoolean("corpus.cases")) {
      score.single().forEach((id, marks) -> marks.forEach(m -> System.out.println(m.of() + " " + m.of().failures().getFirst())));
    }
  }
}

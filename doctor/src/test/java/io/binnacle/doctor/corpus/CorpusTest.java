package io.binnacle.doctor.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.corpus.world.Kernel;
import io.binnacle.doctor.corpus.world.Oracle;
import io.binnacle.doctor.corpus.world.Settled;
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

  static List<Healthy.Control> controls() {
    return Healthy.all();
  }

  @Test
  void nothingFailsInAnyLookAlike() {
    List<String> failures = new java.util.ArrayList<>();
    for (Healthy.Control control : controls()) {
      Settled settled = new Settler(control.world()).settle();
      new Oracle(settled).failures().forEach(f -> failures.add(control.name() + ": " + f));
      if (control.rules()) {
        for (World.Use use : control.world().uses) {
          settled.all(io.binnacle.model.meta.ResourceName.SERVICES).stream()
              .map(io.binnacle.model.view.ServiceView::of)
              .filter(s -> s.hasClusterIp() && s.hasSelector())
              .forEach(s ->
                  Kernel.failures(
                          settled,
                          Kernel.of(settled, "worker-1", _ -> true, settled, List.of()),
                          s.key())
                      .forEach(f -> failures.add(control.name() + " " + use + ": " + f)));
          break;
        }
      }
    }
    System.out.println(controls().size() + " look-alikes");
    assertEquals("", String.join("\n", failures));
  }

  @Test
  void score() {
    Score score = Score.take();
    System.out.println(score.table());
    score.misses().forEach(System.out::println);
    score.alarms().forEach(System.out::println);
    if (Boolean.getBoolean("corpus.cases")) {
      score
          .single()
          .forEach((id, marks) ->
              marks.forEach(m -> System.out.println(m.of() + " " + m.of().failures().getFirst())));
    }
  }
}

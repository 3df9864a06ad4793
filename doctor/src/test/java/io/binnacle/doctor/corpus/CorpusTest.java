package io.binnacle.doctor.corpus;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.corpus.Ward.Mark;
import io.binnacle.doctor.corpus.world.Kernel;
import io.binnacle.doctor.corpus.world.Oracle;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Settler;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How well the doctor finds what is wrong, and how seldom it says so where nothing is. Prints its table, and with `-Dcorpus.misses=true`
/// every case it got wrong; `-Dcorpus.table=FILE` writes them there.
class CorpusTest {
  private static final double RIGHT = 0.95;
  private static final double BOTH = 0.85;
  private static final double FALSE = 0.01;
  private static final double MENDED = 0.95;

  @Test
  void nothingFailsInWorldsThatOnlyLookBroken() {
    List<String> failures = new ArrayList<>();
    for (Healthy.Control control : Healthy.all()) {
      Settled settled = new Settler(control.world()).settle();
      new Oracle(settled).failures().forEach(f -> failures.add(control.name() + ": " + f));
      for (Obj object : control.rules() ? settled.all(ResourceName.SERVICES) : List.<Obj>of()) {
        ServiceView service = ServiceView.of(object);
        if (service.hasClusterIp() && service.hasSelector()) {
          Kernel.failures(
                  settled,
                  Kernel.of(settled, "worker-1", _ -> true, settled, List.of()),
                  service.key())
              .forEach(f -> failures.add(control.name() + " " + service.key() + ": " + f));
        }
      }
    }
    assertEquals("", String.join("\n", failures));
    assertTrue(Healthy.all().size() >= 100);
  }

  @Test
  void theCauseIsNamedFirst() throws IOException {
    Score score = Score.take();
    String text = score.table();
    if (Boolean.getBoolean("corpus.misses")) {
      text +=
          "\n"
              + String.join("\n", score.misses())
              + "\n"
              + String.join("\n", score.alarms())
              + "\n";
    }
    System.out.println(text);
    String file = System.getProperty("corpus.table");
    if (file != null) {
      Files.writeString(Path.of(file), text);
    }
    assertAll(
        () ->
            score
                .single()
                .forEach((id, marks) -> assertTrue(marks.size() >= 10, id + " has few cases")),
        () -> assertEquals(List.of(), score.unchecked(), "no check finds these"),
        () -> assertTrue(Score.share(score.marks(true), Mark::first) >= RIGHT, "open cases"),
        () -> assertTrue(Score.share(score.marks(false), Mark::first) >= RIGHT, "held-out cases"),
        () -> assertTrue(score.treated().size() >= 300, "few remedies with changes"),
        () -> assertTrue(Score.share(score.treated(), Mark::mended) >= MENDED, "remedies"),
        () -> assertTrue(score.twofold().size() >= 60, "few double faults"),
        () -> assertTrue(Score.share(score.twofold(), Mark::all) >= BOTH, "double faults"),
        () ->
            assertTrue((double) score.alarms().size() / score.subjects() <= FALSE, "false alarms"));
  }
}

package io.binnacle.doctor.corpus;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.corpus.Ward.Mark;
import io.binnacle.doctor.corpus.fresh.Fresh;
import io.binnacle.doctor.corpus.fresh.FreshCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How the doctor does on worlds and faults whose author had not heard it: scored once, never polished afterwards.
///
/// A case of this set may be taken out for being wrong, with the reason said; it is not changed for what the doctor makes of it. Prints its
/// table, and with `-Dcorpus.misses=true` every case it got wrong; `-Dcorpus.fresh.table=FILE` writes them there.
class FreshTest {
  /* What the first run is not to fall below: shares of 0..1. */
  private static final double RIGHT = 0.95;
  private static final double BOTH = 0.85;
  private static final double FALSE = 0.01;

  @Test
  void theCauseIsNamedFirst() throws IOException {
    Map<String, List<Case>> single = new LinkedHashMap<>();
    FreshCases.single().forEach((id, all) -> single.put(id, cases(all)));
    List<Healthy.Control> healthy =
        FreshCases.healthy().stream()
            .map(c -> new Healthy.Control(c.name(), c.world(), c.rules()))
            .toList();
    Score score = Score.of(single, cases(FreshCases.twofold()), healthy);
    String text = "fresh (scored once)\n" + score.table();
    if (Boolean.getBoolean("corpus.misses")) {
      text +=
          "\n"
              + String.join("\n", score.misses())
              + "\n"
              + String.join("\n", score.alarms())
              + "\n";
    }
    System.out.println(text);
    String file = System.getProperty("corpus.fresh.table");
    if (file != null) {
      Files.writeString(Path.of(file), text);
    }
    assertAll(
        () -> assertTrue(Score.share(score.marks(false), Mark::first) >= RIGHT, "fresh cases"),
        () -> assertTrue(Score.share(score.twofold(), Mark::all) >= BOTH, "double faults"),
        () ->
            assertTrue((double) score.alarms().size() / score.subjects() <= FALSE, "false alarms"));
  }

  private static List<Case> cases(List<Fresh> all) {
    return all.stream()
        .map(f ->
            new Case(f.id(), f.name(), f.site(), f.injected(), false, f.failures(), f.settled()))
        .toList();
  }
}

package io.binnacle.doctor.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.finding.Finding;
import java.util.Set;

/// How findings are written, whatever they say. [Cluster] holds every finding of every test against it.
final class Sentences {
  /* A remedy tells somebody what to do, so it begins with one of these. */
  private static final Set<String> VERBS =
      Set.of(
          """
          Add Ask Bring Call Choose Correct Create Delete Drain Exchange Find Free Give
          Install Label Leave Let Load Look Make Mark Mend Move Name Prefer Publish Put
          Raise Remove Rename Run Say Scale Search See Set Start State Switch Take Touch
          Use Wait Write
          """
              .strip()
              .split("\\s+"));

  private Sentences() {}

  /// Holds a finding against the rules: a sentence that says what is wrong, and one that begins with a verb and says what to do.
  static void verify(Finding finding) {
    if (finding instanceof Finding.Broken broken) {
      String says = broken.says();
      assertTrue(says.endsWith("."), () -> "no full stop: " + says);
      String remedy = broken.remedy().tryThis();
      assertTrue(VERBS.contains(remedy.split(" ", 2)[0]), () -> "no verb: " + remedy);
      assertTrue(remedy.endsWith("."), () -> "no full stop: " + remedy);
    }
  }
}

package io.binnacle.it;

import io.binnacle.testkit.BinnacleProcess;
import io.binnacle.testkit.Shell;
import io.binnacle.testkit.Transcript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// Runs the transcripts of `testdata/` against a whole instance, with the programs its users have.
final class Stories {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Path TOOLS = Path.of("src/test/bin").toAbsolutePath().normalize();

  private Stories() {}

  /// Tells the story `name` on a fresh instance with simulated nodes and `options`.
  static void tell(String name, Path dataDir, String... options) throws IOException {
    tell(name, dataDir, Map.of(), options);
  }

  /// Tells it to somebody who has more in the environment.
  static void tell(String name, Path dataDir, Map<String, String> more, String... options)
      throws IOException {
    requirePrograms("kubectl", "dig", "curl");
    List<String> all = new ArrayList<>(List.of("--runtime", "simulated"));
    all.addAll(List.of(options));
    try (BinnacleProcess binnacle = BinnacleProcess.start(dataDir, all.toArray(String[]::new))) {
      tell(name, binnacle, more);
    }
  }

  private static void tell(String name, BinnacleProcess binnacle, Map<String, String> more)
      throws IOException {
    Map<String, String> environment = new HashMap<>(binnacle.environment());
    environment.putAll(more);
    environment.put("BINNACLE", String.join(" ", BinnacleProcess.command()));
    environment.put("PATH", TOOLS + ":" + System.getenv("PATH"));
    // kubectl keeps what it discovered; every instance is another cluster.
    environment.put("KUBECACHEDIR", binnacle.environment().get("DATA_DIR") + "/kubectl-cache");
    Path file = Path.of("src/test/testdata", name + ".txt");
    new Transcript(file, new Shell(ROOT, environment), Normal::form).check();
  }

  /// Without these programs there is nothing to test: loud where they may be missing, a failure where they may not.
  static void requirePrograms(String... programs) {
    List<String> missing = List.of(programs).stream().filter(p -> !Shell.has(p)).toList();
    if ("true".equals(System.getenv("CI"))) {
      Assertions.assertEquals(List.of(), missing, "programs the stories need");
    }
    Assumptions.assumeTrue(
        missing.isEmpty(), () -> "*** SKIPPED, not installed: " + missing + " ***");
  }
}

package io.binnacle.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/// Under what conditions a run was made; a figure without them is worth nothing.
public final class Conditions {
  /// Above this the machine is not idle (performance.md §0.1).
  private static final double IDLE = 0.3;

  private Conditions() {}

  /// @param force measure although the machine is busy
  /// @throws IllegalStateException if it is and `force` is not set
  public static void requireIdle(boolean force) throws IOException {
    double load = load();
    if (load > IDLE && !force) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the load average of the last minute is %.2f: want at most %.1f (--force measures"
                  + " all the same and says so)",
              load,
              IDLE));
    }
  }

  /// Machine, software, commit and command, of a measurement with nft.
  public static String describe(List<String> command) throws IOException {
    return describe(command, Programs.run("nft", "--version").strip());
  }

  /// Machine, software, commit and command.
  ///
  /// @param software versions of the programs measured
  public static String describe(List<String> command, String software) throws IOException {
    double load = load();
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.replaceFirst(".*:\\s*", ""))
            .findFirst()
            .orElse("unknown processor");
    String dirty = Programs.run("git", "status", "--porcelain").isBlank() ? "" : " and changes";
    return "machine  "
        + Runtime.getRuntime().availableProcessors()
        + " cores, "
        + model
        + ", Linux "
        + System.getProperty("os.version")
        + "\nsoftware "
        + software
        + ", Java "
        + Runtime.version()
        + "\ncommit   "
        + Programs.run("git", "rev-parse", "--short", "HEAD").strip()
        + dirty
        + "\nrun      "
        + Instant.now().truncatedTo(ChronoUnit.SECONDS)
        + ", load average "
        + String.format(Locale.ROOT, "%.2f", load)
        + (load > IDLE ? ", FORCED: the machine was busy, these figures are no results" : "")
        + "\ncommand  "
        + String.join(" ", command)
        + "\n";
  }

  private static double load() throws IOException {
    return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
  }
}

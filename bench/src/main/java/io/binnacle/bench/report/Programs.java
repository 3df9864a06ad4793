package io.binnacle.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Programs of the system, run to their end.
public final class Programs {
  private Programs() {}

  /// What it printed.
  ///
  /// @throws IOException if it ended with another status than 0, with what it said
  public static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String says = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + says.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while running " + String.join(" ", command), e);
    }
    return says;
  }
}

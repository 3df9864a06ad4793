package io.binnacle.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// Runs commands as their user would, with `bash`, in a folder, with some environment.
///
/// @param folder where commands run
/// @param environment added to this process's own
public record Shell(Path folder, Map<String, String> environment) {
  private static final long PATIENCE_SECONDS = 60;

  /// What timeout(1) ends with when it had to kill.
  private static final int KILLED = 137;

  /// What a command did.
  ///
  /// @param status its exit status
  /// @param output standard output and standard error, in the order they were written
  public record Result(int status, String output) {}

  /// Runs `command` and waits for it.
  ///
  /// @throws AssertionError if it takes longer than a minute; it is ended then
  public Result run(String command) {
    ProcessBuilder builder =
        new ProcessBuilder(
                "timeout", "--signal=KILL", Long.toString(PATIENCE_SECONDS), "bash", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      int status = process.waitFor();
      if (status == KILLED) {
        throw new AssertionError(
            "still running after "
                + PATIENCE_SECONDS
                + " s: "
                + command
                + "\n"
                + new String(output, StandardCharsets.UTF_8));
      }
      return new Result(status, new String(output, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while running: " + command, e);
    }
  }

  /// Whether `program` can be run here.
  public static boolean has(String program) {
    return new Shell(Path.of("."), Map.of()).run("command -v " + program).status() == 0;
  }
}

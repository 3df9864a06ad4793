package io.binnacle.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs commands as their user would, with `bash`, in a folder, with some environment.
///
/// @param folder where commands run
/// @param environment added to this process's own
public record Shell(Path folder, Map<String, String> environment) {
  private static final long PATIENCE_SECONDS = 120;

  /// What a command did.
  ///
  /// @param status its exit status
  /// @param output standard output and standard error, in the order they were written
  public record Result(int status, String output) {}

  /// Runs `command` and waits for it.
  ///
  /// @throws AssertionError if it takes longer than two minutes; it is ended then
  public Result run(String command) {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("still running after " + PATIENCE_SECONDS + " s: " + command);
      }
      return new Result(process.exitValue(), new String(output, StandardCharsets.UTF_8));
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

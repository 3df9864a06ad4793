package io.binnacle.store.sqlite;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A Java process of the test's own, to be killed without warning.
final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private ChildJvm(Process process) {
    this.process = process;
    this.out = process.inputReader();
  }

  /// Runs `main` of a class on the test's class path. What it prints on standard error goes to ours.
  static ChildJvm run(Class<?> main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return new ChildJvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  long pid() {
    return process.pid();
  }

  /// The next line it prints; fails the test if it has ended.
  String line() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new AssertionError("the child has ended: " + process);
    }
    return line;
  }

  /// Kills it (SIGKILL) and waits until it is gone.
  ///
  /// @return the whole lines it had printed and nobody had read
  List<String> kill() throws IOException, InterruptedException {
    process
        .toHandle()
        .destroyForcibly(); // Process.destroyForcibly would throw away what is in the pipe
    StringBuilder rest = new StringBuilder();
    for (int c = out.read(); c >= 0; c = out.read()) {
      rest.append((char) c);
    }
    process.waitFor();
    // what follows the last line break was cut short
    return rest.substring(0, rest.lastIndexOf("\n") + 1).lines().toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

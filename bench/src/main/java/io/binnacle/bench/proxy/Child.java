package io.binnacle.bench.proxy;

import io.binnacle.testkit.load.LoadProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A child JVM in some network namespace that takes commands by the line and answers `ok NUMBERS` or `error …`. It ends when its standard input does.
final class Child implements AutoCloseable {
  private final String name;
  private final Process process;
  private final BufferedReader out;
  private final PrintStream in;

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
    this.out = process.inputReader();
    this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
  }

  static Child start(String namespace, Class<?> main, String... arguments) throws IOException {
    List<String> command =
        LoadProcess.command(main, List.of("ip", "netns", "exec", namespace), List.of(arguments));
    // What a user's process gets: the compilers it would get, room for a quarter of a million
    // endpoints, native calls.
    command.remove("-XX:TieredStopAtLevel=1");
    command.set(command.indexOf("-Xmx256m"), "-Xmx2g");
    command.add(command.indexOf("-cp"), "--enable-native-access=ALL-UNNAMED");
    return new Child(
        main.getSimpleName() + " " + String.join(" ", arguments),
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /// Says something and waits for the numbers of the answer.
  ///
  /// @throws IOException if it is an error, with its text
  long[] ask(String command) throws IOException {
    in.println(command);
    String answer = out.readLine();
    if (answer == null || !answer.startsWith("ok")) {
      throw new IOException(name + ": " + command + ": " + answer);
    }
    return Arrays.stream(answer.substring(2).strip().split(" "))
        .filter(word -> !word.isEmpty())
        .mapToLong(Long::parseLong)
        .toArray();
  }

  /// Waits for the line that says it is up.
  Child ready() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException(name + " ended before it was ready");
    }
    return this;
  }

  @Override
  public void close() throws IOException {
    in.close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

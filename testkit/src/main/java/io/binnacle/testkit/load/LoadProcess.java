package io.binnacle.testkit.load;

import io.binnacle.model.tree.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A load sent by a child process, so that it may live in another network namespace and does not share a heap with what it
/// measures. Ends with its parent at the latest: it stops when its standard input ends.
public final class LoadProcess implements AutoCloseable {
  static final String CHILD = "--child";
  static final String BEGUN = "begun";

  private final Process process;
  private final BufferedReader out;

  private LoadProcess(Process process) {
    this.process = process;
    this.out = process.inputReader();
  }

  /// Starts the load and returns once the first request was answered.
  ///
  /// @param prefix what to put before the command, as `ip netns exec NAME`; empty for here
  /// @throws AssertionError with its report if it ended without a single answer
  public static LoadProcess start(LoadPlan plan, String... prefix) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(CHILD));
    arguments.addAll(plan.arguments());
    LoadProcess load =
        new LoadProcess(
            new ProcessBuilder(command(HttpLoad.class, List.of(prefix), arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    String line = load.out.readLine();
    if (!BEGUN.equals(line)) {
      load.process.destroyForcibly();
      throw new AssertionError("load on " + plan.url() + " got no answer: " + line);
    }
    return load;
  }

  /// The command line that runs `main` from the class path of this process.
  ///
  /// @param prefix what to put before it, as `ip netns exec NAME`
  public static List<String> command(Class<?> main, List<String> prefix, List<String> arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(arguments);
    return command;
  }

  /// Lets it send everything and reads its report.
  public LoadReport finish() throws IOException {
    String report = out.readLine();
    if (report == null) {
      throw new IOException("the load process ended without a report");
    }
    return LoadReport.of(Json.object(report));
  }

  /// Begins no more requests and reads the report.
  public LoadReport stop() throws IOException {
    process.getOutputStream().close();
    return finish();
  }

  /// The child, to be killed or looked at.
  public Process process() {
    return process;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

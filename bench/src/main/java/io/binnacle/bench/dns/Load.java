package io.binnacle.bench.dns;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A run of the generator, `bench/dns/load.c`.
final class Load implements AutoCloseable {
  /// What it found.
  ///
  /// @param slices of each slice of time: number, answers, p99 and maximum in nanoseconds
  record Result(Map<String, Long> values, List<List<Long>> slices) {
    long get(String name) {
      return values.getOrDefault(name, 0L);
    }

    /// CPU time of the server for a query answered, in picoseconds.
    long cpuPicos() {
      return get("cpu-nanos") * 1_000 / Math.max(1, get("answered"));
    }

    /// Queries answered a second.
    long rate() {
      return Math.round(get("answered") * 1e9 / Math.max(1, get("nanos")));
    }

    /// Of two generators at one server at the same time: the answers of both, the server's time once.
    Result plusAnswersOf(Result other) {
      Map<String, Long> both = new HashMap<>(values);
      both.put("answered", get("answered") + other.get("answered"));
      both.put("lost", get("lost") + other.get("lost"));
      return new Result(both, slices);
    }

    /// How many CPUs the server used.
    double busy() {
      return (double) get("cpu-nanos") / Math.max(1, get("nanos"));
    }
  }

  private final Process process;
  private final BufferedReader out;
  private final String what;

  private Load(Process process, String what) {
    this.process = process;
    this.out = process.inputReader();
    this.what = what;
  }

  /// @param launcher what it is started with: `taskset`, `chrt`
  static Load start(
      Path program, List<String> launcher, Contender server, Path queries, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(
        List.of(program.toString(), Integer.toString(server.port()), queries.toString()));
    command.addAll(List.of("--pids", server.process().pidList()));
    if (!server.answers()) {
      command.addAll(List.of("--check", "0"));
    }
    command.addAll(List.of(options));
    return new Load(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start(),
        server + ": " + String.join(" ", options));
  }

  /// Waits until a generator with `--wait 1` has read its queries.
  Load loaded() throws IOException {
    String line = out.readLine();
    if (!"loaded".equals(line)) {
      throw new IOException(what + ": " + line);
    }
    return this;
  }

  /// Lets a generator that waits begin.
  void go() throws IOException {
    process.outputWriter().write("\n");
    process.outputWriter().flush();
  }

  /// Waits for the end.
  ///
  /// @throws IOException if it fails, or an answer was wrong
  Result finish() throws IOException {
    Map<String, Long> values = new HashMap<>();
    List<List<Long>> slices = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      String[] words = line.split(" ");
      if (words[0].equals("slice")) {
        List<Long> slice = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
          slice.add(Long.parseLong(words[i]));
        }
        slices.add(slice);
      } else {
        values.put(words[0], Long.parseLong(words[1]));
      }
    }
    try {
      if (process.waitFor() != 0) {
        throw new IOException(what + ": the generator ended with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    Result result = new Result(values, slices);
    if (result.get("wrong") > 0) {
      throw new IOException(what + ": " + result.get("wrong") + " wrong answers");
    }
    return result;
  }

  @Override
  public void close() {
    process.destroy();
  }
}

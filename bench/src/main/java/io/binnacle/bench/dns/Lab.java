package io.binnacle.bench.dns;

import io.binnacle.bench.dns.QueryMix.Asked;
import io.binnacle.bench.report.Figures;
import io.binnacle.bench.report.Programs;
import io.binnacle.dns.name.RrType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What all parts share: programs, servers, an API with Services, and how load is put on a server.
final class Lab implements AutoCloseable {
  /// The server has a CPU of its own, and so has the generator.
  static final String SERVER_CPU = "1";

  static final String LOAD_CPU = "0";

  /// Queries in flight: what fits into the socket buffer of a server that leaves it at its default of 208 KiB.
  static final String OUTSTANDING = "200";

  private static final int QUERIES = 100_000;
  private static final int API_PORT = 6443;
  private static final int ENDPOINTS = 2;

  private final Options options;
  private final Report report;
  private final Path folder;
  private final Path loadProgram;
  private final Servers servers;
  private @Nullable Cluster cluster;
  private @Nullable Path queries;
  private int apiPorts = API_PORT;

  Lab(Options options, Report report) throws IOException {
    this.options = options;
    this.report = report;
    this.folder = Files.createTempDirectory("binnacle-bench");
    this.loadProgram = compile("load");
    this.servers = new Servers(folder, compile("echo"), options.corednsProgram());
  }

  private Path compile(String name) throws IOException {
    Path program = folder.resolve(name);
    Programs.run(
        "gcc",
        "-O2",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-pthread",
        "-o",
        program.toString(),
        "bench/dns/" + name + ".c");
    return program;
  }

  Options options() {
    return options;
  }

  Report report() {
    return report;
  }

  Servers servers() {
    return servers;
  }

  Path folder() {
    return folder;
  }

  World world() {
    return new World(options.services(), ENDPOINTS);
  }

  /// The API with [#world], started when first asked for, away from the server's CPU.
  Cluster cluster() throws IOException, InterruptedException {
    Cluster found = cluster;
    if (found == null) {
      found = startCluster(world());
      cluster = found;
    }
    return found;
  }

  /// Another API, which the caller closes.
  Cluster startCluster(World world) throws IOException, InterruptedException {
    say("an API with " + world + " endpoints");
    Cluster started = Cluster.start(world, folder, apiPorts);
    apiPorts += 2;
    started.inside().process().pin(LOAD_CPU);
    return started;
  }

  /// The queries of the mix, as the generator reads them.
  Path queries() throws IOException {
    Path found = queries;
    if (found == null) {
      found = QueryMix.write(mix(QUERIES), folder.resolve("queries"));
      queries = found;
    }
    return found;
  }

  List<Asked> mix(int count) {
    return QueryMix.of(world(), count);
  }

  /// Lets all that answer answer the same questions.
  ///
  /// @throws IOException if they differ
  void compareAnswers(List<Contender> all, int count) throws IOException {
    List<Contender> real = all.stream().filter(Contender::answers).toList();
    for (Contender server : real) {
      say("waiting for " + server);
      Servers.awaitName(server, World.fqdn(options.services() - 1), RrType.A);
    }
    say("comparing answers");
    Answers.compare(real, mix(count));
  }

  /// Puts load on a server from the generator's CPU.
  Load.Result load(Contender server, Path asked, String... how) throws IOException {
    try (Load load =
        Load.start(loadProgram, List.of("taskset", "-c", LOAD_CPU), server, asked, how)) {
      return load.finish();
    }
  }

  /// A generator started in some other way, or that waits.
  Load generator(List<String> launcher, Contender server, Path asked, String... how)
      throws IOException {
    return Load.start(loadProgram, launcher, server, asked, how);
  }

  /// As many queries as it can answer, in a turn's time.
  Load.Result saturate(Contender server) throws IOException {
    return load(
        server, queries(), "--outstanding", OUTSTANDING, "--seconds", "" + options.seconds());
  }

  /// One measurement of one server.
  interface Turn {
    Load.Result take(Contender server) throws IOException;
  }

  /// Measures all servers in turns, round after round.
  Rounds inTurns(String what, int rounds, List<Contender> all, Turn turn) throws IOException {
    Map<String, List<Load.Result>> results = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      say(what + ", round " + (round + 1) + " of " + rounds);
      for (Contender server : all) {
        results.computeIfAbsent(server.title(), _ -> new ArrayList<>()).add(turn.take(server));
      }
    }
    return new Rounds(results);
  }

  /// The results of some rounds, by server.
  record Rounds(Map<String, List<Load.Result>> results) {
    private static final double THOUSANDTHS = 1_000;

    List<Load.Result> of(String server) {
      return results.getOrDefault(server, List.of());
    }

    Figures figures(String server, ToLongFunction<Load.Result> value) {
      return new Figures(of(server).stream().mapToLong(value).boxed().toList());
    }

    /// One server's figure over another's, round by round, in thousandths.
    Figures ratios(String server, String to, ToLongFunction<Load.Result> value) {
      List<Long> ratios = new ArrayList<>();
      for (int i = 0; i < Math.min(of(server).size(), of(to).size()); i++) {
        long divisor = Math.max(1, value.applyAsLong(of(to).get(i)));
        ratios.add(Math.round(THOUSANDTHS * value.applyAsLong(of(server).get(i)) / divisor));
      }
      return new Figures(ratios);
    }
  }

  /// Progress, for whoever sits and waits.
  void say(String what) {
    if (Boolean.getBoolean("bench.progress")) {
      System.err.print("\r\033[K" + what);
    }
  }

  @Override
  public void close() throws IOException {
    say("");
    Cluster running = cluster;
    if (running != null) {
      running.close();
    }
    Programs.run("rm", "-rf", folder.toString());
  }
}

package io.binnacle.bench.dns;

import io.binnacle.bench.report.Figures;
import io.binnacle.bench.report.TextTable;
import io.binnacle.dns.name.RrType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/// From `exec` to the first right answer and to ready, with nothing in the cluster and with all its Services; and 50,000 queries a second from
/// the moment it says ready: none may be lost.
final class StartUp {
  private static final String PART = "start";
  private static final double MILLIS = 1e6;
  private static final int STARTS = 5;
  private static final int COLD_STARTS = 3;
  private static final int COLD_RATE = 50_000;
  private static final int COLD_SECONDS = 4;
  private static final int PATIENCE_SECONDS = 120;

  private final Lab lab;
  private final HttpClient http = HttpClient.newHttpClient();
  private final TextTable table =
      new TextTable()
          .row(List.of("exec, until (ms)", "n", "first answer", "ready", "CPU time by then"));

  private StartUp(Lab lab) {
    this.lab = lab;
  }

  static void measure(Lab lab) throws IOException, InterruptedException {
    new StartUp(lab).run();
  }

  /// Starts a server on the CPUs given.
  private interface Starter {
    Contender start(String cpus) throws IOException;
  }

  private void run() throws IOException, InterruptedException {
    int services = lab.options().services();
    try (Cluster empty = lab.startCluster(new World(0, 1))) {
      starts(empty, "empty", "kubernetes.default.svc." + World.DOMAIN, 300);
    }
    Cluster full = lab.cluster();
    starts(full, services + " Services", World.fqdn(services - 1), 2_000);
    lab.report().table(table);
    cold(full);
  }

  private void starts(Cluster cluster, String what, String name, double limit)
      throws IOException, InterruptedException {
    Starter ours = cpus -> lab.servers().binnacle(cpus, cluster.kubeconfig(), 0);
    Starts own = new Starts();
    Starts coredns = new Starts();
    // One that does not count: the AOT cache is made, files are read.
    once(ours, name);
    for (int i = 0; i < STARTS; i++) {
      lab.say("start, " + what + ": " + (i + 1) + " of " + STARTS);
      own = own.and(once(ours, name));
      if (lab.servers().hasCoreDns()) {
        coredns =
            coredns.and(
                once(cpus -> lab.servers().coredns(cpus, cluster.kubeconfig(), false, 0), name));
      }
    }
    row("binnacle", what, own);
    row("CoreDNS", what, coredns);
    lab.report()
        .goal("start to first answer, " + what, own.answered.median() / MILLIS, true, limit, "ms");
  }

  /// Some starts of one server, in nanoseconds.
  ///
  /// @param cpu its processor time until it was ready, which a busy machine hardly changes
  private record Starts(Figures answered, Figures ready, Figures cpu) {
    Starts() {
      this(new Figures(), new Figures(), new Figures());
    }

    Starts and(Starts more) {
      return new Starts(
          answered.and(more.answered.nanos().getFirst()),
          ready.and(more.ready.nanos().getFirst()),
          cpu.and(more.cpu.nanos().getFirst()));
    }
  }

  private Starts once(Starter starter, String name) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    try (Contender server = starter.start("")) {
      long answered = Servers.awaitName(server, name, RrType.A);
      long ready = awaitReady(server);
      return new Starts(
          new Figures().and(answered - begun),
          new Figures().and(ready - begun),
          new Figures().and(server.process().cpuNanos()));
    }
  }

  private long awaitReady(Contender server) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(server.readyUrl())).build();
    long deadline = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    while (System.nanoTime() < deadline) {
      try {
        if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
          return System.nanoTime();
        }
      } catch (IOException notListening) {
        if (!server.process().isAlive()) {
          throw new IOException(server + " ended: " + server.process().says(), notListening);
        }
      }
      Thread.sleep(1);
    }
    throw new IOException(
        server + " is not ready after " + PATIENCE_SECONDS + " s: " + server.process().says());
  }

  private void row(String server, String what, Starts starts) {
    if (starts.ready.isEmpty()) {
      return;
    }
    lab.report().figure(PART, "first answer, " + what, server, "ms", starts.answered, MILLIS);
    lab.report().figure(PART, "ready, " + what, server, "ms", starts.ready, MILLIS);
    lab.report().figure(PART, "CPU time, " + what, server, "ms", starts.cpu, MILLIS);
    table.row(
        List.of(
            server + ", " + what,
            Integer.toString(starts.ready.nanos().size()),
            starts.answered.describe(MILLIS),
            starts.ready.describe(MILLIS),
            starts.cpu.describe(MILLIS)));
  }

  private void cold(Cluster cluster) throws IOException, InterruptedException {
    List<String> head = new ArrayList<>(List.of("cold, 50,000 q/s from ready on", "lost"));
    for (int second = 1; second <= COLD_SECONDS; second++) {
      head.add("p99, second " + second + " (us)");
    }
    TextTable slices = new TextTable().row(head);
    long lost = 0;
    for (int i = 0; i < COLD_STARTS; i++) {
      lab.say("cold start " + (i + 1) + " of " + COLD_STARTS);
      try (Contender server = lab.servers().binnacle(Lab.SERVER_CPU, cluster.kubeconfig(), 0);
          Load load =
              lab.generator(
                  List.of("taskset", "-c", Lab.LOAD_CPU),
                  server,
                  lab.queries(),
                  "--wait",
                  "1",
                  "--warm",
                  "0",
                  "--rate",
                  Integer.toString(COLD_RATE),
                  "--seconds",
                  Integer.toString(COLD_SECONDS),
                  "--slice",
                  "1000")) {
        load.loaded();
        awaitReady(server);
        load.go();
        Load.Result result = load.finish();
        lost += result.get("lost");
        List<String> cells =
            new ArrayList<>(
                List.of("binnacle, start " + (i + 1), Long.toString(result.get("lost"))));
        result.slices().forEach(slice -> cells.add(Figures.number(slice.get(2) / 1e3)));
        slices.row(cells);
      }
    }
    lab.report().table(slices);
    lab.report().goal("lost at 50,000 q/s from a cold start", (double) lost, true, 0, "");
  }
}

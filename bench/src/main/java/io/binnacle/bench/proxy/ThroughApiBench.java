package io.binnacle.bench.proxy;

import io.binnacle.bench.report.Conditions;
import io.binnacle.bench.report.Figures;
import io.binnacle.bench.report.Programs;
import io.binnacle.bench.report.TextTable;
import io.binnacle.testkit.load.Backend;
import io.binnacle.testkit.load.LoadPlan;
import io.binnacle.testkit.load.LoadProcess;
import io.binnacle.testkit.load.LoadReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What a user of a Service proxy waits for, with whole processes behind the same API (a Binnacle in memory): from its start
/// until the Services answer, and from the API's acknowledgement of a write until a client sees the change. Ours beside the real
/// kube-proxy, in turns; seen by connecting, not by their own word.
///
/// `bench/proxy-api.sh [--services N] [--endpoints N] [--contenders A,B] [--rounds N] [--force]`
public final class ThroughApiBench {
  private static final double MILLIS = 1e6;
  private static final long PATIENCE_MILLIS = 40 * 60_000L;
  private static final int CHANGES = 10;

  /// So that a proxy that writes at most once a second is rested.
  private static final long REST_MILLIS = 2_500;

  private static final int LOAD_RATE = 500;
  private static final int LOAD_SECONDS = 20;
  private static final String METRICS = "http://127.0.0.1:10249/metrics ";

  private final List<ApiContender> contenders;
  private final Fleet fleet;
  private int networks;

  private ThroughApiBench(List<ApiContender> contenders, Fleet fleet) {
    this.contenders = contenders;
    this.fleet = fleet;
  }

  /// Runs it and prints its table.
  public static void main(String[] args) throws IOException, InterruptedException {
    int services = 10_000;
    int endpoints = 2;
    int rounds = 1;
    boolean force = false;
    List<ApiContender> contenders = List.of(ApiContender.values());
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--services" -> services = Integer.parseInt(args[++i]);
        case "--endpoints" -> endpoints = Integer.parseInt(args[++i]);
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        case "--contenders" ->
            contenders = Stream.of(args[++i].split(",")).map(ApiContender::of).toList();
        case "--force" -> force = true;
        default ->
            throw new IllegalArgumentException(
                args[i] + ": want --services, --endpoints, --rounds, --contenders, --force");
      }
    }
    Conditions.requireIdle(force);
    List<String> command = new ArrayList<>(List.of("bench/proxy-api.sh"));
    command.addAll(List.of(args));
    System.out.println(Conditions.describe(command));
    new ThroughApiBench(contenders, new Fleet(services, endpoints)).run(rounds);
  }

  private void run(int rounds) throws IOException, InterruptedException {
    Map<String, Map<ApiContender, Figures>> rows = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (ApiContender contender : contenders) {
        System.err.println(fleet + " " + contender.title() + " " + round);
        try (Cluster cluster = new Cluster(fleet, "a" + networks++)) {
          measure(cluster, contender, rows);
        }
      }
    }
    List<String> head = new ArrayList<>(List.of("through the API (ms), at " + fleet, "n"));
    contenders.forEach(c -> head.add(c.title()));
    contenders.stream().skip(1).forEach(c -> head.add(c.title() + " /"));
    TextTable table = new TextTable().row(head);
    rows.forEach((what, all) -> {
      Supplier<Figures> none = Figures::new;
      Figures ours = all.getOrDefault(contenders.getFirst(), none.get());
      List<String> cells =
          new ArrayList<>(
              List.of(
                  what,
                  Integer.toString(
                      all.values().stream().mapToInt(f -> f.nanos().size()).max().orElse(0))));
      contenders.forEach(c -> cells.add(all.getOrDefault(c, none.get()).describe(MILLIS)));
      contenders.stream()
          .skip(1)
          .forEach(c -> cells.add(Figures.ratio(all.getOrDefault(c, none.get()), ours)));
      table.row(cells);
    });
    System.out.println(table);
  }

  private void measure(
      Cluster cluster, ApiContender contender, Map<String, Map<ApiContender, Figures>> rows)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Process proxy = cluster.start(contender);
    try {
      Fleet.Entry last = fleet.entry(fleet.services() - 1);
      long answered = cluster.prober.ask("await " + last.address() + " " + PATIENCE_MILLIS)[0];
      put(rows, "start, until the last Service answers", contender, answered - begun);
      cluster.prober.ask("check " + fleet.services() + " " + fleet.endpoints() + " 7");
      if (contender != ApiContender.BINNACLE) {
        own(cluster, contender, rows, "its own word: first full sync", "full");
      }
      put(rows, "processor time until then", contender, processorTime(proxy));
      for (int i = 0; i < CHANGES; i++) {
        int index = fleet.services() + i;
        Fleet.Entry before = fleet.entry(index);
        Fleet.Entry after = fleet.changed(index);
        String gone = before.targets().getLast();
        rest();
        long written = cluster.writer.ask("add " + index)[1];
        long seen = cluster.prober.ask("await " + before.address() + " 60000 " + gone)[0];
        put(rows, "Service and slice added, until it answers", contender, seen - written);
        rest();
        written = cluster.writer.ask("change " + index)[1];
        seen =
            cluster
                .prober
                .ask("await " + after.address() + " 60000 " + after.targets().getLast())[0];
        put(rows, "endpoint replaced, until the new one answers", contender, seen - written);
        cluster.prober.ask("gone " + after.address() + " 60000 " + gone);
        rest();
        written = cluster.writer.ask("remove " + index)[1];
        seen = cluster.prober.ask("gone " + before.address() + " 60000")[0];
        put(rows, "Service removed, until it answers no more", contender, seen - written);
      }
      if (contender != ApiContender.BINNACLE) {
        own(cluster, contender, rows, "its own word: partial sync, mean", "partial");
      }
      underLoad(cluster, contender, rows);
      put(rows, "memory (MB, not ms)", contender, residentBytes(proxy));
    } finally {
      proxy.destroy();
      if (!proxy.waitFor(30, TimeUnit.SECONDS)) {
        proxy.destroyForcibly();
      }
    }
  }

  /// New connections at a fixed rate while an endpoint is replaced again and again. Those withdrawn go on answering, as a Pod
  /// with a `preStop` pause does: whatever fails is the proxy's doing.
  private void underLoad(
      Cluster cluster, ApiContender contender, Map<String, Map<ApiContender, Figures>> rows)
      throws IOException, InterruptedException {
    String url = "http://" + fleet.entry(0).address() + ":" + Fleet.PORT + "/";
    LoadPlan plan = LoadPlan.of(url, LOAD_RATE, Duration.ofSeconds(LOAD_SECONDS));
    try (LoadProcess load =
        LoadProcess.start(plan, "ip", "netns", "exec", cluster.network.client())) {
      for (int second = 1; second < LOAD_SECONDS; second++) {
        cluster.writer.ask(second % 2 == 1 ? "change 0" : "change-back 0");
        Thread.sleep(1_000);
      }
      LoadReport report = load.finish();
      System.err.print(report.describe());
      put(
          rows,
          "failed of " + plan.requests() + " requests (not ms)",
          contender,
          report.failed() * 1_000_000);
      put(rows, "a request's p99 meanwhile", contender, report.latency().p99() * 1_000);
    }
  }

  private static void rest() throws InterruptedException {
    Thread.sleep(REST_MILLIS);
  }

  private static void own(
      Cluster cluster,
      ApiContender contender,
      Map<String, Map<ApiContender, Figures>> rows,
      String what,
      String kind)
      throws IOException {
    String metric = "kubeproxy_sync_" + kind + "_proxy_rules_duration_seconds";
    long sum = cluster.writer.ask("metric " + METRICS + metric + "_sum")[0];
    long count = cluster.writer.ask("metric " + METRICS + metric + "_count")[0] / 1_000_000;
    if (count > 0) {
      put(rows, what, contender, sum * 1_000 / count);
    }
  }

  private static long processorTime(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    // utime and stime, in hundredths of a second, then those of children waited for: the nft
    // processes.
    long ticks = 0;
    for (int i = 11; i < 15; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks * 10_000_000;
  }

  /// Resident memory, as nanoseconds of a table of milliseconds: a megabyte is a "millisecond".
  private static long residentBytes(Process process) throws IOException {
    for (String line :
        Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1_000_000 / 1024;
      }
    }
    return 0;
  }

  private static void put(
      Map<String, Map<ApiContender, Figures>> rows,
      String what,
      ApiContender contender,
      long nanos) {
    rows.computeIfAbsent(what, _ -> new EnumMap<>(ApiContender.class))
        .merge(contender, new Figures().and(nanos), (old, _) -> old.and(nanos));
  }

  /// An API with its Services, a client and Pods, all in namespaces of their own.
  private static final class Cluster implements AutoCloseable {
    private final Path folder;
    private final Network network;
    private final Process api;
    private final Child backend;
    private final Child prober;
    private final Child writer;

    Cluster(Fleet fleet, String name) throws IOException {
      folder = Files.createTempDirectory("binnacle-bench");
      network = Network.make(name);
      api =
          new ProcessBuilder(
                  "ip",
                  "netns",
                  "exec",
                  network.node(),
                  "./binnacle",
                  "up",
                  "--data-dir",
                  data().toString(),
                  "--runtime",
                  "simulated",
                  "--nodes",
                  "1",
                  "--storage",
                  "memory",
                  "--api-port",
                  "6443",
                  "--dns-listen",
                  "127.0.0.1:10053",
                  "--dns-upstream",
                  "none",
                  "--proxy",
                  "none")
              .redirectError(folder.resolve("binnacle.log").toFile())
              .start();
      BufferedReader out = api.inputReader();
      String line = out.readLine();
      if (!"binnacle is ready".equals(line)) {
        throw new IOException(
            "not ready but: " + line + "\n" + Files.readString(folder.resolve("binnacle.log")));
      }
      backend =
          Child.start(network.pods(), Backend.class, "0.0.0.0", Integer.toString(Fleet.TARGET_PORT))
              .ready();
      prober = Child.start(network.client(), Prober.class);
      writer =
          Child.start(network.node(), ApiWriter.class, "https://127.0.0.1:6443", data().toString());
      long took = writer.ask("fill " + fleet.services() + " " + fleet.endpoints())[0];
      System.err.println("  filled in " + took / 1_000_000 + " ms");
    }

    private Path data() {
      return folder.resolve("data");
    }

    Process start(ApiContender contender) throws IOException {
      List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", network.node()));
      command.addAll(contender.command(folder, data().resolve("kubeconfig")));
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("proxy.log").toFile())
          .start();
    }

    @Override
    public void close() throws IOException {
      writer.close();
      prober.close();
      backend.close();
      api.destroy();
      try {
        if (!api.waitFor(30, TimeUnit.SECONDS)) {
          api.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      network.close();
      Programs.run("rm", "-r", folder.toString());
    }
  }
}

package io.binnacle.bench.dns;

import io.binnacle.bench.process.ServerProcess;
import io.binnacle.bench.report.Figures;
import io.binnacle.bench.report.TextTable;
import io.binnacle.dns.name.RrType;
import java.io.IOException;
import java.util.List;

/// What a DNS attached to an API with 15 endpoints for each of its Services keeps in memory, and how much more while it has to list everything
/// again; beside CoreDNS on the same API, and CoreDNS's own formula.
final class Memory {
  private static final String PART = "memory";
  private static final int ENDPOINTS = 15;
  private static final double KILO = 1024; // of a megabyte
  private static final int QUIET_SECONDS = 5;
  private static final int PATIENCE_SECONDS = 120;

  private Memory() {}

  /// Starts a server on the CPUs given.
  private interface Starter {
    Contender start(Cluster cluster, Relay relay) throws IOException;
  }

  static void measure(Lab lab) throws IOException, InterruptedException {
    World world = new World(lab.options().services(), ENDPOINTS);
    TextTable table =
        new TextTable()
            .row(
                List.of(
                    "MB, " + world + " endpoints",
                    "steady",
                    "peak at start",
                    "peak at relist",
                    "x steady",
                    "after it"));
    // (Pods + Services) / 1000 + 54, CoreDNS's deployment notes on scaling.
    double formula = world.services() * (ENDPOINTS + 1) / 1e3 + 54;
    try (Cluster cluster = lab.startCluster(world)) {
      measure(
          lab,
          cluster,
          table,
          (c, relay) -> lab.servers().binnacle("", c.kubeconfig(relay.url()), 0),
          formula);
      if (lab.servers().hasCoreDns()) {
        measure(
            lab,
            cluster,
            table,
            (c, relay) -> lab.servers().coredns("", c.kubeconfig(relay.url()), false, 0),
            0);
      }
      table.row(List.of("CoreDNS's formula", Figures.number(formula)));
      lab.report().table(table);
    }
  }

  /// @param limit of the steady figure in MB; 0 for none
  private static void measure(
      Lab lab, Cluster cluster, TextTable table, Starter starter, double limit)
      throws IOException, InterruptedException {
    try (Relay relay = Relay.start(cluster.apiPort(), cluster.data());
        Contender server = starter.start(cluster, relay)) {
      lab.say("memory of " + server);
      ServerProcess process = server.process();
      Servers.awaitName(server, World.fqdn(lab.options().services() - 1), RrType.A);
      relay.awaitQuiet(QUIET_SECONDS);
      lab.load(server, lab.queries(), "--outstanding", Lab.OUTSTANDING);
      Thread.sleep(QUIET_SECONDS * 1_000);
      double steady = process.memory("VmRSS") / KILO;
      double start = process.memory("VmHWM") / KILO;
      process.forgetPeak();
      lab.say("memory of " + server + ": everything listed again");
      relay.breakWatches();
      long deadline = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
      do {
        relay.awaitQuiet(QUIET_SECONDS);
        if (System.nanoTime() > deadline) {
          throw new IOException(server + " does not come back to watch");
        }
      } while (!relay.isRecovered());
      double peak = process.memory("VmHWM") / KILO;
      double after = process.memory("VmRSS") / KILO;
      table.row(
          List.of(
              server.title(),
              Figures.number(steady),
              Figures.number(start),
              Figures.number(peak),
              Figures.number(peak / steady),
              Figures.number(after)));
      keep(lab, server, "steady", steady);
      keep(lab, server, "peak at start", start);
      keep(lab, server, "peak at relist", peak);
      if (limit > 0) {
        lab.report().goal("memory attached alone", steady, true, limit, "MB");
        lab.report().goal("peak at relist over steady", peak / steady, true, 1.2, "x");
      }
    }
  }

  private static void keep(Lab lab, Contender server, String what, double mega) {
    lab.report()
        .figure(PART, what, server.title(), "MB", new Figures().and(Math.round(mega * KILO)), KILO);
  }
}

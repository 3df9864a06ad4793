package io.binnacle.bench.dns;

import io.binnacle.bench.report.Figures;
import io.binnacle.bench.report.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a query costs a server that has all it can take: CPU time of all its processes, divided by the answers that came. With it, by the
/// same servers: the same in lockstep on one CPU, which a host that steals time hardly disturbs, and what ours allocates.
final class Saturation {
  private static final String PART = "saturation";
  private static final double PICOS = 1e6; // of a microsecond
  private static final double NANOS = 1e3;
  private static final double THOUSANDTHS = 1e3;
  private static final int COMPARED = 10_000;
  private static final int LOCKSTEP_BATCH = 64;
  private static final int LOCKSTEP_ROUNDS = 4;

  private Saturation() {}

  static void measure(Lab lab) throws IOException, InterruptedException {
    List<Contender> all = new ArrayList<>();
    try {
      Cluster cluster = lab.cluster();
      lab.say("starting the servers");
      Contender ours =
          lab.servers()
              .binnacle(
                  Lab.SERVER_CPU, cluster.kubeconfig(), 0, Allocation.jvmOption(lab.folder()));
      all.add(lab.servers().echo(Lab.SERVER_CPU, 1));
      all.add(ours);
      all.add(lab.servers().nsd(Lab.SERVER_CPU, List.of(Servers.Zone.of(lab.world()))));
      all.add(lab.servers().knot(Lab.SERVER_CPU, Servers.Zone.of(lab.world())));
      if (lab.servers().hasCoreDns()) {
        all.add(lab.servers().coredns(Lab.SERVER_CPU, cluster.kubeconfig(), false, 0));
        all.add(lab.servers().coredns(Lab.SERVER_CPU, cluster.kubeconfig(), true, 0));
      }
      lab.compareAnswers(all, COMPARED);
      for (Contender server : all) {
        lab.say("warming up " + server);
        lab.load(server, lab.queries(), "--outstanding", Lab.OUTSTANDING, "--seconds", "3");
      }
      Lab.Rounds rounds = lab.inTurns("saturation", lab.options().rounds(), all, lab::saturate);
      Map<String, Figures> lockstep = lockstep(lab, all);
      show(lab, all, rounds, lockstep);
      goals(lab, rounds);
      Allocation.measure(lab, ours);
    } finally {
      all.forEach(Contender::close);
    }
  }

  /// The median batch of each round, in picoseconds a query.
  private static Map<String, Figures> lockstep(Lab lab, List<Contender> all) throws IOException {
    Map<String, Figures> found = new HashMap<>();
    for (Contender server : all) {
      server.process().pin(Lab.SERVER_CPU);
      server.process().batch(true);
    }
    int rounds = Math.min(LOCKSTEP_ROUNDS, lab.options().rounds());
    List<String> launcher = List.of("taskset", "-c", Lab.SERVER_CPU, "chrt", "-b", "0");
    for (int round = 0; round < rounds; round++) {
      lab.say("lockstep, round " + (round + 1) + " of " + rounds);
      for (Contender server : all) {
        try (Load load =
            lab.generator(
                launcher,
                server,
                lab.queries(),
                "--lockstep",
                Integer.toString(LOCKSTEP_BATCH),
                "--seconds",
                Double.toString(Math.min(0.5, lab.options().seconds())))) {
          long picos = load.finish().get("batch-nanos") * 1_000 / LOCKSTEP_BATCH;
          found.merge(server.title(), new Figures().and(picos), (before, _) -> before.and(picos));
        }
      }
    }
    for (Contender server : all) {
      server.process().batch(false);
    }
    return found;
  }

  private static void show(
      Lab lab, List<Contender> all, Lab.Rounds rounds, Map<String, Figures> lockstep) {
    TextTable table =
        new TextTable()
            .row(
                List.of(
                    "UDP, saturated, n = " + lab.options().rounds(),
                    "CPU us/query",
                    "x echo",
                    "binnacle x it",
                    "kq/s",
                    "CPU busy",
                    "lost",
                    "lockstep us/query",
                    "x echo"));
    Figures echo = lockstep.getOrDefault("C echo", new Figures());
    for (Contender server : all) {
      String title = server.title();
      Figures cpu = rounds.figures(title, Load.Result::cpuPicos);
      Figures toEcho = rounds.ratios(title, "C echo", Load.Result::cpuPicos);
      Figures ours = rounds.ratios("binnacle", title, Load.Result::cpuPicos);
      Figures rate = rounds.figures(title, Load.Result::rate);
      Figures apart = lockstep.getOrDefault(title, new Figures());
      table.row(
          List.of(
              title,
              cpu.describe(PICOS),
              toEcho.describe(THOUSANDTHS),
              ours.describe(THOUSANDTHS),
              Figures.number(rate.median() / NANOS),
              Figures.number(
                      100
                          * rounds.of(title).stream()
                              .mapToDouble(Load.Result::busy)
                              .average()
                              .orElse(0))
                  + " %",
              Long.toString(
                  rounds.of(title).stream().mapToLong(result -> result.get("lost")).sum()),
              apart.describe(PICOS),
              Figures.number(apart.median() / echo.median())));
      Report report = lab.report();
      report.figure(PART, "CPU per query", title, "us", cpu, PICOS);
      report.figure(PART, "CPU per query over the echo's", title, "", toEcho, THOUSANDTHS);
      report.figure(PART, "CPU per query of ours over its", title, "", ours, THOUSANDTHS);
      report.figure(PART, "rate", title, "queries/s", rate, 1);
      report.figure(PART, "lockstep", title, "us", apart, PICOS);
    }
    lab.report().table(table);
  }

  private static void goals(Lab lab, Lab.Rounds rounds) {
    goal(lab, rounds, "C echo", 1.2);
    goal(lab, rounds, "NSD", 0.85);
    goal(lab, rounds, "Knot", 0.75);
    Figures coredns = rounds.ratios("CoreDNS", "binnacle", Load.Result::cpuPicos);
    if (!coredns.isEmpty()) {
      lab.report()
          .goal(
              "queries per CPU-second over CoreDNS's",
              coredns.median() / THOUSANDTHS,
              false,
              5,
              "x");
    }
  }

  private static void goal(Lab lab, Lab.Rounds rounds, String to, double limit) {
    Figures ratio = rounds.ratios("binnacle", to, Load.Result::cpuPicos);
    lab.report()
        .goal("CPU per query over " + to + "'s", ratio.median() / THOUSANDTHS, true, limit, "x");
  }
}

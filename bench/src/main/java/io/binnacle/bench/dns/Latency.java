package io.binnacle.bench.dns;

import io.binnacle.bench.report.Figures;
import io.binnacle.bench.report.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// How long a client waits at half the rate that the slower of ours and NSD can take: queries sent on the dot, each counted from when it was due.
final class Latency {
  private static final String PART = "latency";
  private static final double MICROS = 1e3;
  private static final double THOUSANDTHS = 1e3;
  private static final int COMPARED = 1_000;

  private Latency() {}

  static void measure(Lab lab) throws IOException, InterruptedException {
    List<Contender> all = new ArrayList<>();
    try {
      Cluster cluster = lab.cluster();
      all.add(lab.servers().echo(Lab.SERVER_CPU, 1));
      all.add(lab.servers().binnacle(Lab.SERVER_CPU, cluster.kubeconfig(), 0));
      all.add(lab.servers().nsd(Lab.SERVER_CPU, List.of(Servers.Zone.of(lab.world()))));
      lab.compareAnswers(all, COMPARED);
      long half = Long.MAX_VALUE;
      for (Contender server : all) {
        lab.say("warming up " + server);
        lab.load(server, lab.queries(), "--outstanding", Lab.OUTSTANDING, "--seconds", "3");
        half = Math.min(half, lab.saturate(server).rate() / 2);
      }
      String rate = Long.toString(half);
      Lab.Rounds rounds =
          lab.inTurns(
              "latency",
              lab.options().rounds(),
              all,
              server ->
                  lab.load(
                      server,
                      lab.queries(),
                      "--rate",
                      rate,
                      "--sockets",
                      "8",
                      "--seconds",
                      "" + lab.options().seconds()));
      show(lab, all, rounds, half);
    } finally {
      all.forEach(Contender::close);
    }
  }

  private static void show(Lab lab, List<Contender> all, Lab.Rounds rounds, long rate) {
    TextTable table =
        new TextTable()
            .row(
                List.of(
                    "latency at "
                        + Figures.number(rate / 1e3)
                        + " kq/s (us), n = "
                        + lab.options().rounds(),
                    "p50",
                    "p99",
                    "p99.9",
                    "lost",
                    "CPU us/query"));
    for (Contender server : all) {
      String title = server.title();
      table.row(
          List.of(
              title,
              figure(lab, rounds, title, "p50", r -> r.get("p50")).describe(MICROS),
              figure(lab, rounds, title, "p99", r -> r.get("p99")).describe(MICROS),
              figure(lab, rounds, title, "p99.9", r -> r.get("p999")).describe(MICROS),
              Long.toString(rounds.of(title).stream().mapToLong(r -> r.get("lost")).sum()),
              rounds.figures(title, Load.Result::cpuPicos).describe(1e6)));
    }
    lab.report().table(table);
    Figures ratio = rounds.ratios("binnacle", "NSD", r -> r.get("p99"));
    lab.report()
        .goal("p99 at half the rate over NSD's", ratio.median() / THOUSANDTHS, true, 1.1, "x");
  }

  private static Figures figure(
      Lab lab, Lab.Rounds rounds, String title, String what, ToLongFunction<Load.Result> value) {
    Figures figures = rounds.figures(title, value);
    lab.report().figure(PART, what, title, "us", figures, MICROS);
    return figures;
  }
}

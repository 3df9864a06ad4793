package io.binnacle.bench.dns;

import io.binnacle.bench.report.Figures;
import io.binnacle.bench.report.TextTable;
import io.binnacle.dns.name.RrType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Two sockets on two CPUs beside one on one. The generator needs CPUs too: with four or more it has its own, and the rates can be compared;
/// with two it shares those of the servers, and the echo in the same run says how much of the missing scale is the generator's doing.
final class Scale {
  private static final String PART = "scale";
  private static final int GENERATORS = 2;
  private static final String ONE = "1";
  private static final double THOUSANDTHS = 1e3;

  private Scale() {}

  static void measure(Lab lab) throws IOException, InterruptedException {
    boolean room = Runtime.getRuntime().availableProcessors() >= 2 * GENERATORS;
    String two = room ? "1,2" : "0,1";
    List<Contender> all = new ArrayList<>();
    try {
      Cluster cluster = lab.cluster();
      all.add(named("C echo", lab.servers().echo(ONE, 1)));
      all.add(named("C echo x 2", lab.servers().echo(two, 2)));
      all.add(named("binnacle", lab.servers().binnacle(ONE, cluster.kubeconfig(), 0)));
      all.add(named("binnacle x 2", lab.servers().binnacle(two, cluster.kubeconfig(), 0)));
      for (Contender server : all) {
        if (server.answers()) {
          Servers.awaitName(server, World.fqdn(lab.options().services() - 1), RrType.A);
        }
        lab.say("warming up " + server);
        lab.load(server, lab.queries(), "--outstanding", Lab.OUTSTANDING, "--seconds", "3");
      }
      List<String> places = room ? List.of("0", "3") : List.of("0", "0");
      Lab.Rounds rounds =
          lab.inTurns(
              "scale",
              Math.max(1, lab.options().rounds() / 2),
              all,
              server -> fromTwo(lab, server, places));
      show(lab, all, rounds, room);
    } finally {
      all.forEach(Contender::close);
    }
  }

  private static Contender named(String title, Contender c) {
    return new Contender(title, c.answers(), c.port(), c.readyUrl(), c.process());
  }

  private static Load.Result fromTwo(Lab lab, Contender server, List<String> places)
      throws IOException {
    List<Load> loads = new ArrayList<>();
    try {
      for (String cpu : places) {
        loads.add(
            lab.generator(
                List.of("taskset", "-c", cpu),
                server,
                lab.queries(),
                "--outstanding",
                Lab.OUTSTANDING,
                "--spin",
                "0",
                "--seconds",
                "" + lab.options().seconds()));
      }
      Load.Result first = loads.getFirst().finish();
      return first.plusAnswersOf(loads.getLast().finish());
    } finally {
      loads.forEach(Load::close);
    }
  }

  private static void show(Lab lab, List<Contender> all, Lab.Rounds rounds, boolean room) {
    TextTable table =
        new TextTable()
            .row(List.of("two sockets, two generators", "kq/s", "CPU us/query", "CPUs busy"));
    for (Contender server : all) {
      String title = server.title();
      Figures rate = rounds.figures(title, Load.Result::rate);
      Figures cpu = rounds.figures(title, Load.Result::cpuPicos);
      table.row(
          List.of(
              title,
              rate.describe(1e3),
              cpu.describe(1e6),
              Figures.number(
                  rounds.of(title).stream().mapToDouble(Load.Result::busy).average().orElse(0))));
      lab.report().figure(PART, "rate", title, "queries/s", rate, 1);
      lab.report().figure(PART, "CPU per query", title, "us", cpu, 1e6);
    }
    lab.report().table(table);
    double ours = rounds.ratios("binnacle x 2", "binnacle", Load.Result::rate).median();
    double limit = rounds.ratios("C echo x 2", "C echo", Load.Result::rate).median();
    double dearer = rounds.ratios("binnacle x 2", "binnacle", Load.Result::cpuPicos).median();
    if (room) {
      lab.report().goal("rate of two sockets over one's", ours / THOUSANDTHS, false, 1.8, "x");
    } else {
      lab.report()
          .note(
              "Too few CPUs to show scale in rate: the generators share those of the servers. The rate grows by "
                  + Figures.number(ours / THOUSANDTHS)
                  + " x, the echo's by "
                  + Figures.number(limit / THOUSANDTHS)
                  + " x; a query costs "
                  + Figures.number(dearer / THOUSANDTHS)
                  + " x the CPU time it costs with one socket, so that two CPUs of their own would answer at most "
                  + Figures.number(2 * THOUSANDTHS / dearer)
                  + " x as many.");
    }
  }
}

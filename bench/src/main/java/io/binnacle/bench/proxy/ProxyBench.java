package io.binnacle.bench.proxy;

import io.binnacle.bench.report.Conditions;
import io.binnacle.bench.report.Figures;
import io.binnacle.bench.report.TextTable;
import io.binnacle.testkit.load.Backend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// How long until the kernel has the rules, and what the first packet of a connection pays for them: ours beside kube-proxy's, in
/// turns, in one run, after both have answered alike.
///
/// `bench/proxy.sh [--points cold,change,first] [--contenders A,B] [--rounds N] [--up-to N] [--small] [--force]`
public final class ProxyBench {
  private static final double MILLIS = 1e6;
  private static final double MICROS = 1e3;

  /// From here on one round of everybody takes minutes, and the spread between rounds is small beside the ratio.
  private static final int ONE_ROUND_FROM = 40_000;

  private static final int CHANGES = 15;
  private static final int WARM_CONNECTS = 5_000;
  private static final int CONNECTS = 20_000;

  private final List<Contenders> contenders;
  private final int rounds;
  private final int upTo;
  private final boolean small;
  private int networks;

  /// @param upTo the most endpoints of a point; larger points are left out
  private ProxyBench(List<Contenders> contenders, int rounds, int upTo, boolean small) {
    this.contenders = contenders;
    this.rounds = rounds;
    this.upTo = upTo;
    this.small = small;
  }

  /// Runs it and prints its tables.
  public static void main(String[] args) throws IOException {
    Set<String> points = Set.of("cold", "change", "first");
    List<Contenders> contenders = List.of(Contenders.values());
    int rounds = 5;
    int upTo = Integer.MAX_VALUE;
    boolean small = false;
    boolean force = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--points" -> points = Set.of(value(args, ++i).split(","));
        case "--contenders" ->
            contenders = Stream.of(value(args, ++i).split(",")).map(Contenders::of).toList();
        case "--rounds" -> rounds = Integer.parseInt(value(args, ++i));
        case "--up-to" -> upTo = Integer.parseInt(value(args, ++i));
        case "--small" -> small = true;
        case "--force" -> force = true;
        default ->
            throw new IllegalArgumentException(
                args[i] + ": want --points, --contenders, --rounds, --up-to, --small, --force");
      }
    }
    Conditions.requireIdle(force);
    List<String> command = new ArrayList<>(List.of("bench/proxy.sh"));
    command.addAll(List.of(args));
    System.out.println(Conditions.describe(command));
    ProxyBench bench = new ProxyBench(contenders, rounds, upTo, small);
    if (points.contains("cold")) {
      bench.cold();
    }
    if (points.contains("change")) {
      bench.change();
    }
    if (points.contains("first")) {
      bench.firstPacket();
    }
  }

  private static String value(String[] args, int i) {
    if (i == args.length) {
      throw new IllegalArgumentException(args[i - 1] + ": its value is missing");
    }
    return args[i];
  }

  /// Cold load, from an empty kernel to the acknowledgement; each round in a fresh process and namespace.
  private void cold() throws IOException {
    List<Fleet> fleets =
        small
            ? List.of(new Fleet(100, 2), new Fleet(50, 20))
            : List.of(
                new Fleet(1_000, 2),
                new Fleet(10_000, 2),
                new Fleet(44_000, 1),
                new Fleet(5_000, 50));
    TextTable table = header("cold load (ms), Services x endpoints", "n");
    for (Fleet fleet : fleets.stream().filter(this::isWanted).toList()) {
      int n = fleet.services() * fleet.endpoints() >= ONE_ROUND_FROM ? 1 : rounds;
      Map<Contenders, Figures> fresh = empty();
      Map<Contenders, Figures> again = empty();
      for (int round = 0; round < n; round++) {
        for (Contenders contender : contenders) {
          try (Network network = Network.make(next());
              Child worker = Child.start(network.node(), Worker.class, contender.title())) {
            String load = "load " + fleet.services() + " " + fleet.endpoints();
            put(fresh, contender, worker.ask(load)[0]);
            worker.ask("clear");
            if (contender.inProcess()) {
              put(again, contender, worker.ask(load)[0]);
              worker.ask("clear");
            }
          }
          System.err.println(fleet + " " + contender.title() + " " + round);
        }
      }
      row(table, fleet + ", fresh process", n, fresh, MILLIS);
      if (again.values().stream().anyMatch(f -> !f.isEmpty())) {
        again.replaceAll((contender, f) -> f.isEmpty() ? fresh.get(contender) : f);
        row(table, fleet + ", second load", n, again, MILLIS);
      }
    }
    System.out.println(table);
  }

  /// One Service more, one endpoint replaced, one Service less.
  private void change() throws IOException {
    Fleet fleet = small ? new Fleet(200, 2) : new Fleet(10_000, 2);
    List<Node> nodes = new ArrayList<>();
    try {
      for (Contenders contender : contenders) {
        nodes.add(new Node(contender, fleet, next()));
      }
      Map<Contenders, Figures> added = empty();
      Map<Contenders, Figures> changed = empty();
      Map<Contenders, Figures> removed = empty();
      for (int i = 0; i < CHANGES; i++) {
        int index = fleet.services() + i;
        for (Node node : nodes) {
          Fleet.Entry before = fleet.entry(index);
          Fleet.Entry after = fleet.changed(index);
          put(added, node.contender, node.worker.ask("add " + index)[0]);
          node.prober.ask("await " + before.address() + " 5000 " + before.targets().getLast());
          put(changed, node.contender, node.worker.ask("change " + index)[0]);
          node.prober.ask("await " + after.address() + " 5000 " + after.targets().getLast());
          node.prober.ask("gone " + after.address() + " 5000 " + before.targets().getLast());
          node.worker.ask("change-back " + index);
          put(removed, node.contender, node.worker.ask("remove " + index)[0]);
          node.prober.ask("gone " + before.address() + " 5000");
        }
      }
      TextTable table = header("one change (ms), at " + fleet, "n");
      row(table, "one Service added", CHANGES, added, MILLIS);
      row(table, "one endpoint replaced", CHANGES, changed, MILLIS);
      row(table, "one Service removed", CHANGES, removed, MILLIS);
      System.out.println(table);
    } finally {
      close(nodes);
    }
  }

  /// connect(2) through a ClusterIP: SYN out to SYN-ACK in.
  private void firstPacket() throws IOException {
    List<Fleet> fleets =
        Stream.of(small ? new int[] {10, 200} : new int[] {10, 1_000, 10_000, 30_000})
            .flatMapToInt(java.util.Arrays::stream)
            .mapToObj(services -> new Fleet(services, 2))
            .filter(this::isWanted)
            .toList();
    int connects = small ? 2_000 : CONNECTS;
    TextTable table = header("first packet (us), Services x endpoints", "n");
    Map<Contenders, Double> least = new EnumMap<>(Contenders.class);
    Map<Contenders, Double> most = new EnumMap<>(Contenders.class);
    for (Fleet fleet : fleets) {
      List<Node> nodes = new ArrayList<>();
      try {
        for (Contenders contender : contenders) {
          nodes.add(new Node(contender, fleet, next()));
        }
        String load = "latency " + fleet.services() + " " + fleet.endpoints() + " ";
        for (Node node : nodes) {
          node.prober.ask(load + (small ? 500 : WARM_CONNECTS) + " 1");
        }
        Map<Contenders, Figures> p50 = empty();
        Map<Contenders, Figures> p99 = empty();
        for (int round = 0; round < rounds; round++) {
          for (Node node : nodes) {
            long[] took = node.prober.ask(load + connects + " " + (round + 2));
            put(p50, node.contender, took[0]);
            put(p99, node.contender, took[2]);
          }
        }
        row(table, fleet + " p50", rounds, p50, MICROS);
        row(table, fleet + " p99", rounds, p99, MICROS);
        for (Contenders contender : contenders) {
          double median = figures(p99, contender).median();
          least.merge(contender, median, Math::min);
          most.merge(contender, median, Math::max);
        }
      } finally {
        close(nodes);
      }
    }
    System.out.println(table);
    for (Contenders contender : contenders) {
      System.out.println(
          contender.title()
              + ": the largest p99 is "
              + Figures.number(
                  most.getOrDefault(contender, 0.0) / least.getOrDefault(contender, 1.0))
              + " x the smallest");
    }
  }

  private boolean isWanted(Fleet fleet) {
    return fleet.services() * fleet.endpoints() <= upTo;
  }

  /// One contender with its network, loaded and found to answer as it must.
  private static final class Node implements AutoCloseable {
    private final Contenders contender;
    private final Network network;
    private final Child backend;
    private final Child worker;
    private final Child prober;

    Node(Contenders contender, Fleet fleet, String name) throws IOException {
      this.contender = contender;
      this.network = Network.make(name);
      this.backend =
          Child.start(network.pods(), Backend.class, "0.0.0.0", Integer.toString(Fleet.TARGET_PORT))
              .ready();
      this.worker = Child.start(network.node(), Worker.class, contender.title());
      this.prober = Child.start(network.client(), Prober.class);
      worker.ask("load " + fleet.services() + " " + fleet.endpoints());
      prober.ask("check " + fleet.services() + " " + fleet.endpoints() + " 7");
    }

    @Override
    public void close() throws IOException {
      prober.close();
      worker.close();
      backend.close();
      network.close();
    }
  }

  private static void close(List<Node> nodes) throws IOException {
    for (Node node : nodes) {
      node.close();
    }
  }

  private String next() {
    return "x" + networks++;
  }

  private Map<Contenders, Figures> empty() {
    Map<Contenders, Figures> all = new EnumMap<>(Contenders.class);
    contenders.forEach(contender -> all.put(contender, new Figures()));
    return all;
  }

  private static Figures figures(Map<Contenders, Figures> all, Contenders contender) {
    return all.getOrDefault(contender, new Figures());
  }

  private static void put(Map<Contenders, Figures> all, Contenders contender, long nanos) {
    all.put(contender, figures(all, contender).and(nanos));
  }

  private TextTable header(String title, String count) {
    List<String> cells = new ArrayList<>(List.of(title, count));
    contenders.forEach(contender -> cells.add(contender.title()));
    contenders.stream().skip(1).forEach(contender -> cells.add(contender.title() + " /"));
    return new TextTable().row(cells);
  }

  private void row(TextTable table, String what, int n, Map<Contenders, Figures> all, double unit) {
    List<String> cells = new ArrayList<>(List.of(what, Integer.toString(n)));
    contenders.forEach(contender -> cells.add(figures(all, contender).describe(unit)));
    contenders.stream()
        .skip(1)
        .forEach(contender ->
            cells.add(Figures.ratio(figures(all, contender), figures(all, contenders.getFirst()))));
    table.row(cells);
  }
}

package io.binnacle.bench.dns;

import io.binnacle.bench.api.ApiCalls.Moments;
import io.binnacle.bench.api.ApiCalls.Write;
import io.binnacle.bench.api.Bodies;
import io.binnacle.bench.process.ServerProcess;
import io.binnacle.bench.report.Figures;
import io.binnacle.bench.report.TextTable;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.MessageReader;
import io.binnacle.dns.wire.MessageReader.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// From a slice written over HTTPS to the new answer on the wire, in a cluster with all its Services; of a Service with one Pod, and of the
/// first and the last record of one with 5,000. After the first new answer many sockets ask on: none may hear the old one again.
final class Changes {
  private static final String PART = "changes";
  private static final double MILLIS = 1e6;
  private static final int CHANGES = 300;
  private static final int BIG_CHANGES = 60;
  private static final int PODS = 5_000;
  private static final int SLICE = 100;
  private static final int ASKED_AFTERWARDS = 20;
  private static final int SOCKETS = 8;
  private static final int PATIENCE_SECONDS = 30;
  private static final String NAMESPACE = World.namespace(0);
  private static final String SMALL = "headless";
  private static final String BIG = "headless-big";
  private static final int SMALL_ADDRESS = 3_000_000;
  private static final int BIG_ADDRESS = 3_100_000;
  private static final int REPLACEMENT = 100_000;

  private final Lab lab;
  private final Cluster cluster;
  private final Contender server;
  private final List<Probe> probes = new ArrayList<>();
  private long stale;
  private Figures fromSent = new Figures();

  private Changes(Lab lab, Cluster cluster, Contender server) throws IOException {
    this.lab = lab;
    this.cluster = cluster;
    this.server = server;
    for (int i = 0; i < SOCKETS; i++) {
      probes.add(new Probe(server.port()));
    }
  }

  static void measure(Lab lab) throws IOException, InterruptedException {
    Cluster cluster = lab.cluster();
    ServerProcess api = cluster.inside().process();
    api.pin("0-" + (Runtime.getRuntime().availableProcessors() - 1));
    try {
      create(cluster);
      TextTable table =
          new TextTable()
              .row(
                  List.of(
                      "slice written, until answered anew (ms)",
                      "n",
                      "p50",
                      "p99",
                      "max",
                      "old after new"));
      new Changes(lab, cluster, cluster.inside()).run(table);
      try (Contender alone = lab.servers().binnacle("", cluster.kubeconfig(), 0)) {
        new Changes(lab, cluster, alone).run(table);
      }
      if (lab.servers().hasCoreDns()) {
        try (Contender coredns = lab.servers().coredns("", cluster.kubeconfig(), false, 0)) {
          new Changes(lab, cluster, coredns).run(table);
        }
      }
      lab.report().table(table);
    } finally {
      delete(cluster);
      api.pin(Lab.LOAD_CPU);
    }
  }

  private static void create(Cluster cluster) throws IOException, InterruptedException {
    for (String name : List.of(SMALL, BIG)) {
      cluster
          .api()
          .call(
              Write.create(
                  Bodies.services(NAMESPACE),
                  Bodies.service(NAMESPACE, name, "None", World.PORT, World.TARGET_PORT)));
    }
    cluster.api().call(Write.create(Bodies.slices(NAMESPACE), small(0)));
    cluster
        .api()
        .callAll(
            IntStream.range(0, PODS / SLICE)
                .mapToObj(i -> Write.create(Bodies.slices(NAMESPACE), big(i, -1, 0))));
  }

  private static void delete(Cluster cluster) throws IOException, InterruptedException {
    cluster
        .api()
        .callAll(
            Stream.of(
                new Write("DELETE", Bodies.services(NAMESPACE) + "/" + SMALL, ""),
                new Write("DELETE", Bodies.services(NAMESPACE) + "/" + BIG, "")));
    cluster
        .api()
        .callAll(
            Stream.concat(
                    Stream.of(SMALL), IntStream.range(0, PODS / SLICE).mapToObj(i -> BIG + "-" + i))
                .map(name -> new Write("DELETE", Bodies.slices(NAMESPACE) + "/" + name, "")));
  }

  private void run(TextTable table) throws IOException, InterruptedException {
    try {
      Servers.awaitName(
          server,
          "pod-" + (PODS - 1) + "." + BIG + "." + NAMESPACE + ".svc.cluster.local",
          RrType.A);
      Figures one = one();
      row(table, "one Pod, acknowledged", one);
      row(table, "one Pod, sent", fromSent);
      List<Figures> firstAndLast = firstAndLast();
      row(table, "first of 5,000, acknowledged", firstAndLast.getFirst());
      row(table, "last of 5,000, acknowledged", firstAndLast.getLast());
      if (server == cluster.inside()) {
        lab.report()
            .goal("slice written to answer, p99, in process", p99(one) / MILLIS, true, 5, "ms");
        lab.report()
            .goal(
                "last record of 5,000 over the first",
                firstAndLast.getLast().median() / firstAndLast.getFirst().median(),
                true,
                1.2,
                "x");
        lab.report().goal("old answers after a new one", (double) stale, true, 0, "");
      }
    } finally {
      probes.forEach(Probe::close);
    }
  }

  private Figures one() throws IOException, InterruptedException {
    Figures found = new Figures();
    fromSent = new Figures();
    for (int i = 0; i < CHANGES; i++) {
      if (i % 50 == 0) {
        lab.say("changes, " + server + ": " + i);
      }
      // Never an address that was there before.
      int number = (int) (System.nanoTime() / 1_000 & 0x3ffff);
      Moments moments = put(SMALL, small(number));
      long seen = awaitAnswer(SMALL, World.endpointAddress(SMALL_ADDRESS + number));
      found = found.and(Math.max(0, seen - moments.answered()));
      fromSent = fromSent.and(seen - moments.sent());
    }
    return found;
  }

  private List<Figures> firstAndLast() throws IOException, InterruptedException {
    Figures first = new Figures();
    Figures last = new Figures();
    for (int i = 0; i < BIG_CHANGES; i++) {
      lab.say("changes of 5,000 Pods, " + server + ": " + i);
      first = first.and(change(0, 0, i));
      last = last.and(change(PODS / SLICE - 1, SLICE - 1, i));
    }
    return List.of(first, last);
  }

  /// Moves one Pod of the large Service to an address of its own.
  private long change(int slice, int place, int times) throws IOException, InterruptedException {
    int shift = REPLACEMENT + (times * 2 + (slice == 0 ? 0 : 1)) * 2;
    Moments moments = put(BIG + "-" + slice, big(slice, place, shift));
    int pod = slice * SLICE + place;
    long seen =
        awaitAnswer("pod-" + pod + "." + BIG, World.endpointAddress(BIG_ADDRESS + pod + shift));
    return Math.max(0, seen - moments.answered());
  }

  private Moments put(String slice, String body) throws IOException, InterruptedException {
    return cluster.api().call(new Write("PUT", Bodies.slices(NAMESPACE) + "/" + slice, body));
  }

  private long awaitAnswer(String name, String address) throws IOException {
    byte[] query =
        MessageReader.query(0, DnsName.of(name + "." + NAMESPACE + ".svc.cluster.local"), RrType.A);
    long seen =
        probes
            .getFirst()
            .await(query, reply -> is(reply, address), PATIENCE_SECONDS, server.process());
    for (int i = 0; i < ASKED_AFTERWARDS; i++) {
      Reply reply = probes.get(i % SOCKETS).ask(query);
      if (reply == null || !is(reply, address)) {
        stale++;
      }
    }
    return seen;
  }

  private static boolean is(Reply reply, String address) {
    return reply.answers().size() == 1
        && reply.answers().getFirst().data().toString().equals(address);
  }

  private static String small(int number) {
    return Bodies.slice(
        NAMESPACE,
        SMALL,
        SMALL,
        World.TARGET_PORT,
        List.of(World.endpointAddress(SMALL_ADDRESS + number)),
        List.of());
  }

  /// One slice of the large Service.
  ///
  /// @param changed the endpoint that has another address; −1 for none
  private static String big(int slice, int changed, int shift) {
    List<String> addresses = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < SLICE; i++) {
      int pod = slice * SLICE + i;
      addresses.add(World.endpointAddress(BIG_ADDRESS + pod + (i == changed ? shift : 0)));
      names.add("pod-" + pod);
    }
    return Bodies.slice(NAMESPACE, BIG + "-" + slice, BIG, World.TARGET_PORT, addresses, names);
  }

  private void row(TextTable table, String what, Figures figures) {
    lab.report().figure(PART, what, server.title(), "ms", figures, MILLIS);
    table.row(
        List.of(
            server + ": " + what,
            Integer.toString(figures.nanos().size()),
            Figures.number(figures.median() / MILLIS),
            Figures.number(p99(figures) / MILLIS),
            Figures.number(
                figures.nanos().stream().mapToLong(Long::longValue).max().orElse(0) / MILLIS),
            Long.toString(stale)));
  }

  private static double p99(Figures figures) {
    List<Long> sorted = figures.nanos().stream().sorted().toList();
    return sorted.get(sorted.size() * 99 / 100);
  }
}

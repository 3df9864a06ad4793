package io.binnacle.bench.dns;

import io.binnacle.bench.dns.QueryMix.Asked;
import io.binnacle.bench.report.Figures;
import io.binnacle.bench.report.TextTable;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.Rcode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Names outside the cluster, ours beside CoreDNS: a thousand names that the cache knows, and names nobody has asked for before, which an NSD
/// on the generator's CPU answers.
final class Forwarding {
  private static final String PART = "forwarding";
  private static final String ZONE = "outside.test";
  private static final int KNOWN = 1_000;
  private static final double THOUSANDTHS = 1e3;

  /// The header and a length octet come first.
  private static final String FIRST_LABEL = "13";

  private Forwarding() {}

  static void measure(Lab lab) throws IOException, InterruptedException {
    if (!lab.servers().hasCoreDns()) {
      lab.report().note("forwarding: nothing to compare with, not measured");
      return;
    }
    Cluster cluster = lab.cluster();
    List<Contender> all = new ArrayList<>();
    try (Contender upstream = lab.servers().nsd(Lab.LOAD_CPU, List.of(zone()))) {
      Servers.awaitName(upstream, "h0." + ZONE, RrType.A);
      all.add(lab.servers().binnacle(Lab.SERVER_CPU, cluster.kubeconfig(), upstream.port()));
      all.add(lab.servers().coredns(Lab.SERVER_CPU, cluster.kubeconfig(), false, upstream.port()));
      List<Asked> known =
          IntStream.range(0, KNOWN)
              .mapToObj(i -> Asked.of("h" + i + "." + ZONE, RrType.A, Rcode.NOERROR, 1))
              .toList();
      for (Contender server : all) {
        Servers.awaitName(server, "h0." + ZONE, RrType.A);
      }
      Answers.compare(Stream.concat(Stream.of(upstream), all.stream()).toList(), known);
      Path hits = QueryMix.write(known, lab.folder().resolve("hits"));
      Path misses =
          QueryMix.write(
              List.of(Asked.of("00000000.miss." + ZONE, RrType.A, Rcode.NOERROR, 1)),
              lab.folder().resolve("misses"));
      TextTable table =
          new TextTable()
              .row(List.of("forwarded", "queries/CPU-second", "CPU us/query", "kq/s", "lost"));
      compare(lab, all, table, "cache hits", hits, 5, "--spin", "1");
      compare(lab, all, table, "cache misses", misses, 2, "--spin", "0", "--unique", FIRST_LABEL);
      lab.report().table(table);
    } finally {
      all.forEach(Contender::close);
    }
  }

  private static Servers.Zone zone() {
    return new Servers.Zone(
        ZONE,
        Stream.concat(
                Stream.of(
                    "$ORIGIN " + ZONE + ".",
                    "$TTL 3600",
                    "@ SOA ns hostmaster 1 7200 1800 86400 60",
                    "@ NS ns",
                    "ns A 192.0.2.53",
                    "*.miss A 192.0.2.1"),
                IntStream.range(0, KNOWN).mapToObj(i -> "h" + i + " A 192.0.2." + i % 250))
            .toList());
  }

  private static void compare(
      Lab lab,
      List<Contender> all,
      TextTable table,
      String what,
      Path asked,
      double limit,
      String... how)
      throws IOException {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--outstanding",
                Lab.OUTSTANDING,
                "--seconds",
                Double.toString(lab.options().seconds())));
    options.addAll(List.of(how));
    String[] whole = options.toArray(String[]::new);
    for (Contender server : all) {
      lab.say("warming up " + server + ", " + what);
      lab.load(server, asked, whole);
    }
    Lab.Rounds rounds =
        lab.inTurns(
            what,
            Math.max(1, lab.options().rounds() / 2),
            all,
            server -> lab.load(server, asked, whole));
    for (Contender server : all) {
      String title = server.title();
      Figures cpu = rounds.figures(title, Load.Result::cpuPicos);
      lab.report().figure(PART, what + ", CPU per query", title, "us", cpu, 1e6);
      table.row(
          List.of(
              title + ", " + what,
              Figures.number(1e12 / cpu.median()),
              cpu.describe(1e6),
              Figures.number(rounds.figures(title, Load.Result::rate).median() / 1e3),
              Long.toString(rounds.of(title).stream().mapToLong(r -> r.get("lost")).sum())));
    }
    Figures ratio = rounds.ratios("CoreDNS", "binnacle", Load.Result::cpuPicos);
    lab.report()
        .goal(
            what + ", queries per CPU-second over CoreDNS's",
            ratio.median() / THOUSANDTHS,
            false,
            limit,
            "x");
  }
}

package io.binnacle.dns.metrics;

import static io.binnacle.dns.metrics.CounterBlock.*;

import io.binnacle.dns.metrics.CounterBlock.Path;
import io.binnacle.dns.wire.Rcode;
import java.util.Arrays;

/// Turns the counters of queries into figures with CoreDNS's names and labels. Combinations that never occurred are left out.
@SuppressWarnings("EnumOrdinal") // reads the array that CounterBlock lays out
final class QueryFamilies {
  /// The counters of all blocks with the same labels.
  static final class Sums {
    private final String server;
    private final String proto;
    private final Path path;
    private final long[] cells;

    private Sums(String server, String proto, Path path, long[] cells) {
      this.server = server;
      this.proto = proto;
      this.path = path;
      this.cells = cells;
    }

    static Sums of(String server, CounterBlock block) {
      return new Sums(server, block.proto, block.path, new long[COUNT]);
    }

    boolean isOf(String ofServer, CounterBlock block) {
      return server.equals(ofServer) && proto.equals(block.proto) && path == block.path;
    }

    void add(CounterBlock block) {
      block.addTo(cells);
    }

    Sums copy() {
      return new Sums(server, proto, path, cells.clone());
    }
  }

  /// Views are not offered; dashboards expect the label.
  private static final String VIEW = "";

  private QueryFamilies() {}

  static void report(Sums sums, String clusterDomain, Families to) {
    for (MatchedZone zone : MatchedZone.values()) {
      report(sums, zone, zone.label(clusterDomain), to);
    }
    for (DropReason reason : DropReason.values()) {
      to.counter(
          "binnacle_dns_dropped",
          "Queries that got no reply",
          (double) sums.cells[DROPS + reason.ordinal()],
          "proto",
          sums.proto,
          "reason",
          reason.label);
    }
    for (int code = 0; code < CODES; code++) {
      count(
          to,
          "binnacle_dns_extended_errors",
          "Replies that said why, by INFO-CODE of RFC 8914",
          sums.cells[EXTENDED_ERRORS + code],
          "code",
          code == CODES - 1 ? "other" : Integer.toString(code));
    }
  }

  private static void report(Sums sums, MatchedZone zone, String label, Families to) {
    long[] cells = sums.cells;
    int at = zone.ordinal() * ZONE_CELLS;
    long queries = 0;
    for (int i = 0; i < FAMILIES * QueryTypes.COUNT; i++) {
      long requests = cells[at + REQUESTS + i];
      queries += requests;
      count(
          to,
          "coredns_dns_requests",
          "Queries, by zone, protocol, address family and type",
          requests,
          "server",
          sums.server,
          "zone",
          label,
          "view",
          VIEW,
          "proto",
          sums.proto,
          "family",
          i < QueryTypes.COUNT ? "1" : "2",
          "type",
          QueryTypes.label(i % QueryTypes.COUNT));
    }
    if (queries == 0) {
      return;
    }
    responses(sums, label, at + RESPONSES, to);
    to.counter(
        "coredns_dns_do_requests",
        "Queries with the DO bit",
        (double) cells[at + DNSSEC_OK],
        "server",
        sums.server,
        "zone",
        label,
        "view",
        VIEW);
    to.counter(
        "binnacle_dns_answers",
        "Answers by path: in place, or with objects",
        (double) queries,
        "proto",
        sums.proto,
        "path",
        sums.path.label);
    sizes(sums, label, at + QUERY_OCTETS, "request", "Size of the query in octets", to);
    sizes(sums, label, at + REPLY_OCTETS, "response", "Size of the reply in octets", to);
    to.histogram(
        "coredns_dns_request_duration_seconds",
        "From reading a query to sending its reply",
        Buckets.SECONDS,
        Arrays.copyOfRange(cells, at + TIME, at + TIME + TIME_CELLS - 1),
        cells[at + TIME + TIME_CELLS - 1] / 1e9,
        "server",
        sums.server,
        "zone",
        label,
        "view",
        VIEW);
  }

  private static void responses(Sums sums, String zone, int at, Families to) {
    for (AnswerSource source : AnswerSource.values()) {
      for (int rcode = 0; rcode < RCODES; rcode++) {
        count(
            to,
            "coredns_dns_responses",
            "Replies, by RCODE and by who knew the answer",
            sums.cells[at + source.ordinal() * RCODES + rcode],
            "server",
            sums.server,
            "zone",
            zone,
            "view",
            VIEW,
            "rcode",
            rcode == RCODES - 1 ? "other" : Rcode.name(rcode),
            "plugin",
            source.label);
      }
    }
  }

  private static void sizes(Sums sums, String zone, int at, String of, String help, Families to) {
    to.histogram(
        "coredns_dns_" + of + "_size_bytes",
        help,
        Buckets.OCTETS,
        Arrays.copyOfRange(sums.cells, at, at + OCTET_CELLS - 1),
        (double) sums.cells[at + OCTET_CELLS - 1],
        "server",
        sums.server,
        "zone",
        zone,
        "view",
        VIEW,
        "proto",
        sums.proto);
  }

  private static void count(Families to, String name, String help, long value, String... labels) {
    if (value != 0) {
      to.counter(name, help, (double) value, labels);
    }
  }
}

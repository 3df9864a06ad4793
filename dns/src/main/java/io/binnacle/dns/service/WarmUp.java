package io.binnacle.dns.service;

import io.binnacle.dns.limit.SourceLimits;
import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.run.UdpListener;
import io.binnacle.dns.run.UdpWork;
import io.binnacle.dns.wire.MessageReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Questions nobody asked, answered before the first that counts, so that the compiler has seen the way: a DNS that takes the place
/// of another gets its whole load in the first instant.
final class WarmUp {
  /* Most of it is reached by then; the rest comes with the load (docs/decisions/0055). */
  private static final Duration LONG_ENOUGH = Duration.ofMillis(100);

  /// Below the cluster domain: what there is in every cluster, and what search lists lead to. Nobody else is asked for these.
  private static final List<String> NAMES =
      List.of(
          "kubernetes.default.svc",
          "_https._tcp.kubernetes.default.svc",
          "nothing.default.svc",
          "www.example.com.default.svc",
          "www.example.com.svc",
          "www.example.com");

  private WarmUp() {}

  /// @param by who answers
  /// @throws IOException if the system has no socket for it; nothing is lost but time
  static void run(Listening.Answerer by, DnsName domain) throws IOException {
    List<byte[]> queries = new ArrayList<>();
    for (String below : NAMES) {
      DnsName name = domain.below(below);
      if (name != null) {
        for (int type : new int[] {RrType.A, RrType.AAAA, RrType.SRV}) {
          queries.add(MessageReader.query(queries.size(), name, type));
        }
      }
    }
    UdpWork work =
        new UdpWork(
            SourceLimits.NONE,
            UdpWork.Room.ALL,
            by.packets(),
            () -> QueryCounters.NONE,
            by.resolver());
    UdpListener.warm(work, queries, LONG_ENOUGH);
  }
}

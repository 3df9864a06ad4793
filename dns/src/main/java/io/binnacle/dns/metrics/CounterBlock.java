package io.binnacle.dns.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The counters of one listener thread, or of the slow path of one transport. Made and summed by [DnsMetrics].
///
/// A block of a thread has that thread as its only writer. A shared one takes any number, by atomic additions.
@SuppressWarnings("EnumOrdinal") // lays out an array that never leaves this process
public final class CounterBlock implements QueryCounters {
  /* One long[] with an unused cache line at either end, so that neighbours on the heap do not share one with us. Per zone:
   *
   *   | requests family × type | responses source × rcode | query octets | reply octets | nanoseconds | DO |
   *
   * and after the zones: drops by reason, extended errors by code. A single writer adds by a plain load and an opaque store:
   * readers see whole and never falling values, which is all a scrape asks for. Of a zone's 2 KB a usual mix of queries
   * touches some six lines. Rejected: LongAdder per label set (a hash look-up or an object graph per query), one counter per
   * query attribute without combinations (CoreDNS's labels need the combinations). Cost: docs/decisions/0066. */
  private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int PAD = 16;

  static final int FAMILIES = 2, RCODES = 25, CODES = 33;
  static final int OCTET_CELLS = Buckets.OCTETS.length + 2;
  static final int TIME_CELLS = Buckets.SECONDS.length + 2;

  static final int REQUESTS = 0;
  static final int RESPONSES = REQUESTS + FAMILIES * QueryTypes.COUNT;
  static final int QUERY_OCTETS = RESPONSES + AnswerSource.COUNT * RCODES;
  static final int REPLY_OCTETS = QUERY_OCTETS + OCTET_CELLS;
  static final int TIME = REPLY_OCTETS + OCTET_CELLS;
  static final int DNSSEC_OK = TIME + TIME_CELLS;
  static final int ZONE_CELLS = DNSSEC_OK + 1;

  static final int DROPS = MatchedZone.COUNT * ZONE_CELLS;
  static final int EXTENDED_ERRORS = DROPS + DropReason.COUNT;
  static final int COUNT = EXTENDED_ERRORS + CODES;

  private final long[] cells = new long[PAD + COUNT + PAD];
  private final boolean shared;
  final String proto;
  final Path path;

  /// The family of the query that the thread looks at.
  private boolean ipv6;

  /// How a query is answered.
  public enum Path {
    /// In place, by the thread that read it.
    FAST("fast"),
    /// With objects, perhaps by asking others.
    SLOW("slow");

    final String label;

    Path(String label) {
      this.label = label;
    }
  }

  CounterBlock(String proto, Path path, boolean shared) {
    this.proto = proto;
    this.path = path;
    this.shared = shared;
  }

  /// The queries counted from now on came over IPv6, or over IPv4. For the counters of one thread.
  public void over(boolean version6) {
    ipv6 = version6;
  }

  @Override
  public void answered(int type, int rcode, int queryOctets, int replyOctets) {
    answered(
        MatchedZone.CLUSTER, AnswerSource.KUBERNETES, type, rcode, false, queryOctets, replyOctets);
  }

  @Override
  public void answered(
      MatchedZone zone,
      AnswerSource source,
      int type,
      int rcode,
      boolean dnssecOk,
      int queryOctets,
      int replyOctets) {
    answered(zone, source, type, rcode, ipv6, dnssecOk, queryOctets, replyOctets);
  }

  /// The same, told over which family the query came: for the slow path, where there is no query of the moment.
  public void answered(
      MatchedZone zone,
      AnswerSource source,
      int type,
      int rcode,
      boolean ipv6,
      boolean dnssecOk,
      int queryOctets,
      int replyOctets) {
    int at = zone.ordinal() * ZONE_CELLS;
    add(at + REQUESTS + (ipv6 ? QueryTypes.COUNT : 0) + QueryTypes.index(type), 1);
    add(at + RESPONSES + source.ordinal() * RCODES + Math.min(rcode, RCODES - 1), 1);
    add(at + QUERY_OCTETS + Buckets.ofOctets(queryOctets), 1);
    add(at + QUERY_OCTETS + OCTET_CELLS - 1, queryOctets);
    add(at + REPLY_OCTETS + Buckets.ofOctets(replyOctets), 1);
    add(at + REPLY_OCTETS + OCTET_CELLS - 1, replyOctets);
    if (dnssecOk) {
      add(at + DNSSEC_OK, 1);
    }
  }

  @Override
  public void took(long nanos, int queries) {
    took(MatchedZone.CLUSTER, nanos, queries);
  }

  @Override
  public void took(MatchedZone zone, long nanos, int queries) {
    int at = zone.ordinal() * ZONE_CELLS + TIME;
    add(at + Buckets.ofNanos(nanos), queries);
    add(at + TIME_CELLS - 1, nanos * queries);
  }

  @Override
  public void dropped() {
    dropped(DropReason.NOT_A_QUERY);
  }

  @Override
  public void dropped(DropReason reason) {
    add(DROPS + reason.ordinal(), 1);
  }

  @Override
  public void explained(int infoCode) {
    add(EXTENDED_ERRORS + Math.min(infoCode, CODES - 1), 1);
  }

  /// Adds every counter to `sums`.
  void addTo(long[] sums) {
    for (int i = 0; i < COUNT; i++) {
      sums[i] += (long) CELLS.getOpaque(cells, PAD + i);
    }
  }

  private void add(int cell, long more) {
    if (shared) {
      long _ = (long) CELLS.getAndAdd(cells, PAD + cell, more);
    } else {
      CELLS.setOpaque(cells, PAD + cell, cells[PAD + cell] + more);
    }
  }
}

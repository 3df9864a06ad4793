package io.binnacle.dns.fastpath;

import io.binnacle.dns.metrics.QueryCounters;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.LargeZone;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.SplittableRandom;

/// What an answer costs beside the system calls, with 10,000 Services: run [#main] with a quiet machine around it. The mix is
/// 60 % addresses, 15 % of the family there is not, 10 % ports, 15 % misses of search lists.
public final class FastPathCost {
  /// The time of the processor, for the machine may have others to serve.
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final int QUERIES = 16_384;
  private static final int STRIDE = 128;
  private static final int SLOTS = 64;
  private static final int SLOT = 2_112;

  private final MemorySegment queries = Arena.global().allocate((long) QUERIES * STRIDE);
  private final MemorySegment slots = Arena.global().allocate((long) SLOTS * SLOT);
  private final int[] lengths = new int[QUERIES];

  /// Prints nanoseconds a query, best and median of rounds.
  public static void main(String[] args) {
    ClusterZone zone = LargeZone.editor(10_000).snapshot(true);
    FastPath path = new FastPath(() -> zone, QueryCounters.NONE, new SplittableRandom(1));
    for (String only : new String[] {"mix", "address", "absent", "port", "miss", "crowd"}) {
      new FastPathCost().run(path, only);
    }
  }

  private void run(FastPath path, String only) {
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < QUERIES; i++) {
      byte[] query = query(random, only);
      lengths[i] = query.length;
      MemorySegment.copy(query, 0, queries, ValueLayout.JAVA_BYTE, (long) i * STRIDE, query.length);
    }
    PacketAnswerer nothing = (_, _, length, _) -> length;
    double[] answered = new double[40];
    double[] copied = new double[40];
    for (int round = 0; round < answered.length; round++) {
      answered[round] = round(path);
      copied[round] = round(nothing);
    }
    Arrays.sort(answered, 10, 40);
    Arrays.sort(copied, 10, 40);
    System.out.printf(
        "%-8s %.0f ns a query, best %.0f (of which copying the query into place %.0f)%n",
        only, answered[25], answered[10], copied[25]);
  }

  private double round(PacketAnswerer answerer) {
    long begun = THREADS.getCurrentThreadCpuTime();
    int slow = 0;
    for (int turn = 0; turn < 16; turn++) {
      for (int i = 0; i < QUERIES; i++) {
        long at = (long) (i % SLOTS) * SLOT;
        MemorySegment.copy(queries, (long) i * STRIDE, slots, at, STRIDE);
        slow += answerer.answer(slots, at, lengths[i], 1_232) <= 0 ? 1 : 0;
      }
    }
    if (slow > 0) {
      throw new IllegalStateException(slow + " queries were not answered");
    }
    return (THREADS.getCurrentThreadCpuTime() - begun) / (16.0 * QUERIES);
  }

  private static byte[] query(SplittableRandom random, String only) {
    int chance =
        switch (only) {
          case "address" -> 0;
          case "absent" -> 60;
          case "port" -> 75;
          case "miss" -> 85;
          default -> random.nextInt(100);
        };
    boolean headless = only.equals("crowd");
    int i =
        headless ? random.nextInt(1_000) * 10 : 1 + random.nextInt(1_000) * 10 + random.nextInt(9);
    String own = "service-" + i + ".team-" + i % 100 + ".svc.cluster.local";
    if (headless || chance < 60) {
      return Packets.query(DnsName.of(own), RrType.A, 0);
    }
    if (chance < 75) {
      return Packets.query(DnsName.of(own), RrType.AAAA, 0);
    }
    return chance < 85
        ? Packets.query(DnsName.of("_http._tcp." + own), RrType.SRV, 0)
        : Packets.query(
            DnsName.of("www.example-" + i + ".com.team-1.svc.cluster.local"), RrType.A, 0);
  }
}

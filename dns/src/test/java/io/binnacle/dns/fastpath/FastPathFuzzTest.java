package io.binnacle.dns.fastpath;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.binnacle.dns.fastpath.Packets.Outcome;
import io.binnacle.dns.zone.RandomZone;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Any datagram between two fences: answered as the path of objects answers, or left as it was.
///
/// An input is `| 0 zone | 1 query …|`.
class FastPathFuzzTest {
  private static final int ZONES = 16;
  private static final List<RandomZone> ALL =
      new SplittableRandom(72)
          .splits(ZONES)
          .map(random -> RandomZone.of((SplittableRandom) random))
          .toList();

  @FuzzTest
  void anyDatagramIsAnsweredAlikeOrLeftAsItIs(byte[] octets) throws IOException {
    if (octets.length < 1 || octets.length - 1 > Packets.ROOM) {
      return;
    }
    RandomZone cluster = ALL.get((octets[0] & 0xff) % ZONES);
    byte[] query = Arrays.copyOfRange(octets, 1, octets.length);
    Outcome outcome = new Packets(cluster::zone, 1).answer(query);
    if (outcome.result() > 0) {
      FastPathTest.same(cluster.zone(), query, outcome.octets());
    } else {
      assertArrayEquals(query, outcome.octets());
      assertTrue(
          outcome.result() == PacketAnswerer.SLOW || query.length < 12 || query[2] < 0,
          "a query is never dropped");
    }
  }
}

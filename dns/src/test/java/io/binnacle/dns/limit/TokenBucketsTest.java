package io.binnacle.dns.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.dns.Allocation;
import java.net.InetAddress;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long CLIENT = 0x0a00_0001L;

  @ParameterizedTest(name = "{0} a second, {1} at once")
  @CsvSource({"1, 1", "50, 200", "1000, 10", "100000, 1000", "3, 1000"})
  void aBurstIsAnsweredThenTheRate(int perSecond, int burst) {
    TokenBuckets limits = new TokenBuckets(new Rate(perSecond, burst), 1_024, 7);
    long now = 5 * SECOND;
    assertEquals(burst, admitted(limits, CLIENT, now, burst * 2));
    int tenSeconds = 0;
    for (int tick = 1; tick <= 10_000; tick++) {
      tenSeconds += admitted(limits, CLIENT, now + tick * SECOND / 1_000, 200);
    }
    double wanted = 10.0 * perSecond;
    assertTrue(tenSeconds >= wanted - 1 && tenSeconds <= wanted * 1.12 + 1, tenSeconds + "");
  }

  @Test
  void whoWaitsMayBurstAgain() {
    TokenBuckets limits = new TokenBuckets(new Rate(10, 5), 64, 7);
    assertEquals(5, admitted(limits, CLIENT, 0, 9));
    assertEquals(0, admitted(limits, CLIENT, SECOND / 20, 9));
    assertEquals(5, admitted(limits, CLIENT, 60 * SECOND, 9));
  }

  @Test
  void ipv6ClientsOfOneNetworkShareAnAllowance() {
    TokenBuckets limits = new TokenBuckets(new Rate(1, 2), 64, 7);
    assertTrue(limits.admit(0xfd00_0000_0000_0001L, 1, 0));
    assertTrue(limits.admit(0xfd00_0000_0000_0001L, 2, 0));
    assertFalse(limits.admit(0xfd00_0000_0000_0001L, 3, 0));
    assertTrue(limits.admit(0xfd00_0000_0000_0002L, 3, 0));
  }

  @Test
  void theClockMayStartAnywhereAndWrap() {
    for (long start :
        new long[] {Long.MIN_VALUE, -1, 0, (1L << 50) - SECOND, Long.MAX_VALUE - SECOND}) {
      TokenBuckets limits = new TokenBuckets(new Rate(10, 5), 64, 7);
      int admitted = 0;
      for (int tick = 0; tick < 200; tick++) {
        admitted += admitted(limits, CLIENT, start + tick * (SECOND / 10), 3);
      }
      assertTrue(admitted >= 200 && admitted < 330, start + ": " + admitted);
    }
  }

  @Test
  void addressesAndTheirOctetsCountAlike() throws Exception {
    TokenBuckets limits = new TokenBuckets(new Rate(1, 1), 64, 7);
    assertTrue(limits.admit(InetAddress.ofLiteral("10.0.0.1"), 0));
    assertFalse(limits.admit(0, CLIENT, 0));
  }

  /// A million spoofed sources against a table of 65 536, at up to 2 million queries a second, each source as often as it gets
  /// in; among them clients who keep to the rate.
  @ParameterizedTest(name = "spoofed sources: {0}")
  @ValueSource(ints = {1_000, 65_536, 1_000_000})
  void theWellBehavedAreAnsweredAmongSpoofedBursts(int spoofed) {
    SplittableRandom random = new SplittableRandom(20_261_125);
    TokenBuckets limits = new TokenBuckets(new Rate(50, 20), 65_536, random.nextLong());
    int clients = 500, asked = 0, answered = 0, junk = 4_000_000, junkAnswered = 0;
    long now = 0;
    for (int i = 0; i < junk; i++) {
      now += 500;
      junkAnswered += limits.admit(0, 0x5000_0000L + random.nextInt(spoofed), now) ? 1 : 0;
      if (i % 100 == 0) { // 80 queries a client in 2 s: 40 a second
        asked++;
        answered += limits.admit(0, CLIENT + i / 100 % clients, now) ? 1 : 0;
      }
    }
    assertTrue(answered >= 0.999 * asked, answered + " of " + asked);
    if (spoofed == 1_000) {
      assertTrue(
          junkAnswered < 1_000 * (20 + 2 * 50 + 10), junkAnswered + " of the flood answered");
    }
  }

  @Test
  void aHeavySourceStaysLimitedInAFlood() {
    SplittableRandom random = new SplittableRandom(4);
    TokenBuckets limits = new TokenBuckets(new Rate(50, 20), 65_536, random.nextLong());
    int answered = 0;
    for (int i = 0; i < 1_000_000; i++) { // one second
      limits.admit(0, 0x5000_0000L + random.nextInt(1_000_000), i * 1_000L);
      answered += limits.admit(0, 99, i * 1_000L) ? 1 : 0;
    }
    assertTrue(answered <= 20 + 51 + 2, answered + "");
  }

  @Test
  void askingAllocatesNothing() {
    TokenBuckets limits = new TokenBuckets(new Rate(50, 20), 65_536, 3);
    SourceLimits byNetwork = new LimitsByNetwork(Networks.NONE, SourceLimits.NONE, limits);
    long[] now = {0};
    Allocation.none(() -> byNetwork.admit(0, now[0] & 0xffff, now[0] += 1_000));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "100001, 1", "1, 0", "1, 601", "10, 1000001"})
  void ratesThatMakeNoSenseAreRefused(int perSecond, int burst) {
    assertThrows(IllegalArgumentException.class, () -> new Rate(perSecond, burst));
  }

  private static int admitted(SourceLimits limits, long source, long now, int queries) {
    int admitted = 0;
    for (int i = 0; i < queries; i++) {
      admitted += limits.admit(0, source, now) ? 1 : 0;
    }
    return admitted;
  }
}

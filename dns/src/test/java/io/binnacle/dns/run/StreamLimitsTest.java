package io.binnacle.dns.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamLimitsTest {
  private final List<String> closed = new ArrayList<>();

  @ParameterizedTest(name = "{0} of 100 open: {1} ms")
  @CsvSource({"0, 10000", "50, 10000", "75, 5500", "100, 1000", "120, 1000"})
  void theMoreAreOpenTheShorterOneMayBeIdle(int open, long millis) {
    StreamLimits limits = new StreamLimits(100, 100, 64, Duration.ofSeconds(10));
    assertEquals(millis, limits.idle(open).toMillis());
  }

  private final class Fake implements LoopStreams.Member {
    private final String name;
    private final long progress;
    private final boolean waits;

    Fake(String name, long progress, boolean waits) {
      this.name = name;
      this.progress = progress;
      this.waits = waits;
    }

    @Override
    public long progressNanos() {
      return progress;
    }

    @Override
    public boolean waitsForUs() {
      return waits;
    }

    @Override
    public void close() {
      closed.add(name);
    }
  }

  @Test
  void theSweepEndsWhatIsIdleAndLeavesWhatWaitsForUs() {
    LoopStreams streams = new LoopStreams();
    streams.progressed(new Fake("old", 0, false));
    streams.progressed(new Fake("old but waiting", 0, true));
    streams.progressed(new Fake("also old", 5, false));
    streams.progressed(new Fake("young", 95, false));
    streams.sweep(100, 50);
    assertEquals(List.of("old", "also old"), closed);
  }

  @Test
  void theSweepGoesRoundOnceThoughAllWait() {
    LoopStreams streams = new LoopStreams();
    streams.progressed(new Fake("a", 0, true));
    streams.progressed(new Fake("b", 0, true));
    streams.sweep(100, 50);
    assertEquals(List.of(), closed);
  }

  @Test
  void roomIsMadeByTheOldestThatIsIdle() {
    LoopStreams streams = new LoopStreams();
    streams.progressed(new Fake("waiting", 0, true));
    streams.progressed(new Fake("idle", 1, false));
    streams.progressed(new Fake("idle too", 2, false));
    assertTrue(streams.evict());
    assertEquals(List.of("idle"), closed);
    assertTrue(streams.evict());
    assertFalse(streams.evict());
  }

  @Test
  void progressMakesYoung() {
    LoopStreams streams = new LoopStreams();
    Fake first = new Fake("first", 0, false);
    streams.progressed(first);
    streams.progressed(new Fake("second", 0, false));
    streams.progressed(first);
    streams.evict();
    assertEquals(List.of("second"), closed);
  }

  @Test
  void sourcesAreCountedByAddressAndByIpv6Network() {
    OpenStreams open = new OpenStreams(new StreamLimits(100, 2, 64, Duration.ofSeconds(10)));
    InetAddress one = InetAddress.ofLiteral("2001:db8:0:1::1");
    assertTrue(open.admit(one));
    assertTrue(open.admit(InetAddress.ofLiteral("2001:db8:0:1::2")));
    assertFalse(open.admit(InetAddress.ofLiteral("2001:db8:0:1::3")));
    assertTrue(open.admit(InetAddress.ofLiteral("2001:db8:0:2::1")));
    assertTrue(open.admit(InetAddress.ofLiteral("10.0.0.1")));
    assertTrue(open.admit(InetAddress.ofLiteral("10.0.0.1")));
    assertFalse(open.admit(InetAddress.ofLiteral("10.0.0.1")));
    open.closed(one);
    assertTrue(open.admit(one));
    assertEquals(5, open.count());
  }
}

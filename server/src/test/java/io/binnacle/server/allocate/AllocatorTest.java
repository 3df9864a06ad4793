package io.binnacle.server.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AllocatorTest {
  @ParameterizedTest(name = "{0}: usable {1}..{2}, automatic picks from {3}")
  @CsvSource({
    "10.0.0.0/28, 10.0.0.1, 10.0.0.14, 10.0.0.1",
    "10.0.0.0/27, 10.0.0.1, 10.0.0.30, 10.0.0.17",
    "10.0.0.0/24, 10.0.0.1, 10.0.0.254, 10.0.0.17",
    "10.0.0.0/22, 10.0.0.1, 10.0.3.254, 10.0.0.65",
    "10.0.0.0/20, 10.0.0.1, 10.0.15.254, 10.0.1.1",
    "10.0.0.0/16, 10.0.0.1, 10.0.255.254, 10.0.1.1",
    "10.96.0.0/12, 10.96.0.1, 10.111.255.254, 10.96.1.1",
    "10.0.0.4/30, 10.0.0.5, 10.0.0.6, 10.0.0.5",
    "fd00::/124, fd00::1, fd00::f, fd00::1",
    "fd00::/112, fd00::1, fd00::ffff, fd00::101",
    "fd00::/108, fd00::1, fd00::f:ffff, fd00::101"
  })
  void theBandsOfARange(String block, String first, String last, String dynamic) throws Exception {
    ClusterIpAllocator range = new ClusterIpAllocator(Cidr.of(block), atTheStart());

    assertThat(range.first()).hasToString(first);
    assertThat(range.inRange(IpAddress.of(first))).isTrue();
    assertThat(range.inRange(IpAddress.of(last))).isTrue();
    assertThat(range.inRange(range.block().base())).isFalse();
    assertThat(range.inRange(IpAddress.of(last).next())).isFalse();
    assertThat(range.takeAny()).hasToString(dynamic);
  }

  @ParameterizedTest(name = "a {0} gives every address once, its lowest band last")
  @ValueSource(strings = {"10.0.0.0/24", "10.0.0.0/28", "fd00::/116"})
  void aRangeIsUsedUp(String block) throws Exception {
    ClusterIpAllocator range = new ClusterIpAllocator(Cidr.of(block), new SplittableRandom(42));
    Set<IpAddress> got = new HashSet<>();
    long size = range.block().lastOffset();
    long usable = range.block().base().isIpv4() ? size - 1 : size;
    long band = usable < 16 ? 0 : Math.clamp((size + 1) / 16, 16, 256);

    for (long i = 0; i < usable; i++) {
      IpAddress next = range.takeAny();
      assertThat(got.add(next)).as("%s given twice", next).isTrue();
      boolean inBand = range.block().offsetOf(next) <= band;
      assertThat(inBand).as("%s as number %s", next, i).isEqualTo(i >= usable - band);
    }
    assertThatThrownBy(range::takeAny).hasMessage("range is full");
    assertThat(range.taken()).isEqualTo(usable);

    IpAddress one = got.iterator().next();
    assertThat(range.release(one)).isTrue();
    assertThat(range.release(one)).isFalse();
    assertThat(range.takeAny()).isEqualTo(one);
  }

  @Test
  void aCertainAddressIsHadOnceAndOnlyInRange() throws Exception {
    ClusterIpAllocator range = new ClusterIpAllocator(Cidr.of("10.96.0.0/12"), new Random(1));
    IpAddress low = IpAddress.of("10.96.0.10");

    range.take(low);

    assertThat(range.isTaken(low)).isTrue();
    assertThatThrownBy(() -> range.take(low)).hasMessage("provided IP is already allocated");
    assertThatThrownBy(() -> range.take(IpAddress.of("10.95.255.255")))
        .hasMessage(
            "the provided IP (10.95.255.255) is not in the valid range."
                + " The range of valid IPs is 10.96.0.0/12");
    assertThatThrownBy(() -> range.take(IpAddress.of("fd00::1")))
        .isInstanceOf(AllocationException.class);
  }

  @Test
  void anIpv6RangeMayBeAsLargeAsItLikes() throws Exception {
    ClusterIpAllocator range = new ClusterIpAllocator(Cidr.of("fd00::/64"), new Random(1));
    Set<IpAddress> got = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      assertThat(got.add(range.takeAny())).isTrue();
    }
    range.take(IpAddress.of("fd00::7"));
    assertThat(range.taken()).isEqualTo(10_001);
  }

  @Test
  void automaticNodePortsComeFromAboveTheBand() throws Exception {
    PortAllocator ports = new PortAllocator(30_000, 32_767, atTheStart());
    assertThat(ports.takeAny()).isEqualTo(30_086);
    for (int port = 30_087; port <= 32_767; port++) {
      ports.take(port);
    }
    assertThat(ports.takeAny()).isEqualTo(30_000);
  }

  @ParameterizedTest(name = "{0}-{1}: automatic picks from {2}")
  @CsvSource({"30000,30015,30000", "30000,30016,30016", "30000,30031,30016", "1,65535,129"})
  void theBandsOfAPortRange(int first, int last, int dynamic) throws Exception {
    assertThat(new PortAllocator(first, last, atTheStart()).takeAny()).isEqualTo(dynamic);
  }

  @Test
  void aCertainPortIsHadOnceAndOnlyInRange() throws Exception {
    PortAllocator ports = new PortAllocator(30_000, 32_767, new Random(1));
    ports.take(30_100);
    assertThatThrownBy(() -> ports.take(30_100)).hasMessage("provided port is already allocated");
    assertThatThrownBy(() -> ports.take(80))
        .hasMessage(
            "provided port is not in the valid range. The range of valid ports is 30000-32767");
    assertThat(ports.release(80)).isFalse();
    assertThat(ports.release(30_100)).isTrue();
    ports.take(30_100);
  }

  @Test
  void aReservationCountsWholeOrNotAtAll() throws Exception {
    PortAllocator ports = new PortAllocator(30_000, 32_767, new Random(1));
    ports.take(30_001);
    try (Reservation abandoned = new Reservation()) {
      ports.take(30_002);
      abandoned.taken(() -> ports.release(30_002));
      abandoned.releaseOnCommit(() -> ports.release(30_001));
    }
    assertThat(ports.isTaken(30_001)).isTrue();
    assertThat(ports.isTaken(30_002)).isFalse();
    try (Reservation done = new Reservation()) {
      ports.take(30_002);
      done.taken(() -> ports.release(30_002));
      done.releaseOnCommit(() -> ports.release(30_001));
      done.commit();
    }
    assertThat(ports.isTaken(30_001)).isFalse();
    assertThat(ports.isTaken(30_002)).isTrue();
  }

  /// Always begins a search at the lowest place it may.
  private static Random atTheStart() {
    return new Random() {
      @Override
      public long nextLong(long from, long to) {
        return from;
      }
    };
  }
}

package io.binnacle.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Headers, dates, bodies and signals by themselves.
class SmallPartsTest {
  @Test
  void headersAreFoundWithoutRegardToCaseAndKeptInOrder() {
    Headers headers = Headers.of("Accept", "a", "X", "1", "accept", "b").with("ACCEPT", "c");

    assertThat(headers.first("aCCept")).isEqualTo("a");
    assertThat(headers.all("accept")).containsExactly("a", "b", "c");
    assertThat(headers.joined("Accept")).isEqualTo("a, b, c");
    assertThat(headers.has("x")).isTrue();
    assertThat(headers.has("y")).isFalse();
    assertThat(headers.first("y")).isEmpty();
    assertThat(headers.toString()).isEqualTo("Accept: a\nX: 1\naccept: b\nACCEPT: c\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nSet-Cookie: x", "a\nb", "a\0", "a\u007f"})
  void headersThatWouldSplitAnAnswerAreRefused(String value) {
    assertThatThrownBy(() -> Headers.of("X", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("X holds a control character");
    assertThatThrownBy(() -> Headers.of(value, "x")).hasMessageContaining("not a header name");
  }

  @Test
  void aHeaderWithoutAValueIsABug() {
    assertThatThrownBy(() -> Headers.of("X")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void datesAreWrittenAsTheStandardWantsThem() {
    DateTimeFormatter oracle =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    assertThat(HttpDate.of(Instant.parse("1994-11-06T08:49:37Z")))
        .isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    new SplittableRandom(1)
        .longs(1000, 0, 4_000_000_000L)
        .mapToObj(Instant::ofEpochSecond)
        .forEach(t -> assertThat(HttpDate.of(t)).isEqualTo(oracle.format(t)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aBodyIsCollectedUpToItsLimitAndItsMemoryAccountedFor(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] sent = new byte[50_000];
    random.nextBytes(sent);
    AtomicLong budget = new AtomicLong(1_000_000);
    BodyBuffer body = new BodyBuffer(sent.length, budget);
    for (int at = 0; at < sent.length; ) {
      int n = Math.min(sent.length - at, random.nextInt(5_000));
      assertThat(body.add(Unpooled.wrappedBuffer(sent, at, n))).isEqualTo(BodyBuffer.Added.OK);
      at += n;
      assertThat(body.held())
          .as("grows with what has come")
          .isBetween((long) at, Math.max(4096L, 2L * at));
      assertThat(budget).hasValue(1_000_000 - body.held());
    }
    assertThat(body.add(octets(1))).isEqualTo(BodyBuffer.Added.TOO_LONG);
    assertThat(body.bytes()).isEqualTo(sent);
    body.release();
    assertThat(budget).hasValue(1_000_000);
    assertThat(body.bytes()).isEmpty();
  }

  @Test
  void bodiesShareABudget() {
    AtomicLong budget = new AtomicLong(10_000);
    BodyBuffer first = new BodyBuffer(100_000, budget);
    BodyBuffer second = new BodyBuffer(100_000, budget);
    assertThat(first.add(octets(6_000))).isEqualTo(BodyBuffer.Added.OK);
    assertThat(second.add(octets(6_000))).isEqualTo(BodyBuffer.Added.NO_BUDGET);
    assertThat(budget).as("a refusal takes nothing").hasValue(4_000);
    first.release();
    assertThat(second.add(octets(6_000))).isEqualTo(BodyBuffer.Added.OK);
  }

  private static ByteBuf octets(int n) {
    byte[] out = new byte[n];
    Arrays.fill(out, (byte) 'x');
    return Unpooled.wrappedBuffer(out);
  }

  @Test
  void aSignalDuringARunIsNotLostAndRunsAreNeverTwoAtOnce() throws Exception {
    Signal signal = new Signal();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch entered = new CountDownLatch(1);
    Semaphore go = new Semaphore(0);
    Semaphore left = new Semaphore(0);
    List<String> failures = new CopyOnWriteArrayList<>();
    signal.fire(); // nobody listens yet
    signal.action(() -> {
      if (inside.incrementAndGet() > 1) {
        failures.add("two at once");
      }
      runs.incrementAndGet();
      entered.countDown();
      go.acquireUninterruptibly();
      inside.decrementAndGet();
      left.release();
      if (runs.get() == 1) {
        throw new IllegalStateException("planted: a failing action does not silence the signal");
      }
    });
    signal.fire();
    entered.await();
    signal.fire();
    signal.fire();
    go.release(2);
    left.acquire(2);
    assertThat(runs).hasValue(2);
    go.release();
    signal.fire();
    left.acquire();
    assertThat(runs).hasValue(3);
    assertThat(failures).isEmpty();
  }
}

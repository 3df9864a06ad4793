package io.binnacle.server.http;

import static java.net.http.HttpClient.Version.HTTP_1_1;
import static java.net.http.HttpClient.Version.HTTP_2;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Answers without end: what a watch is made of.
@Timeout(value = 180, threadMode = SEPARATE_THREAD) // so that a bug fails instead of hanging
class StreamTest {
  private static final int MEGABYTE = 1 << 20;

  private final BlockingQueue<ResponseStream> opened = new LinkedBlockingQueue<>();

  private void open(ApiRequest request, Responder responder) {
    opened.add(responder.stream(200, Headers.of("Content-Type", "application/json")));
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(UTF_8);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void eachPieceArrivesWhenItIsWrittenAndInOrder(HttpClient.Version version) throws Exception {
    try (HttpClient client = TestServer.admin(version);
        TestServer it = new TestServer(this::open)) {
      HttpResponse<InputStream> answer =
          client.send(it.request("/").build(), BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200); // the head does not wait for a body
      ResponseStream stream = opened.take();
      BlockingQueue<String> closed = new LinkedBlockingQueue<>();
      stream.onClose(() -> closed.add("closed"));
      try (BufferedReader in = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
        for (int i = 0; i < 100; i++) {
          assertThat(stream.write(line("event " + i))).isTrue();
          assertThat(in.readLine()).isEqualTo("event " + i);
        }
        stream.write(line("last"));
        stream.close();
        stream.close();
        assertThat(in.readLine()).isEqualTo("last");
        assertThat(in.readLine()).isNull();
      }
      assertThat(closed.take()).isEqualTo("closed");
      assertThat(stream.write(line("late"))).isFalse();
      stream.onClose(() -> closed.add("told once"));
      HttpResponse<InputStream> next =
          client.send(it.request("/").build(), BodyHandlers.ofInputStream());
      opened.take().close();
      assertThat(next.body().readAllBytes()).isEmpty();
      assertThat(closed).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void theWriterLearnsThatTheClientHasGone(HttpClient.Version version) throws Exception {
    try (HttpClient client = TestServer.admin(version);
        TestServer it = new TestServer(this::open)) {
      HttpResponse<InputStream> answer =
          client.send(it.request("/").build(), BodyHandlers.ofInputStream());
      ResponseStream stream = opened.take();
      CountDownLatch closed = new CountDownLatch(1);
      stream.onClose(closed::countDown);

      answer.body().close();

      assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(stream.isOpen()).isFalse();
      CountDownLatch late = new CountDownLatch(1);
      stream.onClose(late::countDown); // set too late: still told, once
      assertThat(stream.write(line("x"))).isFalse();
    }
  }

  @Test
  void whoNeverReadsIsSeenByTheWriterAndCostsNobodyElse() throws Exception {
    byte[] piece = new byte[MEGABYTE];
    try (HttpClient client = TestServer.admin(HTTP_1_1);
        TestServer it = new TestServer(this::open);
        Raw idle = it.raw("http/1.1")) {
      idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      ResponseStream slow = opened.take();
      AtomicInteger room = new AtomicInteger();
      CountDownLatch writable = new CountDownLatch(1);
      slow.onWritable(() -> {
        room.incrementAndGet();
        writable.countDown();
      });
      int pieces = 12; // the kernel's buffers take some four of them
      for (int i = 0; i < pieces; i++) {
        assertThat(slow.write(piece)).as("never blocks, never drops").isTrue();
      }
      HttpResponse<InputStream> answer =
          client.send(it.request("/").build(), BodyHandlers.ofInputStream());
      ResponseStream quick = opened.take();
      quick.write(line("quick"));
      quick.close();
      assertThat(answer.body().readAllBytes()).isEqualTo(line("quick"));
      assertThat(slow.pendingBytes())
          .isBetween((pieces - 8) * (long) MEGABYTE, pieces * (long) MEGABYTE);
      assertThat(room).hasValue(0);

      slow.close(); // what was written is still sent
      idle.readHead();
      long read = 0;
      for (long n = chunk(idle); n > 0; n = chunk(idle)) {
        read += n;
      }
      assertThat(read).isEqualTo(pieces * (long) MEGABYTE);
      assertThat(writable.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(slow.pendingBytes()).isZero();
    }
  }

  private static long chunk(Raw from) throws Exception {
    StringBuilder size = new StringBuilder();
    for (int c = from.in.read(); c != '\n'; c = from.in.read()) {
      size.append((char) c);
    }
    int length = Integer.parseInt(size.toString().strip(), 16);
    from.in.skipNBytes(length + 2L);
    return length;
  }

  @Test
  void aWholeAnswerNobodyReadsIsGivenUp() throws Exception {
    BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    Duration l = Duration.ofSeconds(60);
    try (TestServer it =
            new TestServer(
                TestServer.times(l, l, Duration.ofMillis(50)),
                (request, responder) -> {
                  responder.send(200, Headers.NONE, new byte[12 * MEGABYTE]);
                  handled.add(request.path());
                });
        Raw idle = it.raw("http/1.1")) {
      idle.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
      handled.take();
      // Not read until the server has hung up: when it has, even a plain connection shows it.
      while (true) {
        try {
          idle.send("x".repeat(1000));
        } catch (java.io.IOException e) {
          break;
        }
      }
    }
  }

  @Test
  void twoHundredStreamsOfOneConnectionAllGetEverything() throws Exception {
    int streams = 200;
    int events = 200;
    try (HttpClient client = TestServer.admin(HTTP_2);
        TestServer it = new TestServer(this::open)) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < streams; i++) {
        answers.add(client.sendAsync(it.request("/" + i).build(), BodyHandlers.ofString()));
      }
      List<ResponseStream> all = new ArrayList<>();
      for (int i = 0; i < streams; i++) {
        all.add(opened.take());
      }
      StringBuilder expected = new StringBuilder();
      for (int e = 0; e < events; e++) {
        byte[] shared = line("event " + e + " " + "x".repeat(500));
        expected.append(new String(shared, UTF_8));
        all.forEach(s -> s.write(shared));
      }
      all.forEach(ResponseStream::close);
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        HttpResponse<String> got = answer.get(120, TimeUnit.SECONDS);
        assertThat(got.version()).isEqualTo(HTTP_2);
        assertThat(got.body()).isEqualTo(expected.toString());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void writersOnManyThreadsDoNotMixTheirPieces(HttpClient.Version version) throws Exception {
    int threads = 8;
    int lines = 500;
    try (HttpClient client = TestServer.admin(version);
        TestServer it = new TestServer(this::open)) {
      HttpResponse<InputStream> answer =
          client.send(it.request("/").build(), BodyHandlers.ofInputStream());
      ResponseStream stream = opened.take();
      CountDownLatch done = new CountDownLatch(threads);
      for (int t = 0; t < threads; t++) {
        String name = "writer" + t;
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < lines; i++) {
                stream.write(line(name + " " + i));
              }
              done.countDown();
            });
      }
      int[] next = new int[threads];
      try (BufferedReader in = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
        for (int i = 0; i < threads * lines; i++) {
          String[] words = in.readLine().split(" ");
          int writer = words[0].charAt(6) - '0';
          assertThat(Integer.parseInt(words[1])).isEqualTo(next[writer]++);
        }
      }
      assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
      stream.close();
    }
  }

  @Test
  void aHandlerThatFailsAfterTheHeadBreaksTheStreamOff() throws Exception {
    try (TestServer it =
            new TestServer((request, responder) -> {
              responder.stream(200, Headers.NONE).write(line("half"));
              throw new IllegalStateException("planted");
            });
        Raw client = it.raw("http/1.1")) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readAll()).doesNotEndWith("0\r\n\r\n");
    }
  }
}

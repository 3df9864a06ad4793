package io.binnacle.server.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A connection that leaves HTTP: who gets it, how much of it is kept in memory, how it ends.
@Timeout(60)
class UpgradeTest {
  private static final String ASK =
      "GET /echo HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: echo/1\r\n\r\n";
  private static final Duration LONG = Duration.ofHours(4);

  /// Upgrades what can be and sends back what comes; refuses the rest.
  private static void echo(ApiRequest request, Responder out) {
    if (!out.canUpgrade()) {
      out.send(400, Headers.NONE, "no upgrade".getBytes(StandardCharsets.UTF_8));
      return;
    }
    try (Upgraded up = out.upgrade("echo/1", Headers.of("X-More", "1"), LONG)) {
      up.in().transferTo(up.out());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void bytesGoBothWaysAfterTheAnswer() throws Exception {
    try (TestServer server = new TestServer(UpgradeTest::echo);
        Raw raw = server.raw("http/1.1")) {
      String head = raw.send(ASK).readHead();
      assertTrue(head.startsWith("HTTP/1.1 101 Switching Protocols\r\n"), head);
      assertTrue(head.toLowerCase(Locale.ROOT).contains("upgrade: echo/1\r\n"), head);
      assertTrue(head.contains("X-More: 1\r\n"), head);
      assertFalse(head.contains("content-length"), head);
      byte[] noise = new byte[1 << 20];
      new SplittableRandom(7).nextBytes(noise);
      Thread sending =
          Thread.startVirtualThread(() -> {
            try {
              raw.send(noise);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      assertArrayEquals(noise, raw.in.readNBytes(noise.length));
      sending.join();
    }
  }

  @Test
  void theConnectionMayHaveServedRequestsBefore() throws Exception {
    try (TestServer server = new TestServer(UpgradeTest::echo);
        Raw raw = server.raw("http/1.1")) {
      assertTrue(raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").readAnswer().endsWith("no upgrade"));
      raw.send(ASK).readHead();
      assertEquals("hello", new String(raw.send("hello").in.readNBytes(5), StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.0 has no upgrade, 'GET / HTTP/1.0\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo/1\r\n\r\n'",
    "Connection must name it, 'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: echo/1\r\n\r\n'",
    "Upgrade must be there, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n\r\n'"
  })
  void otherRequestsCannotBeUpgraded(String why, String request) throws Exception {
    try (TestServer server = new TestServer(UpgradeTest::echo);
        Raw raw = server.raw("http/1.1")) {
      assertTrue(raw.send(request).readAnswer().endsWith("no upgrade"), why);
    }
  }

  @Test
  void aClientThatDoesNotWaitForTheAnswerIsCutOff() throws Exception {
    try (TestServer server = new TestServer(UpgradeTest::echo);
        Raw raw = server.raw("http/1.1")) {
      assertEquals("", raw.send(ASK + "GET / HTTP/1.1\r\nHost: x\r\n\r\n").readAll());
    }
  }

  @Test
  void aSlowReaderHoldsTheWriterUp() throws Exception {
    AtomicLong written = new AtomicLong();
    CountDownLatch ended = new CountDownLatch(1);
    try (TestServer server =
            new TestServer((_, out) -> {
              try (Upgraded up = out.upgrade("x", Headers.NONE, LONG)) {
                byte[] piece = new byte[64 * 1024];
                while (true) {
                  up.out().write(piece);
                  written.addAndGet(piece.length);
                }
              } catch (IOException _) {
                ended.countDown();
              }
            });
        Raw raw = server.raw("http/1.1")) {
      raw.send(ASK).readHead();
      long before;
      do { // until it stands still
        before = written.get();
      } while (ended.await(300, TimeUnit.MILLISECONDS) || written.get() > before);
      assertTrue(before < 16L << 20, "unread: " + before);
      raw.in.readNBytes(8 << 20);
      assertTrue(written.get() > before);
      raw.hangUp();
      assertTrue(ended.await(30, TimeUnit.SECONDS), "a client that is gone ends the writer");
    }
  }

  @Test
  void whatNobodyReadsStaysWithTheSender() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    AtomicLong sent = new AtomicLong();
    try (TestServer server =
            new TestServer((_, out) -> {
              try (Upgraded _ = out.upgrade("x", Headers.NONE, LONG)) {
                done.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
        Raw raw = server.raw("http/1.1")) {
      raw.send(ASK).readHead();
      Thread sending =
          Thread.startVirtualThread(() -> {
            try {
              for (byte[] piece = new byte[64 * 1024]; ; ) {
                raw.send(piece);
                sent.addAndGet(piece.length);
              }
            } catch (IOException _) {
              // cut off in the end
            }
          });
      long before;
      do {
        before = sent.get();
      } while (sending.join(Duration.ofMillis(300)) || sent.get() > before);
      assertTrue(before < 16L << 20, "taken: " + before);
      done.countDown();
      raw.hangUp();
      sending.join();
    }
  }

  @Test
  void theServersEndIsSeenAfterItsLastByte() throws Exception {
    try (TestServer server =
            new TestServer((_, out) -> {
              try (Upgraded up = out.upgrade("x", Headers.NONE, LONG)) {
                up.out().write(new byte[3 << 20]);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
        Raw raw = server.raw("http/1.1")) {
      raw.send(ASK).readHead();
      assertEquals(3 << 20, raw.in.readAllBytes().length);
    }
  }

  @Test
  void theClientsEndEndsTheInputAndIsTold() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (TestServer server =
        new TestServer((_, out) -> {
          Upgraded up = out.upgrade("x", Headers.NONE, LONG);
          up.onClose(() -> seen.add("closed"));
          try (up;
              InputStream in = up.in()) {
            seen.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        })) {
      try (Raw raw = server.raw("http/1.1")) {
        raw.send(ASK).readHead();
        raw.send("bye");
      }
      // Two threads, in either order: the reader's, and the one that is told.
      Set<String> both = new HashSet<>();
      both.add(seen.poll(30, TimeUnit.SECONDS));
      both.add(seen.poll(30, TimeUnit.SECONDS));
      assertEquals(Set.of("bye", "closed"), both);
    }
  }

  @Test
  void aFailingHandlerEndsTheConnection() throws Exception {
    try (TestServer server =
            new TestServer((_, out) -> {
              Upgraded up = out.upgrade("x", Headers.NONE, LONG);
              assertNotNull(up.in());
              throw new IllegalStateException("planted");
            });
        Raw raw = server.raw("http/1.1")) {
      raw.send(ASK).readHead();
      assertEquals(-1, raw.in.read());
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    try (TestServer server =
            new TestServer((_, out) -> {
              try (Upgraded up = out.upgrade("x", Headers.NONE, Duration.ofMillis(300))) {
                up.in().transferTo(up.out());
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
        Raw raw = server.raw("http/1.1")) {
      raw.send(ASK).readHead();
      assertEquals(-1, raw.in.read());
    }
  }

  @Test
  void shutdownEndsTheInputAndLetsOutputPass() throws Exception {
    CountDownLatch upgraded = new CountDownLatch(1);
    TestServer server =
        new TestServer((_, out) -> {
          try (Upgraded up = out.upgrade("x", Headers.NONE, LONG)) {
            upgraded.countDown();
            assertEquals(-1, up.in().read());
            up.out().write("bye".getBytes(StandardCharsets.UTF_8));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    try (Raw raw = server.raw("http/1.1")) {
      raw.send(ASK).readHead();
      upgraded.await();
      Thread closing = Thread.startVirtualThread(server::close);
      assertEquals("bye", raw.readAll());
      raw.hangUp();
      assertTrue(closing.join(Duration.ofSeconds(4)), "needs no grace");
    }
  }
}

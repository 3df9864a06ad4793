package io.binnacle.server.http;

import static io.binnacle.server.http.RawHttp2.DATA;
import static io.binnacle.server.http.RawHttp2.GOAWAY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The end of a server: what is under way is finished, what never ends is ended, and nothing waits for ever.
@Timeout(value = 180, threadMode = SEPARATE_THREAD) // so that a bug fails instead of hanging
class ShutdownTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

  private final BlockingQueue<ResponseStream> opened = new LinkedBlockingQueue<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  private void handle(ApiRequest request, Responder responder) {
    switch (request.path()) {
      case "/watch" -> opened.add(responder.stream(200, Headers.NONE));
      case "/slow" -> {
        waitForTheTest();
        responder.send(200, Headers.NONE, "done".getBytes(UTF_8));
      }
      case "/late-watch" -> {
        waitForTheTest();
        responder.stream(200, Headers.NONE);
      }
      default -> responder.send(200, Headers.NONE, "quick".getBytes(UTF_8));
    }
  }

  private void waitForTheTest() {
    begun.countDown();
    try {
      mayEnd.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void idleConnectionsCloseAndStreamsEndInOrder() throws Exception {
    TestServer it = new TestServer(this::handle);
    try (Raw idle = it.raw("http/1.1");
        Raw watch = it.raw("http/1.1");
        RawHttp2 two = new RawHttp2(it)) {
      assertThat(idle.send(GET).readAnswer()).endsWith("quick");
      watch.send("GET /watch HTTP/1.1\r\nHost: a\r\n\r\n").readHead();
      ResponseStream first = opened.take();
      BlockingQueue<String> closed = new LinkedBlockingQueue<>();
      first.onClose(() -> closed.add("closed"));
      first.write("event".getBytes(UTF_8));
      two.request(1, true, "GET", "/watch").readHead(1);
      opened.take();

      it.server.close(Duration.ofSeconds(60));

      assertThat(idle.readAll()).isEmpty();
      assertThat(watch.readAll()).isEqualTo("5\r\nevent\r\n0\r\n\r\n");
      assertThat(closed.take()).isEqualTo("closed");
      boolean goAway = false;
      boolean ended = false;
      while (!goAway || !ended) {
        RawHttp2.Frame frame = two.read();
        goAway |= frame.type() == GOAWAY && frame.error() == 0;
        ended |= frame.type() == DATA && frame.stream() == 1 && frame.endsStream();
      }
      assertThat(two.raw.in.readAllBytes()).isEmpty();
      assertThatThrownBy(() -> new Socket("127.0.0.1", it.server.port()))
          .isInstanceOf(ConnectException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"/slow, done", "/late-watch, '0\r\n\r\n'"})
  void aRequestUnderWayIsStillAnswered(String path, String end) throws Exception {
    TestServer it = new TestServer(this::handle);
    try (Raw client = it.raw("http/1.1")) {
      client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
      begun.await();
      Thread closing = Thread.ofVirtual().start(() -> it.server.close(Duration.ofSeconds(60)));
      while (!refusesConnections(it)) {
        Thread.onSpinWait();
      }
      mayEnd.countDown();

      assertThat(client.readAll()).contains("connection: close").endsWith(end);
      closing.join();
    }
  }

  private static boolean refusesConnections(TestServer it) {
    try (Socket _ = new Socket("127.0.0.1", it.server.port())) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  @Test
  void whatDoesNotEndInTimeIsCutOff() throws Exception {
    TestServer it = new TestServer(this::handle);
    try (Raw client = it.raw("http/1.1")) {
      client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
      begun.await();

      it.server.close(Duration.ofMillis(1));
      it.server.close(Duration.ofMillis(1));

      mayEnd.countDown();
      assertThatThrownBy(
              () -> {
                if (client.readAll().isEmpty()) {
                  throw new IOException("cut off");
                }
              })
          .isInstanceOf(IOException.class);
    }
  }
}

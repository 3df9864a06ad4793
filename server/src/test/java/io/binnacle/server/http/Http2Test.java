package io.binnacle.server.http;

import static io.binnacle.server.http.RawHttp2.DATA;
import static io.binnacle.server.http.RawHttp2.END_STREAM;
import static io.binnacle.server.http.RawHttp2.GOAWAY;
import static io.binnacle.server.http.RawHttp2.HEADERS;
import static io.binnacle.server.http.RawHttp2.RST_STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// HTTP/2 where clients and their libraries do not look: limits, resets, malformed requests.
@Timeout(value = 180, threadMode = SEPARATE_THREAD) // so that a bug fails instead of hanging
class Http2Test {
  private static final int PROTOCOL_ERROR = 1;
  private static final int REFUSED_STREAM = 7;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(30);

  private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
  private final BlockingQueue<ResponseStream> streams = new LinkedBlockingQueue<>();

  private void handle(ApiRequest request, Responder responder) {
    handled.add(request.toString());
    if (request.path().equals("/watch")) {
      streams.add(responder.stream(200, Headers.NONE));
    } else {
      responder.send(200, Headers.NONE, (request + " " + request.body().length).getBytes(UTF_8));
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedAndTheConnectionServesOn() throws Exception {
    try (TestServer it = new TestServer(this::handle);
        RawHttp2 client = new RawHttp2(it)) {
      client.request(1, false, "POST", "/a", "content-length", "3145729");
      assertThat(client.readHead(1).status().toString()).isEqualTo("413");
      assertThat(client.readBody(1)).contains("Request entity too large: limit is 3145728");
      client.request(3, true, "GET", "/next");
      assertThat(client.readHead(3).status().toString()).isEqualTo("200");
      assertThat(client.readBody(3)).isEqualTo("GET /next 0");
      assertThat(handled).containsExactly("GET /next");
    }
  }

  @Test
  void streamsBeyondTheLimitAreRefusedForTheClientToTryAgain() throws Exception {
    Limits d = Limits.DEFAULT;
    Limits two =
        new Limits(
            d.bodyBytes(),
            d.bodiesBytes(),
            d.lineBytes(),
            d.headerBytes(),
            2,
            10,
            LONG,
            LONG,
            LONG,
            LONG);
    try (TestServer it = new TestServer(two, this::handle);
        RawHttp2 client = new RawHttp2(it)) {
      client.request(1, true, "GET", "/watch").request(3, true, "GET", "/watch");
      client.readAll(HEADERS, 0, 1, 3);
      client.request(5, true, "GET", "/a");
      assertThat(client.read(RST_STREAM, 5).error()).isEqualTo(REFUSED_STREAM);
      streams.take().close();
      streams.take().close();
      client.readAll(DATA, END_STREAM, 1, 3);
      client.request(7, true, "GET", "/b");
      client.readHead(7);
      assertThat(client.readBody(7)).isEqualTo("GET /b 0");
    }
  }

  @Test
  void aResetIsToldToTheWriterAtOnce() throws Exception {
    try (TestServer it = new TestServer(this::handle);
        RawHttp2 client = new RawHttp2(it)) {
      client.request(1, true, "GET", "/watch");
      ResponseStream stream = streams.take();
      BlockingQueue<String> closed = new LinkedBlockingQueue<>();
      stream.onClose(() -> closed.add("closed"));
      assertThat(stream.write("x".getBytes(UTF_8))).isTrue();
      client.read(DATA, 1);

      client.frame(RST_STREAM, 0, 1, ByteBuffer.allocate(4).putInt(8).array());

      assertThat(closed.take()).isEqualTo("closed");
      assertThat(stream.isOpen()).isFalse();
      assertThat(stream.write("y".getBytes(UTF_8))).isFalse();
      assertThat(stream.pendingBytes()).isZero();
    }
  }

  @Test
  void aStreamWhoseWindowIsShutHoldsUpNoOther() throws Exception {
    byte[] megabyte = new byte[1 << 20];
    try (TestServer it = new TestServer(this::handle);
        RawHttp2 client = new RawHttp2(it)) {
      client.window(0, 1 << 28); // the connection's window is wide, each stream's is 64 KiB
      client.request(1, true, "GET", "/watch");
      ResponseStream slow = streams.take();
      client.request(3, true, "GET", "/watch");
      ResponseStream quick = streams.take();
      BlockingQueue<Long> room = new LinkedBlockingQueue<>();
      slow.onWritable(() -> room.add(slow.pendingBytes()));
      slow.write(megabyte);
      slow.write(megabyte);
      quick.write("quick".getBytes(UTF_8));
      assertThat(client.read(DATA, 3).text()).isEqualTo("quick");
      assertThat(slow.pendingBytes()).isGreaterThan(megabyte.length);

      client.window(1, 4 << 20);
      assertThat(room.take()).isLessThan(ResponseStream.LOW_WATER);
      slow.close();
      assertThat(client.readBody(1).length()).isLessThan(2 * megabyte.length + 1);
    }
  }

  @Test
  void badPathsAreAnsweredAndMalformedRequestsReset() throws Exception {
    try (TestServer it = new TestServer(this::handle);
        RawHttp2 client = new RawHttp2(it)) {
      client.request(1, true, "GET", "/a%ff");
      Http2Headers head = client.readHead(1);
      assertThat(head.status().toString()).isEqualTo("400");
      assertThat(client.readBody(1)).contains("is not valid UTF-8");

      client.request(3, true, "GET", "/a", "Upper-Case", "x");
      assertThat(client.read(RST_STREAM, 3).error()).isEqualTo(PROTOCOL_ERROR);
      client.request(5, true, "GET", "/a", "connection", "close");
      assertThat(client.read(RST_STREAM, 5).error()).isEqualTo(PROTOCOL_ERROR);
      client.request(7, false, "POST", "/a", "content-length", "5");
      client.frame(DATA, END_STREAM, 7, new byte[3]);
      assertThat(client.read(RST_STREAM, 7).error()).isEqualTo(PROTOCOL_ERROR);

      client.request(9, true, "GET", "/next");
      client.readHead(9);
      assertThat(client.readBody(9)).isEqualTo("GET /next 0");
      assertThat(handled).containsExactly("GET /next");
    }
  }

  @Test
  void aRequestCutShortNeverReachesTheApi() throws Exception {
    try (TestServer it = new TestServer(this::handle);
        RawHttp2 client = new RawHttp2(it)) {
      client.request(1, false, "POST", "/cut").frame(DATA, 0, 1, new byte[10]);
      client.frame(RST_STREAM, 0, 1, ByteBuffer.allocate(4).putInt(8).array());
      client.request(3, true, "GET", "/next");
      client.readHead(3);
      assertThat(handled).containsExactly("GET /next");
    }
  }

  @Test
  void aBodyThatTakesTooLongIsToldSo() throws Exception {
    try (TestServer it = new TestServer(TestServer.times(LONG, SHORT, LONG), this::handle);
        RawHttp2 client = new RawHttp2(it)) {
      client.request(1, false, "POST", "/a").frame(DATA, 0, 1, new byte[10]);
      assertThat(client.readHead(1).status().toString()).isEqualTo("408");
      client.readBody(1);
      assertThat(client.read(RST_STREAM, 1).error()).isZero(); // the answer stands: RFC 9113 §8.1
    }
  }

  @Test
  void anIdleConnectionIsToldToGoAway() throws Exception {
    try (TestServer it = new TestServer(TestServer.times(LONG, LONG, SHORT), this::handle);
        RawHttp2 client = new RawHttp2(it)) {
      assertThat(client.read(GOAWAY, 0).error()).isZero();
      assertThat(client.raw.in.readAllBytes()).isEmpty();
    }
  }

  @Test
  void noiseEndsTheConnection() throws Exception {
    try (TestServer it = new TestServer(this::handle);
        RawHttp2 client = new RawHttp2(it)) {
      client.frame(HEADERS, 0, 0, new byte[] {1, 2, 3}); // no request can be on stream 0
      assertThat(client.read(GOAWAY, 0).error()).isEqualTo(PROTOCOL_ERROR);
      client.raw.send(new byte[0]);
      assertThat(client.raw.in.readAllBytes()).isEmpty();
      assertThat(handled).isEmpty();
    }
  }

  @Test
  void aFloodOfResetsIsCutOff() throws Exception {
    Limits d = Limits.DEFAULT;
    Limits few =
        new Limits(
            d.bodyBytes(),
            d.bodiesBytes(),
            d.lineBytes(),
            d.headerBytes(),
            10,
            10,
            LONG,
            LONG,
            LONG,
            LONG);
    try (TestServer it = new TestServer(few, this::handle);
        RawHttp2 client = new RawHttp2(it)) {
      int sent = 0;
      try {
        for (; sent < 100_000; sent++) {
          client.request(2 * sent + 1, true, "GET", "/a");
          client.frame(RST_STREAM, 0, 2 * sent + 1, ByteBuffer.allocate(4).putInt(8).array());
        }
        while (client.read().type() != GOAWAY) {}
      } catch (IOException e) {
        assertThat(e).isNotNull(); // the server has closed while this side was still sending
      }
      assertThat(handled.size()).isLessThan(1000);
    }
  }
}

package io.binnacle.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What HTTP/1.1 clients get that break the rules, and that nothing of it reaches the API.
@Timeout(value = 180, threadMode = SEPARATE_THREAD) // so that a bug fails instead of hanging
class HostileInputTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(30);
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

  private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

  private void echo(ApiRequest request, Responder responder) {
    handled.add(request.toString());
    responder.send(200, Headers.NONE, (request + " " + request.body().length).getBytes(UTF_8));
  }

  record Case(String name, String sent, String status, String says) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> breaksTheFraming() {
    String post = "POST /a HTTP/1.1\r\nHost: a\r\n";
    return Stream.of(
        new Case(
            "a length beside chunks",
            post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
            "400 Bad Request",
            "both Transfer-Encoding and Content-Length"),
        new Case(
            "chunks beside a length",
            post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n" + SMUGGLED,
            "400 Bad Request",
            "both Transfer-Encoding and Content-Length"),
        new Case(
            "two lengths that differ",
            post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd" + SMUGGLED,
            "400 Bad Request",
            "Content-Length"),
        new Case(
            "a length that is no number",
            post + "Content-Length: 3x\r\n\r\nabc" + SMUGGLED,
            "400 Bad Request",
            "malformed request"),
        new Case(
            "a negative length",
            post + "Content-Length: -1\r\n\r\n" + SMUGGLED,
            "400 Bad Request",
            "malformed request"),
        new Case(
            "a length with a sign",
            post + "Content-Length: +3\r\n\r\nabc" + SMUGGLED,
            "400 Bad Request",
            "malformed request"),
        new Case(
            "an encoding nobody knows",
            post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
            "400 Bad Request",
            "chunked"),
        new Case(
            "an encoding below chunks",
            post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
            "501 Not Implemented",
            "only \\\"chunked\\\" is understood"),
        new Case(
            "an encoding below chunks, said on a line of its own",
            post
                + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                + SMUGGLED,
            "501 Not Implemented",
            "only \\\"chunked\\\" is understood"),
        new Case(
            "chunks twice",
            post
                + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                + SMUGGLED,
            "400 Bad Request",
            "more than once"),
        new Case(
            "chunks before their time",
            "POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
            "400 Bad Request",
            "only allowed in"),
        new Case(
            "a blank before the colon",
            post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
            "400 Bad Request",
            "malformed request"),
        new Case(
            "a chunk size that is no number",
            post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + SMUGGLED,
            "400 Bad Request",
            "chunk size"),
        new Case(
            "a chunk size beyond reason",
            post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n" + SMUGGLED,
            "400 Bad Request",
            "malformed request"),
        new Case(
            "a chunk longer than it said",
            post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n" + SMUGGLED,
            "400 Bad Request",
            "malformed request"),
        new Case(
            "lines that end with a bare line feed",
            "GET /a HTTP/1.1\nHost: a\n\n" + SMUGGLED,
            "400 Bad Request",
            "malformed request"),
        new Case(
            "no host",
            "GET /a HTTP/1.1\r\n\r\n" + SMUGGLED,
            "400 Bad Request",
            "missing required Host"),
        new Case(
            "two hosts",
            "GET /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + SMUGGLED,
            "400 Bad Request",
            "too many Host"),
        new Case("no version", "GET /a\r\n\r\n" + SMUGGLED, "400 Bad Request", "malformed request"),
        new Case(
            "a version of the future",
            "GET /a HTTP/3.0\r\nHost: a\r\n\r\n" + SMUGGLED,
            "505 HTTP Version Not Supported",
            "HTTP/3.0"),
        new Case(
            "a request line without end",
            "GET /"
                + "a".repeat(Limits.DEFAULT.lineBytes())
                + " HTTP/1.1\r\nHost: a\r\n\r\n"
                + SMUGGLED,
            "431 Request Header Fields Too Large",
            "Too Large"),
        new Case(
            "a header without end",
            "GET /a HTTP/1.1\r\nHost: a\r\nX: "
                + "a".repeat(Limits.DEFAULT.headerBytes())
                + "\r\n\r\n"
                + SMUGGLED,
            "431 Request Header Fields Too Large",
            "Too Large"),
        new Case(
            "headers without end",
            "GET /a HTTP/1.1\r\nHost: a\r\n"
                + "Xxxxxxxx: a\r\n".repeat(Limits.DEFAULT.headerBytes() / 10)
                + "\r\n"
                + SMUGGLED,
            "431 Request Header Fields Too Large",
            "Too Large"),
        new Case(
            "an expectation nobody knows",
            post + "Content-Length: 3\r\nExpect: the-best\r\n\r\nabc" + SMUGGLED,
            "417 Expectation Failed",
            "100-continue"),
        new Case("noise", "\0\1\2\3\r\n\r\n" + SMUGGLED, "400 Bad Request", "malformed request"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaksTheFraming")
  void isToldWhyAndTheConnectionEnds(Case c) throws Exception {
    try (TestServer it = new TestServer(this::echo);
        Raw client = it.raw("http/1.1")) {
      String answer = client.send(c.sent).readAll();

      assertThat(answer).startsWith("HTTP/1.1 " + c.status + "\r\n");
      assertThat(answer).contains("connection: close\r\n", "\"kind\":\"Status\"", c.says);
      assertThat(answer.split("HTTP/1.1 \\d", -1)).as("answers").hasSize(2);
      assertThat(handled).as("what reached the API").isEmpty();
    }
  }

  static Stream<Case> breaksOnlyTheRules() {
    String rest = " HTTP/1.1\r\nHost: a\r\n\r\n";
    return Stream.of(
        new Case(
            "bytes that are no UTF-8",
            "GET /a%ff" + rest,
            "400",
            "path \\\"/a%ff\\\" is not valid UTF-8"),
        new Case("the same unescaped", "GET /a\u00ff" + rest, "400", "is not valid UTF-8"),
        new Case("an overlong zero", "GET /%c0%80" + rest, "400", "is not valid UTF-8"),
        new Case("half a surrogate pair", "GET /%ed%a0%80" + rest, "400", "is not valid UTF-8"),
        new Case(
            "bad bytes in a value",
            "GET /a?b=%fe" + rest,
            "400",
            "query \\\"%fe\\\" is not valid UTF-8"),
        new Case(
            "bad bytes in a name",
            "GET /a?%fe=b" + rest,
            "400",
            "query \\\"%fe\\\" is not valid UTF-8"),
        new Case("an escape cut short", "GET /a%4" + rest, "400", "invalid URL escape \\\"%4\\\""),
        new Case(
            "an escape that is none",
            "GET /a?x=%zz" + rest,
            "400",
            "invalid URL escape \\\"%zz\\\""),
        new Case("a path that is none", "GET a" + rest, "400", "does not begin with"),
        new Case("the server itself", "OPTIONS *" + rest, "400", "does not begin with"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaksOnlyTheRules")
  void isToldWhyAndTheConnectionStays(Case c) throws Exception {
    try (TestServer it = new TestServer(this::echo);
        Raw client = it.raw("http/1.1")) {
      String answer = client.send(c.sent).readAnswer();

      assertThat(answer)
          .startsWith("HTTP/1.1 " + c.status + " ")
          .contains("\"kind\":\"Status\"", c.says);
      assertThat(handled).isEmpty();
      assertThat(client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n").readAnswer())
          .endsWith("GET /next 0");
    }
  }

  @Test
  void aBodyAtTheLimitPassesAndOneByteMoreIsTooMuchButKeepsTheConnectionInStep() throws Exception {
    int limit = Limits.DEFAULT.bodyBytes();
    String head = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: ";
    try (TestServer it = new TestServer(this::echo);
        Raw client = it.raw("http/1.1")) {
      assertThat(client.send(head + limit + "\r\n\r\n").send(new byte[limit]).readAnswer())
          .endsWith("POST /a " + limit);

      client.send(head + (limit + 1) + "\r\n\r\n").send(new byte[limit + 1]);
      assertThat(client.readAnswer())
          .startsWith("HTTP/1.1 413 ")
          .contains(
              "\"message\":\"Request entity too large: limit is 3145728\"",
              "\"reason\":\"RequestEntityTooLarge\"");

      String chunk = Integer.toHexString(limit + 1);
      client
          .send(
              "POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + "\r\n")
          .send(new byte[limit + 1])
          .send("\r\n0\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 413 ");
      assertThat(client.readAnswer()).endsWith("GET /next 0");
      assertThat(handled).containsExactly("POST /a", "GET /next");
    }
  }

  @Test
  void aBodyWithoutEndIsNotReadToItsEnd() throws Exception {
    Limits d = Limits.DEFAULT;
    Limits small =
        new Limits(1000, 1000, d.lineBytes(), d.headerBytes(), 10, 10, LONG, LONG, LONG, LONG);
    try (TestServer it = new TestServer(small, this::echo);
        Raw client = it.raw("http/1.1")) {
      client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 413 ");
      long sent = 0;
      try {
        for (; sent < 1_000_000_000; sent += 10_000) {
          client.send(new byte[10_000]);
        }
      } catch (IOException e) {
        assertThat(e).isNotNull(); // the server has hung up
      }
      assertThat(sent).isLessThan(1_000_000_000);
    }
  }

  @Test
  void whoAsksBeforeSendingIsAnswered() throws Exception {
    String head = "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
    try (TestServer it = new TestServer(this::echo)) {
      try (Raw client = it.raw("http/1.1")) {
        assertThat(client.send(head + "3\r\n\r\n").readHead()).startsWith("HTTP/1.1 100 ");
        assertThat(client.send("abc").readAnswer()).endsWith("POST /a 3");
      }
      try (Raw client = it.raw("http/1.1")) {
        assertThat(client.send(head + "9999999\r\n\r\n").readAll())
            .startsWith("HTTP/1.1 413 ")
            .contains("connection: close");
      }
    }
  }

  @Test
  void aRequestCutShortNeverReachesTheApiAndItsMemoryComesBack() throws Exception {
    Limits d = Limits.DEFAULT;
    int room = 64 * 1024;
    Limits limits =
        new Limits(room, room, d.lineBytes(), d.headerBytes(), 10, 10, LONG, LONG, LONG, LONG);
    try (TestServer it = new TestServer(limits, this::echo)) {
      Raw cut = it.raw("http/1.1");
      cut.send("POST /cut HTTP/1.1\r\nHost: a\r\nContent-Length: " + room + "\r\n\r\n")
          .send(new byte[room - 1]);
      try (Raw client = it.raw("http/1.1")) {
        while (it.server.bodyBytesLeft() > 0) {
          Thread.onSpinWait();
        }
        String small = "POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx";
        String answer = client.send(small).readAnswer();
        assertThat(answer)
            .startsWith("HTTP/1.1 429 ")
            .contains(
                "Retry-After: 1\r\n", "\"message\":\"Too many requests, please try again later.\"");
        cut.close();
        while (it.server.bodyBytesLeft() < room) {
          Thread.onSpinWait();
        }
        for (int i = 0; i < 100; i++) { // what was handled gives its memory back, too
          assertThat(client.send(small).readAnswer()).endsWith("POST /small 1");
        }
      }
      assertThat(handled).doesNotContain("POST /cut");
    }
  }

  @Test
  void aBodyThatTakesTooLongIsToldSo() throws Exception {
    try (TestServer it = new TestServer(TestServer.times(LONG, SHORT, LONG), this::echo);
        Raw client = it.raw("http/1.1")) {
      client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na");
      assertThat(client.readAll()).startsWith("HTTP/1.1 408 ").contains("connection: close");
      assertThat(handled).isEmpty();
    }
  }

  @Test
  void aHeadThatTakesTooLongEndsTheConnection() throws Exception {
    try (TestServer it = new TestServer(TestServer.times(SHORT, LONG, LONG), this::echo);
        Raw client = it.raw("http/1.1")) {
      assertThat(client.send("GET /a HTTP/1.1\r\nHost:").readAll()).isEmpty();
    }
  }

  @Test
  void anIdleConnectionEnds() throws Exception {
    try (TestServer it = new TestServer(TestServer.times(LONG, LONG, SHORT), this::echo);
        Raw client = it.raw("http/1.1")) {
      client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readAnswer()).endsWith("GET /a 0");
      assertThat(client.readAll()).isEmpty();
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrderHoweverManyWait() throws Exception {
    CountDownLatch all = new CountDownLatch(1);
    int count = 500;
    try (TestServer it =
            new TestServer((request, responder) -> {
              try {
                assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              echo(request, responder);
            });
        Raw client = it.raw("http/1.1")) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < count; i++) {
        requests
            .append("POST /")
            .append(i)
            .append(" HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab");
      }
      client.send(requests.toString());
      all.countDown();
      for (int i = 0; i < count; i++) {
        assertThat(client.readAnswer()).endsWith("POST /" + i + " 2");
      }
    }
  }

  @Test
  void oldClientsAreServedAndSentAway() throws Exception {
    try (TestServer it =
        new TestServer((request, responder) -> {
          if (request.path().equals("/stream")) {
            ResponseStream stream = responder.stream(200, Headers.NONE);
            stream.write("unframed".getBytes(UTF_8));
            stream.close();
          } else {
            echo(request, responder);
          }
        })) {
      try (Raw client = it.raw("http/1.1")) {
        assertThat(client.send("GET /a HTTP/1.0\r\n\r\n").readAll()).endsWith("GET /a 0");
      }
      try (Raw client = it.raw("http/1.1")) {
        assertThat(client.send("GET /stream HTTP/1.0\r\n\r\n").readAll())
            .endsWith("\r\n\r\nunframed")
            .doesNotContain("chunked");
      }
    }
  }

  @Test
  void plainTextIsToldToUseTls() throws Exception {
    try (TestServer it = new TestServer(this::echo);
        Socket plain = new Socket("127.0.0.1", it.server.port())) {
      plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
      assertThat(new String(plain.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.0 400 ")
          .endsWith("Client sent an HTTP request to an HTTPS server.\n");
    }
  }

  @Test
  void connectionsBeyondTheLimitAreClosedAndOneThatEndsMakesRoom() throws Exception {
    Limits d = Limits.DEFAULT;
    Limits two =
        new Limits(
            d.bodyBytes(),
            d.bodiesBytes(),
            d.lineBytes(),
            d.headerBytes(),
            10,
            2,
            LONG,
            LONG,
            LONG,
            LONG);
    String get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
    try (TestServer it = new TestServer(two, this::echo)) {
      Raw first = it.raw("http/1.1");
      Raw second = it.raw("http/1.1");
      assertThat(first.send(get).readAnswer()).endsWith("GET /a 0");
      assertThat(second.send(get).readAnswer()).endsWith("GET /a 0");
      try (Socket third = new Socket("127.0.0.1", it.server.port())) {
        assertThat(third.getInputStream().read()).isEqualTo(-1);
      }
      second.send("GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(second.readAll()).endsWith("GET /last 0");
      for (boolean in = false; !in; ) { // the server may learn of the end a moment after the client
        try (Raw fourth = it.raw("http/1.1")) {
          in = fourth.send(get).readAnswer().endsWith("GET /a 0");
        } catch (IOException e) {
          assertThat(e).isNotNull();
        }
      }
      first.close();
      second.close();
      assertThat(List.copyOf(handled)).contains("GET /last");
    }
  }
}

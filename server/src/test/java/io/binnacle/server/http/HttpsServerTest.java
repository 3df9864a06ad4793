package io.binnacle.server.http;

import static java.net.http.HttpClient.Version.HTTP_1_1;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.server.tls.ServerTls;
import io.binnacle.server.tls.TestTls;
import java.io.ByteArrayInputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole answers, over both versions of HTTP.
@Timeout(value = 180, threadMode = SEPARATE_THREAD) // so that a bug fails instead of hanging
class HttpsServerTest {
  private static final Headers JSON = Headers.of("Content-Type", "application/json");

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aRequestArrivesWholeAndDecoded(HttpClient.Version version) throws Exception {
    BlockingQueue<ApiRequest> seen = new LinkedBlockingQueue<>();
    try (HttpClient client = TestServer.admin(version);
        TestServer it =
            new TestServer((request, responder) -> {
              seen.add(request);
              responder.send(201, JSON, "{\"ok\":true}".getBytes(UTF_8));
            })) {
      HttpResponse<String> answer =
          client.send(
              it.request("/api/v1/a%20b%2Fc?labelSelector=app%3Dweb&x&x=2&y=a+b")
                  .header("Accept", "application/json;as=Table")
                  .header("Accept", "application/json")
                  .POST(BodyPublishers.ofString("{\"ü\":1}"))
                  .build(),
              BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(version);
      assertThat(answer.statusCode()).isEqualTo(201);
      assertThat(answer.body()).isEqualTo("{\"ok\":true}");
      assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
      assertThat(answer.headers().firstValue("date")).hasValue("Mon, 23 Nov 2026 12:00:00 GMT");
      ApiRequest request = seen.take();
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.path()).isEqualTo("/api/v1/a b/c");
      assertThat(request.query())
          .isEqualTo(
              Map.of(
                  "labelSelector", List.of("app=web"), "x", List.of("", "2"), "y", List.of("a b")));
      assertThat(request.query("x")).isEmpty();
      assertThat(request.hasQuery("x")).isTrue();
      assertThat(request.hasQuery("z")).isFalse();
      assertThat(request.headers().joined("ACCEPT"))
          .isEqualTo("application/json;as=Table, application/json");
      assertThat(request.headers().toString()).doesNotContainIgnoringCase("transfer-encoding");
      assertThat(request.headers().toString()).doesNotContain("x-http2");
      assertThat(new String(request.body(), UTF_8)).isEqualTo("{\"ü\":1}");
      assertThat(request.user().name()).isEqualTo("kubernetes-admin");
      assertThat(request.user().groups()).containsExactly("system:masters", "system:authenticated");
      assertThat(request.remote()).startsWith("127.0.0.1:");
    }
  }

  record Caller(String name, HttpClient client, List<String> headers, int status, String body) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Caller> callers() {
    return Stream.of(HttpClient.Version.values())
        .flatMap(v ->
            Stream.of(
                new Caller(
                    "no credential is nobody in particular, " + v,
                    TestServer.client(v, null),
                    List.of(),
                    200,
                    "system:anonymous [system:unauthenticated]"),
                new Caller(
                    "a certificate of another authority is refused in words, " + v,
                    TestServer.client(v, TestTls.strangersAdmin()),
                    List.of(),
                    401,
                    "\"message\":\"Unauthorized\""),
                new Caller(
                    "the server's own certificate is not a client's, " + v,
                    TestServer.client(v, TestTls.KEYS.serving()),
                    List.of(),
                    401,
                    "\"reason\":\"Unauthorized\""),
                new Caller(
                    "a token nobody knows is refused, " + v,
                    TestServer.client(v, null),
                    List.of("Authorization", "Bearer x"),
                    401,
                    "\"message\":\"Unauthorized\""),
                new Caller(
                    "a certificate comes before a token, as upstream, " + v,
                    TestServer.admin(v),
                    List.of("Authorization", "Bearer x"),
                    200,
                    "kubernetes-admin [system:masters, system:authenticated]")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("callers")
  void knowsItsCallers(Caller caller) throws Exception {
    try (HttpClient client = caller.client;
        TestServer it =
            new TestServer((request, responder) ->
                responder.send(
                    200,
                    Headers.NONE,
                    (request.user().name() + " " + request.user().groups()).getBytes(UTF_8)))) {
      for (int twice = 0;
          twice < 2;
          twice++) { // the second time the connection's answer is remembered
        var request = it.request("/");
        if (!caller.headers.isEmpty()) {
          request.headers(caller.headers.toArray(String[]::new));
        }
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(caller.status);
        assertThat(answer.body()).contains(caller.body);
      }
    }
  }

  @Test
  void aResumedSessionIsStillTheSameCaller() throws Exception {
    try (TestServer it =
        new TestServer((request, responder) ->
            responder.send(200, Headers.NONE, request.user().name().getBytes(UTF_8)))) {
      var context = TestTls.client(TestTls.KEYS.admin());
      for (int connection = 0; connection < 3; connection++) {
        try (HttpClient client =
            HttpClient.newBuilder().version(HTTP_1_1).sslContext(context).build()) {
          assertThat(client.send(it.request("/").build(), BodyHandlers.ofString()).body())
              .isEqualTo("kubernetes-admin");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aHandlerThatFailsStillAnswers(HttpClient.Version version) throws Exception {
    try (HttpClient client = TestServer.admin(version);
        TestServer it =
            new TestServer((request, responder) -> {
              switch (request.path()) {
                case "/silent" -> {}
                case "/status" -> throw new ApiException(Status.badRequest("no"));
                default -> throw new IllegalStateException("planted");
              }
            })) {
      assertThat(get(client, it, "/silent").statusCode()).isEqualTo(500);
      assertThat(get(client, it, "/broken").body())
          .contains("\"code\":500", "\"reason\":\"InternalError\"")
          .doesNotContain("planted");
      assertThat(get(client, it, "/status").body()).contains("\"code\":400", "\"message\":\"no\"");
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void thereIsNoBodyWhereHttpForbidsOne(HttpClient.Version version) throws Exception {
    try (HttpClient client = TestServer.admin(version);
        TestServer it =
            new TestServer((request, responder) -> {
              if (request.path().equals("/stream")) {
                ResponseStream stream = responder.stream(200, JSON);
                stream.write(new byte[10]);
                stream.close();
              } else {
                responder.send(Integer.parseInt(request.path().substring(1)), JSON, new byte[10]);
              }
            })) {
      HttpResponse<String> head =
          client.send(it.request("/200").HEAD().build(), BodyHandlers.ofString());
      assertThat(head.headers().firstValue("content-length")).hasValue("10");
      assertThat(head.body()).isEmpty();
      assertThat(
              client
                  .send(it.request("/stream").HEAD().build(), BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
      assertThat(get(client, it, "/204").body()).isEmpty();
      assertThat(get(client, it, "/304").body()).isEmpty();
      assertThat(get(client, it, "/200").body()).hasSize(10); // the connection is still in step
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void largeAnswersAreCompressedForThoseWhoAskForIt(HttpClient.Version version) throws Exception {
    byte[] large = "0123456789abcdef".repeat(10_000).getBytes(UTF_8);
    try (HttpClient client = TestServer.admin(version);
        TestServer it =
            new TestServer((request, responder) ->
                responder.send(
                    200,
                    request.hasQuery("encoded") ? JSON.with("Content-Encoding", "br") : JSON,
                    request.path().equals("/large") ? large : new byte[128 * 1024]))) {
      HttpResponse<byte[]> zipped =
          client.send(
              it.request("/large").header("Accept-Encoding", "br, gzip").build(),
              BodyHandlers.ofByteArray());
      assertThat(zipped.headers().firstValue("content-encoding")).hasValue("gzip");
      assertThat(zipped.headers().firstValue("vary")).hasValue("accept-encoding");
      assertThat(zipped.body().length).isLessThan(large.length / 20);
      assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes())
          .isEqualTo(large);
      assertThat(get(client, it, "/large").body()).hasSize(large.length);
      for (String plain : List.of("/small", "/large?encoded")) {
        assertThat(
                client
                    .send(
                        it.request(plain).header("Accept-Encoding", "gzip").build(),
                        BodyHandlers.ofByteArray())
                    .headers()
                    .allValues("content-encoding"))
            .doesNotContain("gzip");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void everyWarningAndEveryLetterOfItArrives(HttpClient.Version version) throws Exception {
    Headers warnings = Headers.of("Warning", "299 - \"one\"", "Warning", "299 - \"zwei: ü, 港\"");
    try (HttpClient client = TestServer.admin(version);
        TestServer it =
            new TestServer((_, responder) -> responder.send(200, warnings, new byte[0]))) {
      List<String> got = get(client, it, "/").headers().allValues("warning");

      assertThat(got).hasSize(2);
      assertThat(new String(got.get(1).getBytes(ISO_8859_1), UTF_8))
          .isEqualTo("299 - \"zwei: ü, 港\"");
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aLargeAnswerArrivesUnchanged(HttpClient.Version version) throws Exception {
    byte[] large = new byte[5_000_000];
    new SplittableRandom(1).nextBytes(large);
    try (HttpClient client = TestServer.admin(version);
        TestServer it = new TestServer((_, responder) -> responder.send(200, JSON, large))) {
      assertThat(client.send(it.request("/").build(), BodyHandlers.ofByteArray()).body())
          .isEqualTo(large);
    }
  }

  @Test
  void onlyOneAnswerIsGiven() throws Exception {
    BlockingQueue<Exception> refused = new LinkedBlockingQueue<>();
    try (HttpClient client = TestServer.admin(HTTP_1_1);
        TestServer it =
            new TestServer((_, responder) -> {
              responder.send(200, JSON, "first".getBytes(UTF_8));
              try {
                responder.stream(200, JSON);
              } catch (IllegalStateException e) {
                refused.add(e);
              }
            })) {
      assertThat(get(client, it, "/").body()).isEqualTo("first");
      assertThat(refused.take()).hasMessageContaining("begun before");
    }
  }

  @Test
  void aTakenPortIsNamedWithTheWayOut() throws Exception {
    try (TestServer it = new TestServer((_, _) -> {})) {
      ServerTls tls = TestTls.server();
      InetSocketAddress taken =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), it.server.port());
      assertThatThrownBy(() ->
              HttpsServer.start(
                  new HttpsServer.Config(
                      taken,
                      tls.context(),
                      tls.authenticator(),
                      Limits.DEFAULT,
                      InstantSource.system()),
                  (_, _) -> {}))
          .isInstanceOf(BindException.class)
          .hasMessageContaining(":" + it.server.port() + ": ")
          .hasMessageContaining("--api-port");
    }
  }

  private static HttpResponse<String> get(HttpClient client, TestServer it, String target)
      throws Exception {
    return client.send(it.request(target).build(), BodyHandlers.ofString());
  }
}

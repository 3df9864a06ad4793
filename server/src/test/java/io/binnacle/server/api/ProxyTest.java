package io.binnacle.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.binnacle.client.node.NodeAgents;
import io.binnacle.model.tree.Json;
import io.binnacle.server.tls.Identity;
import io.binnacle.server.tls.TestTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `pods/proxy` and `services/proxy` to real backends. Their address is one of this machine that is not loopback: others are
/// refused, as they should be.
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(60)
class ProxyTest {
  private static final String ROOT = "/api/v1/namespaces/default/";

  private LiveServer server;
  private HttpClient client;
  private HttpServer backend;
  private HttpsServer secure;
  private InetAddress address;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    InetAddress own = ownAddress();
    assumeTrue(
        own != null, "this machine has no address but loopback: a proxy reaches no Pod here");
    address = own;
    backend = HttpServer.create(new InetSocketAddress(address, 0), 16);
    secure = HttpsServer.create(new InetSocketAddress(address, 0), 16);
    secure.setHttpsConfigurator(new HttpsConfigurator(selfSigned()));
    for (HttpServer each : new HttpServer[] {backend, secure}) {
      each.createContext("/", ProxyTest::tell);
      each.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      each.start();
    }
    server = new LiveServer(folder, NodeAgents.NONE);
    server.create(
        """
        {kind: Namespace, metadata: {name: default}}
        ---
        kind: Pod
        metadata: {name: web}
        spec: {nodeName: n1, containers: [{name: side, image: x}, {name: app, image: x, ports: [{name: http, containerPort: HTTP}, {name: https, containerPort: HTTPS}]}]}
        status: {podIP: ADDRESS, podIPs: [{ip: ADDRESS}]}
        ---
        {kind: Pod, metadata: {name: waiting}, spec: {containers: [{name: app, image: x}]}}
        ---
        kind: Pod
        metadata: {name: evil}
        spec: {nodeName: n1, containers: [{name: app, image: x}]}
        status: {podIP: 127.0.0.1, podIPs: [{ip: 127.0.0.1}]}
        ---
        kind: Service
        metadata: {name: web}
        spec: {ports: [{name: http, port: 80}, {name: tls, port: 443}]}
        ---
        {kind: Service, metadata: {name: one}, spec: {ports: [{name: only, port: 80}]}}
        ---
        {kind: Service, metadata: {name: empty}, spec: {ports: [{port: 80}]}}
        ---
        kind: EndpointSlice
        metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
        addressType: IPv4
        ports: [{name: http, port: HTTP}, {name: tls, port: HTTPS}]
        endpoints:
        - {addresses: [192.0.2.77], conditions: {ready: false}, targetRef: {kind: Pod, name: web, namespace: default}}
        - {addresses: [ADDRESS], conditions: {ready: true}, targetRef: {kind: Pod, name: web, namespace: default}}
        - {addresses: [192.0.2.78], conditions: {ready: true}}
        - {addresses: [192.0.2.79], conditions: {ready: true}, targetRef: {kind: Pod, name: gone, namespace: default}}
        ---
        kind: EndpointSlice
        metadata: {name: one-1, labels: {kubernetes.io/service-name: one}}
        addressType: IPv4
        ports: [{name: only, port: HTTP}]
        endpoints: [{addresses: [ADDRESS], targetRef: {kind: Pod, name: web, namespace: default}}]
        """
            .replace("HTTPS", "" + secure.getAddress().getPort())
            .replace("HTTP", "" + backend.getAddress().getPort())
            .replace("ADDRESS", address.getHostAddress()));
    client = HttpClient.newBuilder().sslContext(server.admin).build();
  }

  @AfterAll
  void stop() {
    if (client != null) {
      client.close();
      server.close();
      backend.stop(0);
      secure.stop(0);
    }
  }

  private static @Nullable InetAddress ownAddress() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress() && !a.isLinkLocalAddress())
        .findFirst()
        .orElse(null);
  }

  private static SSLContext selfSigned() throws Exception {
    Identity stranger = TestTls.strangersAdmin();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("k", stranger.key(), new char[0], new Certificate[] {stranger.certificate()});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /// Tells what it was asked, or plays what the path names.
  private static void tell(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] sent = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getRawPath();
      String page = "<a href=\"/rewriteme\">test</a>";
      byte[] body;
      int status = 200;
      switch (path) {
        case "/page" -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          body = page.getBytes(StandardCharsets.UTF_8);
        }
        case "/zipped" -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          var out = new ByteArrayOutputStream();
          try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(page.getBytes(StandardCharsets.UTF_8));
          }
          body = out.toByteArray();
        }
        case "/away" -> {
          exchange.getResponseHeaders().set("Location", "/there?x=1");
          status = 302;
          body = new byte[0];
        }
        case "/big" -> {
          exchange.sendResponseHeaders(200, 0); // in chunks
          try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < 320; i++) {
              out.write(new byte[64 * 1024]);
            }
          }
          return;
        }
        default -> {
          exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
          exchange.getResponseHeaders().set("X-Backend", "yes");
          StringBuilder text = new StringBuilder();
          text.append(exchange.getRequestMethod()).append(' ').append(exchange.getRequestURI());
          text.append(' ').append(sent.length).append('\n');
          exchange
              .getRequestHeaders()
              .forEach(
                  (name, values) -> text.append(name).append(": ").append(values).append('\n'));
          body = text.toString().getBytes(StandardCharsets.UTF_8);
        }
      }
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private HttpResponse<String> ask(String method, String target, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port + ROOT + target))
            .timeout(Duration.ofSeconds(20))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
  void everyMethodArrivesAsItIs(String method) throws Exception {
    for (String way : new String[] {"pods/web", "services/web:http"}) {
      HttpResponse<String> answer = ask(method, way + "/proxy/a//b%2Fc@d?x=%20&y", "hello");
      assertEquals(200, answer.statusCode());
      String first = answer.body().lines().findFirst().orElse("");
      assertEquals(method + " /a//b%2Fc@d?x=%20&y 5", first);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "pods/web",
    "pods/http:web:http",
    "pods/web:http",
    "pods/http:web:",
    "pods/https:web:https",
    "services/web:http",
    "services/web:80",
    "services/http:web:80",
    "services/https:web:tls",
    "services/https:web:443",
    "services/one",
    "services/http:one:",
    "services/one:only"
  })
  void namesLeadToTheBackend(String way) throws Exception {
    HttpResponse<String> answer = ask("GET", way + "/proxy/x", "");
    assertTrue(answer.body().startsWith("GET /x 0\n"), answer.body());
    assertEquals("yes", answer.headers().firstValue("X-Backend").orElse(""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "services/empty/proxy/ | 503 | no endpoints available for service \"empty\"",
        "services/web/proxy/ | 503 | no endpoints available for service \"web\"",
        "services/web:x/proxy/ | 503 | no endpoints available for service \"web:x\"",
        "services/web:81/proxy/ | 503 | no service port 81 found for service \"web\"",
        "services/gone/proxy/ | 404 | services \"gone\" not found",
        "pods/gone/proxy/ | 404 | pods \"gone\" not found",
        "pods/waiting/proxy/ | 400 | address not allowed",
        "pods/evil:22/proxy/ | 400 | address not allowed",
        "pods/a:b:c:d/proxy/ | 400 | invalid pod request \"a:b:c:d\"",
        "services/:80/proxy/ | 400 | invalid service request \":80\"",
        "pods/web:nope/proxy/ | 400 | pod web has no container port named \"nope\"",
        "pods/web:65536/proxy/ | 400 | invalid port 65536: expected 1..65535",
        "pods/web:1/proxy/ | 503 | error trying to reach service: dial tcp ADDRESS:1: connect: connection refused",
      })
  void refusals(String target, int status, String message) throws Exception {
    HttpResponse<String> answer = ask("GET", target, "");
    assertEquals(status, answer.statusCode());
    assertEquals(
        message.replace("ADDRESS", address.getHostAddress()),
        Json.object(answer.body()).str("message"));
  }

  @Test
  void withoutATrailingSlashReadersAreSentToTheSlash() throws Exception {
    for (String method : new String[] {"GET", "HEAD"}) {
      HttpResponse<String> answer = ask(method, "pods/web/proxy?method=" + method, "");
      assertEquals(301, answer.statusCode());
      assertEquals(
          ROOT + "pods/web/proxy/?method=" + method,
          answer.headers().firstValue("Location").orElse(""));
    }
    assertTrue(ask("POST", "pods/web/proxy?a=b", "").body().startsWith("POST /?a=b 0"));
  }

  @Test
  void linksOfPagesLeadBackThroughTheProxy() throws Exception {
    String expected = "<a href=\"" + ROOT + "pods/web/proxy/rewriteme\">test</a>";
    assertEquals(expected, ask("GET", "pods/web/proxy/page", "").body());
    HttpResponse<String> zipped = ask("GET", "pods/web/proxy/zipped", "");
    assertEquals(expected, zipped.body());
    assertFalse(zipped.headers().firstValue("Content-Encoding").isPresent());
    assertEquals(
        ROOT + "pods/web/proxy/there?x=1",
        ask("GET", "pods/web/proxy/away", "").headers().firstValue("Location").orElse(""));
  }

  @Test
  void credentialsStayHereAndTheWayIsTold() throws Exception {
    HttpResponse<String> answer =
        ask(
            "GET",
            "pods/web/proxy/x",
            "",
            "Impersonate-User",
            "a",
            "X-Other",
            "b",
            "X-Forwarded-For",
            "1.2.3.4");
    String seen = answer.body().toLowerCase(Locale.ROOT);
    assertFalse(seen.contains("impersonate"), seen);
    assertTrue(seen.contains("x-other: [b]"), seen);
    assertTrue(seen.contains("x-forwarded-for: [1.2.3.4, 127.0.0.1]"), seen);
    assertTrue(seen.contains("x-forwarded-uri: [" + ROOT + "pods/web/proxy/x]"), seen);
    assertTrue(seen.contains("x-forwarded-host: [127.0.0.1:" + server.port + "]"), seen);
    assertFalse(answer.headers().firstValue("Access-Control-Allow-Origin").isPresent());
  }

  @Test
  void longAnswersStreamAndHeadHasNone() throws Exception {
    assertEquals(320 * 64 * 1024, ask("GET", "pods/web/proxy/big", "").body().length());
    HttpResponse<String> head = ask("HEAD", "pods/web/proxy/page", "");
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
  }

  @Test
  void otherProtocolsPass() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, address)) {
      Thread.startVirtualThread(() -> {
        try (Socket socket = listener.accept()) {
          byte[] bytes = new byte[4096];
          int n = socket.getInputStream().read(bytes);
          String head = new String(bytes, 0, n, StandardCharsets.UTF_8);
          assertTrue(head.contains("Upgrade: echo/1\r\n"), head);
          socket
              .getOutputStream()
              .write(
                  "HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: echo/1\r\nX-A: b\r\n\r\nhello"
                      .getBytes(StandardCharsets.UTF_8));
          socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      });
      try (SSLSocket socket =
          (SSLSocket) server.admin.getSocketFactory().createSocket("127.0.0.1", server.port)) {
        socket
            .getOutputStream()
            .write(
                ("GET "
                        + ROOT
                        + "pods/web:"
                        + listener.getLocalPort()
                        + "/proxy HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo/1\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf("hello") < 0) {
          seen.append((char) socket.getInputStream().read());
        }
        assertTrue(
            seen.toString().startsWith("HTTP/1.1 101 Switching Protocols\r\n"), seen.toString());
        assertTrue(seen.toString().contains("X-A: b\r\n"), seen.toString());
        socket.getOutputStream().write("ping".getBytes(StandardCharsets.UTF_8));
        assertEquals(
            "ping", new String(socket.getInputStream().readNBytes(4), StandardCharsets.UTF_8));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "no HTTP | nonsense\\n",
        "a head that ends | HTTP/1.1 200 OK\\nA: b",
        "a header without a colon | HTTP/1.1 200 OK\\nnonsense\\n\\n",
        "a length that is none | HTTP/1.1 200 OK\\nContent-Length: x\\n\\n",
        "nothing | ''",
      })
  void aBackendThatSpeaksNoHttpIsToldAsUnavailable(String what, String says) throws Exception {
    HttpResponse<String> answer = ask("GET", "pods/web:" + playing(says) + "/proxy/x", "");
    assertEquals(503, answer.statusCode(), what);
  }

  @Test
  void anAnswerCutShortIsNotPassedAsWhole() throws Exception {
    for (String says :
        new String[] {
          "HTTP/1.1 200 OK\nContent-Length: 10\n\nabc",
          "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nabc"
        }) {
      int port = playing(says);
      assertThrows(IOException.class, () -> ask("GET", "pods/web:" + port + "/proxy/x", ""));
    }
  }

  /// A backend that says one thing and ends.
  private int playing(String says) throws IOException {
    ServerSocket listener = new ServerSocket(0, 1, address);
    Thread.startVirtualThread(() -> {
      try (listener;
          Socket socket = listener.accept()) {
        socket.getInputStream().read(new byte[4096]);
        socket.getOutputStream().write(says.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
    return listener.getLocalPort();
  }
}

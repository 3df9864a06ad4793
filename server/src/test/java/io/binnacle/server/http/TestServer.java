package io.binnacle.server.http;

import io.binnacle.server.tls.Identity;
import io.binnacle.server.tls.ServerTls;
import io.binnacle.server.tls.TestTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// A server on a free port of loopback, and clients for it.
final class TestServer implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  final HttpsServer server;

  TestServer(ApiHandler handler) throws IOException {
    this(Limits.DEFAULT, handler);
  }

  TestServer(Limits limits, ApiHandler handler) throws IOException {
    ServerTls tls = TestTls.server();
    server =
        HttpsServer.start(
            new HttpsServer.Config(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                tls.context(),
                tls.authenticator(),
                limits,
                InstantSource.fixed(NOW)),
            handler);
  }

  /// [Limits#DEFAULT] with these times for head, body and idle.
  static Limits times(Duration head, Duration body, Duration idle) {
    Limits d = Limits.DEFAULT;
    return new Limits(
        d.bodyBytes(),
        d.bodiesBytes(),
        d.lineBytes(),
        d.headerBytes(),
        d.streams(),
        d.connections(),
        d.handshake(),
        head,
        body,
        idle);
  }

  /// A client that speaks `version` and is the administrator.
  static HttpClient admin(HttpClient.Version version) {
    return client(version, TestTls.KEYS.admin());
  }

  static HttpClient client(HttpClient.Version version, @Nullable Identity identity) {
    return HttpClient.newBuilder().version(version).sslContext(TestTls.client(identity)).build();
  }

  HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + target))
        .timeout(Duration.ofSeconds(60));
  }

  /// A bare TLS connection without a certificate that has agreed on `protocol`.
  Raw raw(String protocol) throws IOException {
    return new Raw(server.port(), protocol);
  }

  @Override
  public void close() {
    server.close();
  }
}

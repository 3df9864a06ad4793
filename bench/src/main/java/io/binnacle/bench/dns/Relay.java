package io.binnacle.bench.dns;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.binnacle.app.AdminHttp;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// Stands between a DNS and its API over plain HTTP, to make happen what an API does on a bad day: all watches break, and their resource
/// version is gone (410), so that everything has to be listed again.
final class Relay implements AutoCloseable {
  private static final byte[] GONE =
      """
      {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old resource version",\
      "reason":"Expired","code":410}\
      """
          .getBytes(StandardCharsets.UTF_8);

  private final String api;
  private final HttpClient http;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<InputStream> watches = ConcurrentHashMap.newKeySet();
  private final Set<String> watched = ConcurrentHashMap.newKeySet();
  private final Set<String> gone = ConcurrentHashMap.newKeySet();
  private final AtomicLong lastOctet = new AtomicLong(System.nanoTime());

  private Relay(String api, HttpClient http, HttpServer server) {
    this.api = api;
    this.http = http;
    this.server = server;
  }

  static Relay start(int apiPort, Path data) throws IOException {
    try {
      Relay relay =
          new Relay(
              "https://127.0.0.1:" + apiPort,
              AdminHttp.client(data),
              HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0));
      relay.server.setExecutor(relay.threads);
      relay.server.createContext("/", relay::pass);
      relay.server.start();
      return relay;
    } catch (GeneralSecurityException e) {
      throw new IOException("the administrator's key", e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// Ends all watches; each is told once that what it knows is too old.
  void breakWatches() throws IOException {
    gone.addAll(watched);
    for (InputStream watch : watches) {
      watch.close();
    }
  }

  /// Returns when nothing has passed for so long.
  void awaitQuiet(int seconds) throws InterruptedException {
    for (long left = 1; left > 0; ) {
      left = lastOctet.get() + seconds * 1_000_000_000L - System.nanoTime();
      Thread.sleep(Math.max(1, left / 1_000_000));
    }
  }

  /// Whether everything that was told so has come back to watch.
  boolean isRecovered() {
    return gone.isEmpty() && watches.size() >= watched.size();
  }

  private void pass(HttpExchange exchange) throws IOException {
    URI asked = exchange.getRequestURI();
    String query = asked.getRawQuery() == null ? "" : asked.getRawQuery();
    boolean watch = query.contains("watch=true") || query.contains("watch=1");
    lastOctet.set(System.nanoTime());
    try (exchange) {
      if (watch && gone.remove(asked.getPath())) {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(410, GONE.length);
        exchange.getResponseBody().write(GONE);
        return;
      }
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + asked));
      String accept = exchange.getRequestHeaders().getFirst("Accept");
      if (accept != null) {
        request.header("Accept", accept);
      }
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      response
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
      exchange.sendResponseHeaders(response.statusCode(), 0);
      if (watch) {
        watched.add(asked.getPath());
      }
      copy(response.body(), exchange.getResponseBody(), watch);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void copy(InputStream from, OutputStream to, boolean watch) throws IOException {
    byte[] room = new byte[1 << 16];
    if (watch) {
      watches.add(from);
    }
    try (from) {
      for (int got = from.read(room); got >= 0; got = from.read(room)) {
        lastOctet.set(System.nanoTime());
        to.write(room, 0, got);
        to.flush();
      }
    } finally {
      watches.remove(from);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    http.shutdownNow();
  }
}

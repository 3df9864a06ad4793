package io.binnacle.dns.http;

import io.binnacle.client.http.TinyHttp;
import io.binnacle.client.http.TinyHttp.Reply;
import io.binnacle.client.http.TinyHttp.Request;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The servers for `/health`, `/ready`, `/metrics` and `/explain`. An address answers its own paths only. Start them after the DNS listens.
public final class StatusServers implements AutoCloseable {
  /// Tells why an answer is what it is.
  @FunctionalInterface
  public interface Explainer {
    /// Several lines for people: which Service, how many slices and endpoints, ready or not, and why.
    String explain(DnsName name, int type);
  }

  private final Readiness readiness;
  private final Supplier<String> metrics;
  private final Explainer explainer;
  private final List<Bound> servers = new ArrayList<>();

  private record Bound(InetSocketAddress wanted, TinyHttp server, Set<String> paths) {}

  /// Listens.
  ///
  /// @param metrics everything in Prometheus' text format
  /// @throws IOException if an address cannot be bound; then none is
  public static StatusServers start(
      StatusAddresses at, Readiness readiness, Supplier<String> metrics, Explainer explainer)
      throws IOException {
    StatusServers servers = new StatusServers(readiness, metrics, explainer);
    try {
      servers.listen(at.health(), "dns-health", "/health");
      servers.listen(at.ready(), "dns-ready", "/ready");
      servers.listen(at.metrics(), "dns-metrics", "/metrics", "/explain");
    } catch (IOException e) {
      servers.close();
      throw e;
    }
    return servers;
  }

  private StatusServers(Readiness readiness, Supplier<String> metrics, Explainer explainer) {
    this.readiness = readiness;
    this.metrics = metrics;
    this.explainer = explainer;
  }

  /// Where they listen: for health, readiness, metrics, those that are wanted.
  public List<InetSocketAddress> addresses() {
    return servers.stream().map(bound -> bound.server.address()).toList();
  }

  private void listen(@Nullable InetSocketAddress at, String name, String... paths)
      throws IOException {
    if (at == null) {
      return;
    }
    for (Bound bound : servers) {
      if (at.getPort() != 0 && bound.wanted.equals(at)) {
        bound.paths.addAll(List.of(paths));
        return;
      }
    }
    Set<String> all = ConcurrentHashMap.newKeySet();
    all.addAll(List.of(paths));
    try {
      TinyHttp server = TinyHttp.start(at, name, request -> answer(request, all));
      servers.add(new Bound(at, server, all));
    } catch (IOException e) {
      throw new IOException(name + " cannot listen on " + at + ": " + e.getMessage(), e);
    }
  }

  private Reply answer(Request request, Set<String> paths) {
    if (!paths.contains(request.path())) {
      return Reply.text(404, "want " + String.join(" or ", new TreeSet<>(paths)) + "\n");
    }
    return switch (request.path()) {
      case "/health" -> Reply.text(200, "OK");
      case "/ready" -> ready();
      case "/metrics" ->
          new Reply(
              200,
              Map.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
              metrics.get());
      default -> explain(request.query());
    };
  }

  private Reply ready() {
    List<String> missing = readiness.missing();
    return missing.isEmpty()
        ? Reply.text(200, "OK")
        : Reply.text(503, String.join("\n", missing) + "\n");
  }

  private Reply explain(String query) {
    String asked = parameter(query, "name", "");
    DnsName name = asked.isEmpty() ? null : DnsName.parse(asked);
    Integer type = RrType.parse(parameter(query, "type", "A"));
    if (name == null || type == null) {
      return Reply.text(400, "want /explain?name=web.shop.svc.cluster.local&type=A\n");
    }
    return Reply.text(200, explainer.explain(name, type));
  }

  private static String parameter(String query, String name, String otherwise) {
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        try {
          return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
          return "";
        }
      }
    }
    return otherwise;
  }

  @Override
  public void close() {
    servers.forEach(bound -> bound.server.close());
  }
}

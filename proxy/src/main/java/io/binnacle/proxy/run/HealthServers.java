package io.binnacle.proxy.run;

import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.http.TinyHttp;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.proxy.plan.ServicePlan;
import io.binnacle.proxy.rules.Data;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The servers that load balancers ask: `/healthz`, `/livez`, `/metrics` of the proxy, and one for each Service that has a
/// health-check node port.
final class HealthServers implements AutoCloseable {
  private final ProxyOptions options;
  private final Health health;
  private final ProxyMetrics metrics;
  private final EventRecorder events;
  private final Map<ObjectKey, Server> servers = new HashMap<>();
  private volatile Map<ObjectKey, Integer> localReady = Map.of();
  private @Nullable TinyHttp main;
  private boolean closed;

  /// @param http null if the port could not be bound: tried again when the Service changes
  private record Server(int port, @Nullable TinyHttp http) {}

  HealthServers(ProxyOptions options, Health health, ProxyMetrics metrics, EventRecorder events) {
    this.options = options;
    this.health = health;
    this.metrics = metrics;
    this.events = events;
  }

  synchronized void start() throws IOException {
    InetSocketAddress at = options.health();
    if (at != null) {
      main = TinyHttp.start(at, "proxy-health", request -> answer(request.path()));
    }
  }

  synchronized @Nullable InetSocketAddress address() {
    return main == null ? null : main.address();
  }

  private TinyHttp.Reply answer(String path) {
    return switch (path) {
      case "/healthz" ->
          TinyHttp.Reply.json(
              health.isHealthy() && health.isEligible() ? 200 : 503,
              Json.text(health.report(true)));
      case "/livez" ->
          TinyHttp.Reply.json(health.isHealthy() ? 200 : 503, Json.text(health.report(false)));
      case "/metrics" ->
          new TinyHttp.Reply(
              200, Map.of("Content-Type", "text/plain; version=0.0.4"), metrics.text());
      case "/proxyMode" ->
          new TinyHttp.Reply(200, Map.of("Content-Type", "text/plain"), "nftables");
      default -> TinyHttp.Reply.json(404, "{\"message\":\"want /healthz, /livez or /metrics\"}");
    };
  }

  /// Opens and closes servers so that there is one for each health-check node port.
  ///
  /// @param objectOf the Service of a name, for Events
  synchronized void services(
      Map<ObjectKey, ServicePlan.Health> wanted, Function<ObjectKey, @Nullable Obj> objectOf) {
    if (closed) {
      return;
    }
    Map<ObjectKey, Integer> ports = new HashMap<>();
    Map<ObjectKey, Integer> ready = new HashMap<>();
    wanted.forEach((key, check) -> {
      ports.put(key, check.port());
      ready.put(key, check.localReady());
    });
    localReady = Map.copyOf(ready);
    servers
        .entrySet()
        .removeIf(entry -> {
          boolean gone = entry.getValue().port() != ports.getOrDefault(entry.getKey(), 0);
          if (gone) {
            close(entry.getValue());
          }
          return gone;
        });
    ports.forEach((key, port) -> {
      if (!servers.containsKey(key)) {
        servers.put(key, open(key, port, objectOf.apply(key)));
      }
    });
  }

  private Server open(ObjectKey key, int port, @Nullable Obj service) {
    try {
      InetSocketAddress at =
          options.healthCheckAddress() == null
              ? new InetSocketAddress(port)
              : new InetSocketAddress(Data.inet(options.healthCheckAddress()), port);
      return new Server(port, TinyHttp.start(at, "health-" + key, _ -> answer(key)));
    } catch (IOException e) {
      if (service != null) {
        events.warning(
            service,
            "FailedToStartServiceHealthcheck",
            "node "
                + options.nodeName()
                + " cannot answer health checks on port "
                + port
                + ": "
                + e.getMessage());
      }
      return new Server(port, null);
    }
  }

  private TinyHttp.Reply answer(ObjectKey key) {
    int ready = localReady.getOrDefault(key, 0);
    boolean healthy = health.isHealthy();
    Obj body =
        Obj.builder()
            .put(
                "service",
                Obj.builder().put("namespace", key.namespace()).put("name", key.name()).build())
            .put("localEndpoints", ready)
            .put("serviceProxyHealthy", healthy)
            .build();
    return TinyHttp.Reply.json(ready > 0 && healthy ? 200 : 503, Json.text(body))
        .with("X-Load-Balancing-Endpoint-Weight", String.valueOf(ready));
  }

  private static void close(Server server) {
    if (server.http() != null) {
      server.http().close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    servers.values().forEach(HealthServers::close);
    servers.clear();
    if (main != null) {
      main.close();
    }
  }
}

package io.binnacle.server.api;

import io.binnacle.client.node.NodeAgents;
import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Headers;
import io.binnacle.server.http.Responder;
import io.binnacle.server.http.ResponseStream;
import io.binnacle.server.http.Upgraded;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.registry.RegistryConfig;
import io.binnacle.server.registry.WriteOptions;
import io.binnacle.store.MemoryStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// The API on a real registry over a memory store, without sockets: requests in, replies out, on a simulated clock that
/// starts at 2026-01-01T00:00:00Z. The namespace `default` is there.
final class Harness {
  final SimulatedScheduler scheduler = new SimulatedScheduler(7);
  final Registry registry;
  final ApiServer api;
  private @Nullable String fault;

  Harness() {
    this(Advice.NONE);
  }

  Harness(Advice advice) {
    registry =
        new Registry(
            new MemoryStore(),
            Schema.builtIn(),
            RegistryConfig.usual(scheduler.clock(), new Random(7)));
    api =
        new ApiServer(
            new ApiServer.Parts(
                registry,
                Schema.builtIn(),
                scheduler,
                new Random(7),
                new PrometheusRegistry(),
                List.of(new HealthCheck("store", () -> fault)),
                "127.0.0.1:6443",
                NodeAgents.NONE,
                advice));
    registry.create(
        ResourceName.NAMESPACES,
        "",
        Json.object(
            "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"default\"}}"),
        WriteOptions.DEFAULT);
  }

  /// Lets the health check `store` fail, or not.
  void fail(@Nullable String why) {
    fault = why;
  }

  /// @param line as `GET /api/v1/pods?limit=5`
  Reply call(String line, String body, String... headers) {
    return call(Requests.of(line, body, headers));
  }

  Reply call(ApiRequest request) {
    Reply reply = new Reply();
    api.handle(request, reply);
    return reply;
  }

  /// Makes a ConfigMap in `default`.
  Reply configMap(String name) {
    return call(
        "POST /api/v1/namespaces/default/configmaps",
        "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name + "\"}}");
  }

  /// What came back; for a stream, what has come so far.
  static final class Reply implements Responder, ResponseStream {
    int status;
    Headers headers = Headers.NONE;
    final StringBuilder text = new StringBuilder();
    /* For streams: what the client has not read yet, and what to tell the writer. */
    long pending;
    boolean open;
    private Runnable closed = () -> {};
    private Runnable writable = () -> {};

    @Override
    public void send(int status, Headers headers, byte[] body) {
      if (this.status != 0) {
        throw new IllegalStateException("answered twice");
      }
      this.status = status;
      this.headers = headers;
      text.append(new String(body, StandardCharsets.UTF_8));
    }

    @Override
    public ResponseStream stream(int status, Headers headers) {
      send(status, headers, new byte[0]);
      open = true;
      return this;
    }

    @Override
    public Upgraded upgrade(String protocol, Headers headers, Duration idle) {
      throw new IllegalStateException("there is no connection to upgrade");
    }

    @Override
    public boolean canUpgrade() {
      return false;
    }

    @Override
    public void abort() {
      open = false;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public boolean write(byte[] bytes) {
      if (open) {
        text.append(new String(bytes, StandardCharsets.UTF_8));
        pending += bytes.length;
      }
      return open;
    }

    @Override
    public long pendingBytes() {
      return pending;
    }

    @Override
    public void onClose(Runnable action) {
      closed = action;
      if (!open) {
        closed.run();
      }
    }

    @Override
    public void onWritable(Runnable action) {
      writable = action;
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        closed.run();
      }
    }

    /// The client reads everything sent so far.
    void drain() {
      boolean was = pending >= LOW_WATER;
      pending = 0;
      if (was) {
        writable.run();
      }
    }

    Obj json() {
      return Json.object(text.toString());
    }

    String message() {
      return json().str("message");
    }

    /// The events so far, and forgets them.
    List<Obj> events() {
      List<Obj> out = new ArrayList<>();
      for (String line : text.toString().split("\n")) {
        if (!line.isEmpty()) {
          out.add(Json.object(line));
        }
      }
      text.setLength(0);
      return out;
    }

    /// The events so far as `ADDED web`, and forgets them.
    List<String> brief() {
      return events().stream()
          .map(e -> e.str("type") + " " + e.obj("object").obj("metadata").str("name"))
          .toList();
    }

    String header(String name) {
      return Objects.requireNonNull(headers.first(name));
    }
  }
}

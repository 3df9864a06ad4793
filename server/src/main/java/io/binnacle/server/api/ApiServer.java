package io.binnacle.server.api;

import io.binnacle.client.node.NodeAgents;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.server.api.RequestInfo.PathRequest;
import io.binnacle.server.api.RequestInfo.ResourceRequest;
import io.binnacle.server.discovery.Discovery;
import io.binnacle.server.http.ApiHandler;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Headers;
import io.binnacle.server.http.Responder;
import io.binnacle.server.http.ResponseStream;
import io.binnacle.server.http.Upgraded;
import io.binnacle.server.registry.Registry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/// The Kubernetes API: answers every request, in the client's format, with upstream's words.
///
/// @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts</a>
public final class ApiServer implements ApiHandler {
  private static final System.Logger LOG = System.getLogger(ApiServer.class.getName());

  /* What exactly went wrong is for those who may read the log. */
  private static final String BUG = "the server failed to handle this request, its log says why";

  private final InstantSource clock;
  private final Schema schema;
  private final ResourceVerbs resources;
  private final Reviews reviews;
  private final Connects connects;
  private final PathHandler paths;
  private final ApiMetrics metrics;

  /// What the API stands on.
  ///
  /// @param registry everything behind it
  /// @param schema what is served
  /// @param scheduler clock and timers: ages, and the end of watches
  /// @param random how long a watch lasts that names no time; used by many threads
  /// @param metrics where to count, and what `/metrics` shows
  /// @param ready what must be well for `/readyz`
  /// @param address host and port clients reach this server at
  /// @param nodes who runs the Pods, for logs, exec, attach and port-forward
  /// @param advice what is added to what writers and readers are told
  public record Parts(
      Registry registry,
      Schema schema,
      Scheduler scheduler,
      RandomGenerator random,
      PrometheusRegistry metrics,
      List<HealthCheck> ready,
      String address,
      NodeAgents nodes,
      Advice advice) {
    /// An API nobody adds anything to.
    public Parts(
        Registry registry,
        Schema schema,
        Scheduler scheduler,
        RandomGenerator random,
        PrometheusRegistry metrics,
        List<HealthCheck> ready,
        String address,
        NodeAgents nodes) {
      this(registry, schema, scheduler, random, metrics, ready, address, nodes, Advice.NONE);
    }
  }

  /// An API on `parts`.
  public ApiServer(Parts parts) {
    clock = parts.scheduler.clock();
    schema = parts.schema;
    metrics = new ApiMetrics(parts.metrics, parts.registry::revision);
    WatchStreams watches = new WatchStreams(parts.registry, parts.scheduler, parts.random, metrics);
    resources =
        new ResourceVerbs(parts.registry, parts.schema, clock, watches, new Advised(parts.advice));
    reviews = new Reviews(parts.schema, clock, parts.registry.tokens());
    connects = new Connects(parts.registry, parts.nodes, parts.scheduler, parts.random);
    paths =
        new PathHandler(
            new Discovery(parts.schema),
            new OpenApiPages(parts.schema, VersionInfo.INFO.str("gitVersion")),
            new Health(parts.ready),
            metrics,
            parts.address,
            parts.registry.tokens().authority());
  }

  @Override
  public void handle(ApiRequest request, Responder responder) {
    RequestInfo info = RequestInfo.of(request.method(), request.path(), request.query());
    Counted out = new Counted(info, serves(info), clock.instant(), responder);
    try {
      Authorizer.check(request.user(), info);
      switch (info) {
        case PathRequest p -> paths.handle(p, request, out);
        case ResourceRequest r when connects.serves(r) -> connects.handle(r, request, out);
        case ResourceRequest r -> {
          if (!reviews.handle(r, request, out)) {
            resources.handle(r, request, out);
          }
        }
      }
    } catch (ResourceVerbs.NotServed e) {
      Answers.notFound(out);
    } catch (ApiException e) {
      if (out.begun) {
        throw e; // a stream that cannot go on: the transport breaks it off
      }
      if (e.status().code() >= 500) {
        /* A decided answer is one line, or a client could fill the log with stack traces. */
        LOG.log(System.Logger.Level.WARNING, request + ": " + e.status().message(), e.getCause());
      }
      Answers.failure(request, out, e.status());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, request + " from " + request.remote(), e);
      if (out.begun) {
        throw e;
      }
      Answers.failure(request, out, Status.internalError(BUG));
    }
  }

  /// Whether the request is about something served, whoever asks.
  private boolean serves(RequestInfo info) {
    if (!(info instanceof ResourceRequest r)) {
      return false;
    }
    ResourceType type = schema.resource(r.resource());
    return type != null && (r.subresource().isEmpty() || type.hasSubresource(r.subresource()));
  }

  /// Counts the answer on its way out.
  private final class Counted implements Responder {
    private final RequestInfo info;
    private final Instant from;
    private final Responder out;
    private final boolean served;
    private boolean begun;

    Counted(RequestInfo info, boolean served, Instant from, Responder out) {
      this.info = info;
      this.served = served;
      this.from = from;
      this.out = out;
    }

    @Override
    public void send(int status, Headers headers, byte[] body) {
      begun = true;
      out.send(status, headers, body);
      count(status);
    }

    @Override
    public ResponseStream stream(int status, Headers headers) {
      begun = true;
      ResponseStream stream = out.stream(status, headers);
      count(status);
      return stream;
    }

    @Override
    public Upgraded upgrade(String protocol, Headers headers, Duration idle) {
      begun = true;
      Upgraded upgraded = out.upgrade(protocol, headers, idle);
      count(101);
      return upgraded;
    }

    @Override
    public boolean canUpgrade() {
      return out.canUpgrade();
    }

    private void count(int status) {
      metrics.answered(info, served, status, Duration.between(from, clock.instant()));
    }
  }
}

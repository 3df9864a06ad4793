package io.binnacle.server.api;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.server.api.RequestInfo.PathRequest;
import io.binnacle.server.api.RequestInfo.ResourceRequest;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/// What the API counts about itself, under upstream's names where it has one. Labels come from what is served, never
/// from what a stranger asks for, so their number is bounded.
final class ApiMetrics {
  private final PrometheusRegistry registry;
  private final Counter requests;
  private final Histogram durations;
  private final Gauge watchers;

  /// @param registry where to register; also holds what other parts of the process count
  /// @param storeRevision the store's newest revision
  ApiMetrics(PrometheusRegistry registry, LongSupplier storeRevision) {
    this.registry = registry;
    requests =
        Counter.builder()
            .name("apiserver_request")
            .help("Requests answered, by verb, resource and HTTP status.")
            .labelNames("verb", "group", "version", "resource", "subresource", "code")
            .register(registry);
    durations =
        Histogram.builder()
            .name("apiserver_request_duration_seconds")
            .help("Time from a request's end to its answer; of a watch, to its beginning.")
            .labelNames("verb", "group", "version", "resource", "subresource")
            .classicOnly()
            .classicUpperBounds(0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30)
            .register(registry);
    watchers =
        Gauge.builder()
            .name("apiserver_registered_watchers")
            .help("Watches open now.")
            .labelNames("group", "version", "resource")
            .register(registry);
    GaugeWithCallback.builder()
        .name("binnacle_store_revision")
        .help("The newest revision of the store.")
        .callback(c -> c.call((double) storeRevision.getAsLong()))
        .register(registry);
  }

  /// Counts one answered request.
  ///
  /// @param served whether something is served at the path
  void answered(RequestInfo info, boolean served, int status, Duration took) {
    String code = Integer.toString(status);
    double seconds = took.toNanos() / 1e9;
    if (info instanceof ResourceRequest r && served) {
      ResourceName name = r.resource();
      String verb = r.verb().toUpperCase(Locale.ROOT);
      requests
          .labelValues(verb, name.group(), name.version(), name.plural(), r.subresource(), code)
          .inc();
      durations
          .labelValues(verb, name.group(), name.version(), name.plural(), r.subresource())
          .observe(seconds);
    } else {
      String verb = info instanceof PathRequest && info.verb().equals("get") ? "GET" : "other";
      requests.labelValues(verb, "", "", "", "", code).inc();
      durations.labelValues(verb, "", "", "", "").observe(seconds);
    }
  }

  /// Counts one watch as open until the result is run.
  Runnable watching(ResourceName resource) {
    var gauge = watchers.labelValues(resource.group(), resource.version(), resource.plural());
    gauge.inc();
    return gauge::dec;
  }

  /// Everything counted in this process, in Prometheus' text format.
  byte[] page() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return out.toByteArray();
  }
}

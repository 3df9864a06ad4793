package io.binnacle.dns.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// The requests made to the API server. Any thread.
public final class RestClientTimes implements MetricSource {
  private static final double[] SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

  private final String host;
  private final Map<String, Distribution> times = new ConcurrentHashMap<>();
  private final Map<Result, LongAdder> results = new ConcurrentHashMap<>();

  private record Result(String code, String method) {}

  /// @param host the API server's, with its port
  public RestClientTimes(String host) {
    this.host = host;
  }

  /// A request was answered; a watch once its answer begins.
  ///
  /// @param method `GET`
  /// @param code the HTTP status, 0 if there was no answer
  public void answered(String method, int code, long nanos) {
    times.computeIfAbsent(method, _ -> new Distribution(SECONDS)).add(nanos);
    results
        .computeIfAbsent(
            new Result(code == 0 ? "<error>" : Integer.toString(code), method),
            _ -> new LongAdder())
        .increment();
  }

  @Override
  public void report(Families to) {
    times.forEach((method, time) ->
        time.report(
            to,
            "coredns_kubernetes_rest_client_request_duration_seconds",
            "Time until the API server answered",
            "verb",
            method,
            "host",
            host));
    results.forEach((result, count) ->
        to.counter(
            "coredns_kubernetes_rest_client_requests",
            "Requests to the API server",
            (double) count.sum(),
            "code",
            result.code,
            "method",
            result.method,
            "host",
            host));
  }
}

package io.binnacle.testkit.load;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What load to send: `rate × duration` requests, each begun at its own moment whatever became of those before it.
///
/// @param url `http://host:port/path`; a host name is resolved once per request, as a client would
/// @param rate requests a second, 1..5,000
/// @param duration how long requests are begun; at most ten minutes
/// @param connections whether each request opens its own
/// @param timeout from the beginning of one request to the end of its answer
public record LoadPlan(
    URI url, int rate, Duration duration, Connections connections, Duration timeout) {
  private static final int MAX_RATE = 5_000;
  private static final Duration MAX_DURATION = Duration.ofMinutes(10);

  /// Whose connection a request uses.
  public enum Connections {
    /// Its own, which the server closes after the answer.
    PER_REQUEST,
    /// One that an earlier request left open, else its own. A kept connection that the server closed before the first
    /// octet of the answer is not a failure: the request is repeated once on a new one, as HTTP clients do (RFC 9112 §9.3.1),
    /// and counted in [LoadReport#repeated].
    KEPT
  }

  public LoadPlan {
    if (!"http".equals(url.getScheme()) || url.getHost() == null) {
      throw new IllegalArgumentException("load on " + url + ": want http://host[:port][/path]");
    }
    if (rate < 1 || rate > MAX_RATE) {
      throw new IllegalArgumentException("rate " + rate + " a second: want 1.." + MAX_RATE);
    }
    if (duration.isNegative() || duration.isZero() || duration.compareTo(MAX_DURATION) > 0) {
      throw new IllegalArgumentException(
          "duration " + duration + ": want more than 0, at most " + MAX_DURATION);
    }
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException("timeout " + timeout + ": want 1 ms or more");
    }
  }

  /// A connection per request, five seconds for each.
  public static LoadPlan of(String url, int rate, Duration duration) {
    return new LoadPlan(
        URI.create(url), rate, duration, Connections.PER_REQUEST, Duration.ofSeconds(5));
  }

  /// The same with kept connections.
  public LoadPlan keepAlive() {
    return new LoadPlan(url, rate, duration, Connections.KEPT, timeout);
  }

  /// How many requests will be begun.
  public int requests() {
    return Math.toIntExact(Math.max(1, duration.toMillis() * rate / 1000));
  }

  String host() {
    return url.getHost();
  }

  int port() {
    return url.getPort() < 0 ? 80 : url.getPort();
  }

  String path() {
    return url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
  }

  /// The arguments of [HttpLoad#main] that say this.
  List<String> arguments() {
    return List.of(
        "--url",
        url.toString(),
        "--rate",
        Integer.toString(rate),
        "--millis",
        Long.toString(duration.toMillis()),
        "--connections",
        connections.name(),
        "--timeout-millis",
        Long.toString(timeout.toMillis()));
  }

  static LoadPlan parse(String... arguments) {
    LoadPlan plan = null;
    List<String> rest = new ArrayList<>(List.of(arguments));
    while (!rest.isEmpty()) {
      String option = rest.removeFirst();
      if (rest.isEmpty()) {
        throw new IllegalArgumentException(option + ": its value is missing");
      }
      String value = rest.removeFirst();
      if (option.equals("--url")) {
        plan = of(value, 500, Duration.ofSeconds(10));
        continue;
      }
      if (plan == null) {
        throw new IllegalArgumentException(option + " before --url: want --url first");
      }
      plan =
          switch (option) {
            case "--rate" ->
                new LoadPlan(
                    plan.url,
                    Integer.parseInt(value),
                    plan.duration,
                    plan.connections,
                    plan.timeout);
            case "--millis" ->
                new LoadPlan(
                    plan.url,
                    plan.rate,
                    Duration.ofMillis(Long.parseLong(value)),
                    plan.connections,
                    plan.timeout);
            case "--connections" ->
                new LoadPlan(
                    plan.url, plan.rate, plan.duration, Connections.valueOf(value), plan.timeout);
            case "--timeout-millis" ->
                new LoadPlan(
                    plan.url,
                    plan.rate,
                    plan.duration,
                    plan.connections,
                    Duration.ofMillis(Long.parseLong(value)));
            default ->
                throw new IllegalArgumentException(
                    option
                        + ": want --url, --rate, --millis, --connections PER_REQUEST|KEPT,"
                        + " --timeout-millis");
          };
    }
    if (plan == null) {
      throw new IllegalArgumentException("--url is missing");
    }
    return plan;
  }
}

package io.binnacle.dns.metrics;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How long changes of endpoints take to be seen by clients. Any thread.
public final class ProgrammingTimes implements MetricSource {
  /// What kind of Service a slice belongs to: CoreDNS's `service_kind`.
  public enum ServiceKind {
    /// It has an address of its own.
    CLUSTER_IP("cluster_ip"),
    /// It has none, and a controller fills its slices.
    HEADLESS_WITH_SELECTOR("headless_with_selector"),
    /// It has none, and somebody else fills its slices.
    HEADLESS_WITHOUT_SELECTOR("headless_without_selector");

    final String label;

    ServiceKind(String label) {
      this.label = label;
    }
  }

  private static final long YEAR = 366L * 24 * 3_600;

  private final Map<ServiceKind, Distribution> sinceTrigger = all();
  private final Map<ServiceKind, Distribution> sinceReceipt = all();

  /// A change of a slice can be looked up.
  ///
  /// @param trigger when the change was made, by the slice's last-change-trigger-time annotation; null if it has none
  /// @param received when the event came in
  /// @param visible when queries began to see it
  public void visible(
      ServiceKind kind, @Nullable Instant trigger, Instant received, Instant visible) {
    if (trigger != null) {
      of(sinceTrigger, kind).add(nanos(trigger, visible));
    }
    of(sinceReceipt, kind).add(nanos(received, visible));
  }

  @Override
  public void report(Families to) {
    for (ServiceKind kind : ServiceKind.values()) {
      of(sinceTrigger, kind)
          .report(
              to,
              "coredns_kubernetes_dns_programming_duration_seconds",
              "From the change of an endpoint, as its slice says, until it can be looked up",
              "service_kind",
              kind.label);
      of(sinceReceipt, kind)
          .report(
              to,
              "binnacle_dns_programming_duration_seconds",
              "From the receipt of a change until it can be looked up",
              "service_kind",
              kind.label);
    }
  }

  private static Map<ServiceKind, Distribution> all() {
    Map<ServiceKind, Distribution> times = new EnumMap<>(ServiceKind.class);
    for (ServiceKind kind : ServiceKind.values()) {
      times.put(kind, new Distribution(Buckets.PROGRAMMING));
    }
    return times;
  }

  private static Distribution of(Map<ServiceKind, Distribution> times, ServiceKind kind) {
    Distribution of = times.get(kind);
    if (of == null) {
      throw new AssertionError("every kind has one: " + kind);
    }
    return of;
  }

  /// Clocks of different machines: a trigger a century off must not be an exception.
  private static long nanos(Instant from, Instant to) {
    long seconds = Math.clamp(to.getEpochSecond() - from.getEpochSecond(), -1, YEAR);
    return seconds * 1_000_000_000L + to.getNano() - from.getNano();
  }
}

package io.binnacle.dns.metrics;

import java.util.function.Supplier;

/// The size of what is known of the cluster.
public final class StoreFigures implements MetricSource {
  private final Supplier<Size> size;

  /// @param services how many Services are published
  /// @param endpoints how many addresses of endpoints
  /// @param octets what they take up in memory, −1 if unknown
  public record Size(long services, long endpoints, long octets) {}

  /// @param size asked at every scrape
  public StoreFigures(Supplier<Size> size) {
    this.size = size;
  }

  @Override
  public void report(Families to) {
    Size now = size.get();
    to.gauge("binnacle_dns_services", "Services that can be looked up", (double) now.services);
    to.gauge(
        "binnacle_dns_endpoints",
        "Endpoint addresses that can be looked up",
        (double) now.endpoints);
    if (now.octets >= 0) {
      to.gauge(
          "binnacle_dns_store_bytes", "Memory taken by what can be looked up", (double) now.octets);
    }
  }
}

package io.binnacle.dns.metrics;

/// Has figures of its own to show. Asked at every scrape, on the scraper's thread.
@FunctionalInterface
public interface MetricSource {
  /// Puts the figures as they are now into `families`. Reads counters; does not block.
  void report(Families families);
}

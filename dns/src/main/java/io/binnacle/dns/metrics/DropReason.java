package io.binnacle.dns.metrics;

/// Why a query got no reply.
public enum DropReason {
  /// Not a query: too short, or a reply.
  NOT_A_QUERY("not_a_query"),
  /// Its source asks more often than it may.
  RATE_LIMITED("rate_limited");

  static final int COUNT = values().length;

  final String label;

  DropReason(String label) {
    this.label = label;
  }
}

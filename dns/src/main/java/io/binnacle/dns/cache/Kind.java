package io.binnacle.dns.cache;

/// What is kept apart, so that neither crowds out the other.
public enum Kind {
  /// There is such a record.
  SUCCESS,
  /// There is none, or the server failed.
  DENIAL
}

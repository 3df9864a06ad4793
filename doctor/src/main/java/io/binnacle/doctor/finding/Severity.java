package io.binnacle.doctor.finding;

/// How bad a finding is, the worst first.
public enum Severity {
  /// Requests fail, all or some.
  ERROR,
  /// Nothing proves that requests fail, but they very likely do or soon will.
  WARNING,
  /// Works, but not as most people expect. Never a reason for a bad exit status.
  NOTE
}

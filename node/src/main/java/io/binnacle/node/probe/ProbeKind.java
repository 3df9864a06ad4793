package io.binnacle.node.probe;

/// What a probe decides.
public enum ProbeKind {
  /// Whether the container has come up; holds back the other two until it succeeds.
  STARTUP("Startup", "startupProbe"),
  /// Whether it must be restarted.
  LIVENESS("Liveness", "livenessProbe"),
  /// Whether it gets traffic.
  READINESS("Readiness", "readinessProbe");

  private final String word;
  private final String field;

  ProbeKind(String word, String field) {
    this.word = word;
    this.field = field;
  }

  /// As in `Readiness probe failed: …`.
  public String word() {
    return word;
  }

  /// The field of a container.
  public String field() {
    return field;
  }
}

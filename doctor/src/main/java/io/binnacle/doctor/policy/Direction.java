package io.binnacle.doctor.policy;

/// Which way traffic goes, seen from the Pod a policy selects.
public enum Direction {
  INGRESS("Ingress", "ingress", "from", "in"),
  EGRESS("Egress", "egress", "to", "out");

  private final String type;
  private final String field;
  private final String peers;
  private final String word;

  Direction(String type, String field, String peers, String word) {
    this.type = type;
    this.field = field;
    this.peers = peers;
    this.word = word;
  }

  /// As `spec.policyTypes` has it.
  public String type() {
    return type;
  }

  /// The field of `spec` with the rules.
  public String field() {
    return field;
  }

  /// The field of a rule with the peers.
  public String peers() {
    return peers;
  }

  /// `in` or `out`.
  public String word() {
    return word;
  }
}

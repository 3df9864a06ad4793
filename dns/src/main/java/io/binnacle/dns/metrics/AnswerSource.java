package io.binnacle.dns.metrics;

/// Who knew the answer: the `plugin` label, in CoreDNS's words.
public enum AnswerSource {
  /// Services, endpoints and Pods.
  KUBERNETES("kubernetes"),
  /// What another server said earlier.
  CACHE("cache"),
  /// Another server, just now.
  FORWARD("forward"),
  /// A file of static names.
  HOSTS("hosts"),
  /// A configured pattern.
  TEMPLATE("template"),
  /// A whole zone, transferred.
  TRANSFER("transfer"),
  /// Nobody: the message itself was at fault.
  NOBODY("");

  static final int COUNT = values().length;

  final String label;

  AnswerSource(String label) {
    this.label = label;
  }
}

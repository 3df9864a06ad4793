package io.binnacle.doctor.finding;

/// The steps on the way from a name to an answer, in the order they are looked at and drawn.
public enum Step {
  /// The Service itself: it exists, its type makes sense, its addresses are its own.
  SERVICE("Service"),
  /// The selector and the labels of Pods.
  LABELS("Labels"),
  /// The Pods behind it: there are some, they run.
  PODS("Pods"),
  /// They are ready.
  READINESS("Readiness"),
  /// EndpointSlices and Endpoints say so.
  ENDPOINTS("Endpoints"),
  /// Ports lead to where somebody listens.
  PORTS("Ports"),
  /// The name resolves, for those who ask.
  NAME("DNS"),
  /// Traffic policies, affinity, the proxy's rules.
  ROUTING("Routing"),
  /// NetworkPolicies let it pass.
  POLICY("Policy"),
  /// The cluster's own parts: DNS, controllers, nodes.
  CLUSTER("Cluster");

  private final String title;

  Step(String title) {
    this.title = title;
  }

  /// The word people read.
  public String title() {
    return title;
  }
}

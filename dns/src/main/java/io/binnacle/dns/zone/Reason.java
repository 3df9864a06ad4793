package io.binnacle.dns.zone;

import io.binnacle.dns.zone.ServiceRecords.Endpoints;

/// Why an answer is what it is, for people: goes out as an extended error (RFC 8914) to clients that speak EDNS.
///
/// @param code the INFO-CODE, 0 for one that has none of its own
/// @param text one sentence in ASCII, at most 200 characters, that says what to do: *no Pod carries app=web*
public record Reason(int code, String text) {
  /// A name leads through a namespace that does not exist.
  public static final Reason NO_NAMESPACE = new Reason(0, "no such namespace");

  /// A name leads through a Service that its namespace does not have.
  public static final Reason NO_SERVICE = new Reason(0, "no Service of this name in the namespace");

  /// Why nothing stands at the name of a Service that is there.
  static Reason ofEmpty(ServiceRecords service) {
    return new Reason(
        0,
        switch (service.kind()) {
          case HEADLESS -> without(service.endpoints());
          case CLUSTER_IP -> "the Service has no cluster IP yet";
          case EXTERNAL_NAME -> "the Service's externalName is not a DNS name";
        });
  }

  private static String without(Endpoints endpoints) {
    if (endpoints.slices() == 0) {
      return "the headless Service has no EndpointSlice: has it a selector, and Pods that match?";
    }
    return endpoints.notReady() == 0
        ? "the headless Service has no endpoints: do its selector and the Pods' labels match?"
        : "the headless Service has no ready endpoint, %d not ready: see the Pods' readiness"
            .formatted(endpoints.notReady());
  }
}

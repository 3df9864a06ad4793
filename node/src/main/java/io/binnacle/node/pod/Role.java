package io.binnacle.node.pod;

/// What a container is to its Pod.
public enum Role {
  /// Runs to its end before the next one starts.
  INIT("initContainers", "initContainerStatuses"),
  /// An init container that runs on beside the others: `restartPolicy: Always`.
  SIDECAR("initContainers", "initContainerStatuses"),
  /// One of `spec.containers`.
  MAIN("containers", "containerStatuses"),
  /// Added to a running Pod for a look inside; never restarted, no part of its health.
  EPHEMERAL("ephemeralContainers", "ephemeralContainerStatuses");

  private final String specList;
  private final String statusList;

  Role(String specList, String statusList) {
    this.specList = specList;
    this.statusList = statusList;
  }

  /// The field of `spec` it stands in.
  public String specList() {
    return specList;
  }

  /// The field of `status` it is shown in.
  public String statusList() {
    return statusList;
  }
}

package io.binnacle.app.cli;

import io.binnacle.app.StatusFile;

/// What people are told about a running instance.
public final class Banner {
  private Banner() {}

  /// `title`, and below it the addresses, one a line.
  public static String of(StatusFile status, String title) {
    return title
        + "\n  API         "
        + status.api()
        + "\n  kubectl     export KUBECONFIG="
        + status.kubeconfig()
        + "\n  DNS         "
        + status.dns()
        + " (UDP and TCP), zone "
        + status.clusterDomain()
        + "\n  Pods        "
        + status.runtime()
        + "\n  Services    "
        + status.services()
        + "\n";
  }
}

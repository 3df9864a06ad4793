package io.binnacle.app.cli;

import io.binnacle.app.StatusFile;
import io.binnacle.app.doctor.ClusterDoor;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which cluster to look at, for every command that looks at one.
final class ClusterOptions {
  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "Leads to the cluster (default: that of the instance in --data-dir if one runs, else what kubectl uses).")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Which context of it (default: the current one).")
  private String context = "";

  @Option(
      names = "--cluster-domain",
      paramLabel = "DOMAIN",
      description = "The DNS domain of the cluster (default: cluster.local).")
  private @Nullable String domain;

  @Mixin private DataDirOption dataDir = new DataDirOption();

  /// @param asKubectl whether to go where kubectl would go
  ClusterDoor door(boolean asKubectl) throws IOException {
    return ClusterDoor.choose(
        new ClusterDoor.Choice(kubeconfig, context, dataDir.path(), asKubectl, domain),
        System.getenv());
  }

  /// Whether a cluster was named, by a file or a context.
  boolean areNamed() {
    return kubeconfig != null || !context.isEmpty();
  }

  /// Whether the cluster is the instance in the data folder.
  boolean isInstance() throws IOException {
    return !areNamed() && status() != null;
  }

  /// What the running instance in the data folder says of itself, null if none runs.
  @Nullable StatusFile status() throws IOException {
    StatusFile status = StatusFile.read(dataDir.path());
    return status != null && status.process().isPresent() ? status : null;
  }

  /// The cluster domain, null unless given.
  @Nullable String domain() {
    return domain;
  }

  Path dataDir() {
    return dataDir.path();
  }
}

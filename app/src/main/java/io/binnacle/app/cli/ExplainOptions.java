package io.binnacle.app.cli;

import io.binnacle.app.StatusFile;
import io.binnacle.app.doctor.ClusterDoor;
import io.binnacle.app.doctor.Looking;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.gather.Scope;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What both ways of explaining have in common: whose cluster, which namespace, how to say it.
final class ExplainOptions {
  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description =
          "The namespace of what is named without one (default: that of the kubeconfig, else default).")
  private @Nullable String namespace;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "text or json (default: text).")
  private String output = "text";

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

  /// A cluster that was read.
  ///
  /// @param namespace of what is named without one
  record Cluster(Evidence seen, String namespace) {}

  Cluster read() throws IOException {
    if (!output.equals("text") && !output.equals("json")) {
      throw new CommandFailure("-o " + output + ": want text or json");
    }
    ClusterDoor door =
        ClusterDoor.choose(
            new ClusterDoor.Choice(kubeconfig, context, dataDir.path(), false, domain),
            System.getenv());
    boolean terminal = Terminal.isThere();
    Evidence seen = Looking.at(door, Scope.EVERYWHERE, terminal ? System.err : null);
    String usual = door.access().namespace();
    return new Cluster(seen, namespace != null ? namespace : usual.isEmpty() ? "default" : usual);
  }

  /// Whether the cluster is the instance in the data folder.
  boolean isInstance() throws IOException {
    StatusFile status = status();
    return kubeconfig == null && context.isEmpty() && status != null;
  }

  /// What the running instance in the data folder says of itself, null if none runs.
  @Nullable StatusFile status() throws IOException {
    StatusFile status = StatusFile.read(dataDir.path());
    return status != null && status.process().isPresent() ? status : null;
  }

  Path dataDir() {
    return dataDir.path();
  }

  void print(Supplier<String> text, Supplier<Obj> json) {
    System.out.print(output.equals("json") ? Json.pretty(json.get()) + "\n" : text.get());
  }
}

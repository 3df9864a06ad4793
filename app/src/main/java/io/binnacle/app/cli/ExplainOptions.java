package io.binnacle.app.cli;

import io.binnacle.app.doctor.ClusterDoor;
import io.binnacle.app.doctor.Looking;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.gather.Scope;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.io.IOException;
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

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  /// A cluster that was read.
  ///
  /// @param namespace of what is named without one
  record Cluster(Evidence seen, String namespace) {}

  Cluster read() throws IOException {
    if (!output.equals("text") && !output.equals("json")) {
      throw new CommandFailure("-o " + output + ": want text or json");
    }
    ClusterDoor door = cluster.door(false);
    boolean terminal = Terminal.isThere();
    Evidence seen = Looking.at(door, Scope.EVERYWHERE, terminal ? System.err : null);
    String usual = door.access().namespace();
    return new Cluster(seen, namespace != null ? namespace : usual.isEmpty() ? "default" : usual);
  }

  ClusterOptions cluster() {
    return cluster;
  }

  void print(Supplier<String> text, Supplier<Obj> json) {
    System.out.print(output.equals("json") ? Json.pretty(json.get()) + "\n" : text.get());
  }
}

package io.binnacle.app;

import io.binnacle.app.cli.CommandFailure;
import io.binnacle.node.containerd.Prerequisites;
import io.binnacle.node.containerd.Prerequisites.Tools;
import io.binnacle.node.simulated.SimulatedNodes;

/// What runs this instance's Pods, and why.
sealed interface RuntimeChoice {
  /// In words, for people: `simulated on 3 nodes: not root (run it with sudo)`.
  String why();

  /// Nodes whose Pods run nothing.
  record Simulated(int nodes, String why) implements RuntimeChoice {}

  /// Containers on this machine.
  record Real(Tools tools, String why) implements RuntimeChoice {}

  /// What `config` asks for, as far as this machine has it.
  ///
  /// @throws CommandFailure if it asks for containers and the machine cannot run them; the message says what is missing
  static RuntimeChoice of(UpConfig config) {
    boolean loopback = ServiceTraffic.onLoopback(config.serviceCidrs());
    return switch (config.runtime()) {
      case simulated -> simulated(config, "--runtime simulated");
      case containerd -> {
        if (loopback) {
          throw new CommandFailure(
              "--service-cidr "
                  + config.serviceCidrs().getFirst()
                  + ": containers cannot reach this machine's loopback addresses; want others with --runtime containerd");
        }
        Prerequisites here = Prerequisites.check();
        if (!here.met() || here.tools() == null) {
          throw new CommandFailure("--runtime containerd: " + here.why());
        }
        yield new Real(here.tools(), "--runtime containerd");
      }
      case auto -> {
        if (loopback) {
          yield simulated(
              config, "Service addresses are on loopback, where containers cannot reach them");
        }
        Prerequisites here = Prerequisites.check();
        yield here.met() && here.tools() != null
            ? new Real(here.tools(), here.why())
            : simulated(config, here.why());
      }
    };
  }

  /// @throws CommandFailure if there are more nodes than fit into the range of Pod addresses
  private static Simulated simulated(UpConfig config, String why) {
    int nodes = config.nodes();
    if (!SimulatedNodes.fit(nodes, config.podCidr())) {
      throw new CommandFailure(
          "--pod-cidr "
              + config.podCidr()
              + ": too small for --nodes "
              + nodes
              + ", each needs 8 addresses at least");
    }
    String where =
        switch (nodes) {
          case 0 -> "none: --nodes 0";
          case 1 -> "simulated on 1 node: " + why;
          default -> "simulated on " + nodes + " nodes: " + why;
        };
    return new Simulated(nodes, where);
  }
}

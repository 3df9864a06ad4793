package io.binnacle.node.agent;

import io.binnacle.model.tree.Obj;
import io.binnacle.node.dns.PodDns;
import io.binnacle.node.dns.PodHostname;
import io.binnacle.node.dns.ResolvConf;
import io.binnacle.node.pod.SandboxPlan;
import io.binnacle.node.pod.Step;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import io.binnacle.node.runtime.Sandbox;
import io.binnacle.node.runtime.SandboxSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// Makes sandboxes.
final class SandboxMaker {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final int MAX_DOUBLINGS = 3;

  private final Tools tools;

  SandboxMaker(Tools tools) {
    this.tools = tools;
  }

  /// Everything is ready for the Pod's first call to the runtime.
  void handedOver(PodRecord record) {
    Instant heard = record.moments.takeEvent();
    if (heard != null) {
      tools.delays().observe(StartDelays.EVENT_TO_CRI, tools.since(heard));
    }
  }

  /// Blocks until there is a sandbox, or it is known why not; either way `record` knows then.
  void make(PodRecord record, Step.CreateSandbox step) {
    Obj pod = record.pod();
    try {
      if (!step.replaces().isEmpty()) {
        tools.runtime().stopSandbox(step.replaces());
      }
      String problem = PodHostname.of(pod, tools.config().dns().domain()).problem();
      if (problem != null) {
        throw new RuntimeFailure(Kind.OTHER, problem);
      }
      SandboxSpec spec = spec(pod, step.attempt());
      Instant begun = tools.now();
      String id = tools.runtime().runSandbox(spec);
      Sandbox made = tools.runtime().sandbox(id);
      tools.delays().observe("sandbox", tools.since(begun));
      record.sandboxed(made);
    } catch (RuntimeFailure e) {
      if (e.kind() != Kind.UNAVAILABLE) {
        tools
            .events()
            .warning(
                pod,
                "FailedCreatePodSandBox",
                "Failed to create pod sandbox: " + ImageGate.message(e));
      }
      Instant now = tools.now();
      record.notSandboxed(failures -> now.plus(retry(failures)));
    }
  }

  static Duration retry(int failures) {
    return FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
  }

  /// What the sandbox of `pod` is made from, the same each time.
  SandboxSpec spec(Obj pod, int attempt) {
    NodeConfig config = tools.config();
    PodDns dns = PodDns.of(pod, config.dns(), ResolvConf.parse(text("/etc/resolv.conf")));
    dns.notices().forEach(n -> tools.events().warning(pod, n.reason(), n.message()));
    String hostname = PodHostname.of(pod, config.dns().domain()).kernelName();
    return SandboxPlan.of(pod, attempt, config.logs(), hostname, dns.dns());
  }

  /// The node's `/etc/hosts`.
  String hostsOfNode() {
    return text("/etc/hosts");
  }

  private static String text(String path) {
    try {
      return Files.readString(Path.of(path));
    } catch (IOException none) {
      return ""; // a node without the file has nothing to pass on
    }
  }
}

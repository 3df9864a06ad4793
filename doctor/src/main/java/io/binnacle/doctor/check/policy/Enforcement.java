package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.policy.Policy;
import io.binnacle.model.meta.Meta;
import java.util.List;
import java.util.Set;

/// Whether somebody enforces NetworkPolicies: the API stores them in every cluster, but only some network plugins act on them.
final class Enforcement {
  /* DaemonSets of plugins known to enforce them, by name. */
  private static final Set<String> AGENTS =
      Set.of(
          "antrea-agent",
          "azure-npm",
          "calico-node",
          "canal",
          "cilium",
          "kube-network-policies",
          "kube-router",
          "ovnkube-node",
          "weave-net");

  /* Those of them that look at packets once the Service's address is translated, so that only Pod addresses count. */
  private static final Set<String> AFTER_TRANSLATION =
      Set.of(
          "antrea-agent",
          "calico-node",
          "canal",
          "cilium",
          "kube-network-policies",
          "ovnkube-node",
          "weave-net");

  /* Those that act on policies of kinds of their own as well, which may let in what a NetworkPolicy does not. */
  private static final Set<String> OWN_KINDS =
      Set.of("antrea-agent", "calico-node", "canal", "cilium", "ovnkube-node");

  private Enforcement() {}

  /// Whether an `ipBlock` of Service addresses may mean something: whether a rule sees the Service's address or the Pod's depends on
  /// the plugin, and the API leaves it open.
  static boolean maySeeServiceAddresses(Evidence seen) {
    return seen.glimpse(Kinds.DAEMON_SETS).stream()
        .noneMatch(d -> AFTER_TRANSLATION.contains(Meta.name(d)));
  }

  /// How bad it is that a policy blocks something: proved only where a plugin is seen that drops packets, and that knows no policies
  /// but those that were read.
  static Severity severity(Evidence seen) {
    List<String> agents = agents(seen);
    return agents.isEmpty() || agents.stream().anyMatch(OWN_KINDS::contains)
        ? Severity.WARNING
        : Severity.ERROR;
  }

  /// A sentence, with a space before it, on policies of a plugin's own kinds, which are not in evidence; empty where there can be none.
  static String unread(Evidence seen) {
    List<String> agents = agents(seen).stream().filter(OWN_KINDS::contains).toList();
    return agents.isEmpty()
        ? ""
        : " Other kinds of policies, known to " + Words.list(agents) + ", were not read.";
  }

  private static List<String> agents(Evidence seen) {
    return seen.glimpse(Kinds.DAEMON_SETS).stream()
        .map(Meta::name)
        .filter(AGENTS::contains)
        .distinct()
        .toList();
  }

  /// `NetworkPolicy deny isolates them`, `NetworkPolicies a, b isolate them`.
  static String isolate(List<Policy> policies) {
    List<String> names = policies.stream().map(p -> p.key().name()).toList();
    return names.size() == 1
        ? "NetworkPolicy " + names.getFirst() + " isolates them"
        : "NetworkPolicies " + Words.list(names) + " isolate them";
  }
}

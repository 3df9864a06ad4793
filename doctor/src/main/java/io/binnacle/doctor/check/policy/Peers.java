package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.policy.Peer;
import io.binnacle.doctor.policy.Policies;
import io.binnacle.doctor.policy.Policy;
import io.binnacle.doctor.policy.Rule;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.List;

/// Whether those whom rules mean are there.
final class Peers {
  private static final List<ResourceName> TEMPLATES =
      List.of(ResourceName.DEPLOYMENTS, ResourceName.STATEFUL_SETS, Kinds.DAEMON_SETS, Kinds.JOBS);

  private Peers() {}

  /// Whether a rule means anybody: everybody, addresses, or Pods that are there.
  static boolean meansSomebody(Policy policy, Rule rule, Policies policies, Evidence seen) {
    return rule.peers().isEmpty()
        || rule.peers().stream()
            .anyMatch(peer ->
                switch (peer) {
                  case Peer.Block _ -> true;
                  case Peer.Pods p -> exist(p, policy.key().namespace(), policies, seen);
                });
  }

  /// Whether there are such Pods, if only at their end, or a workload that would make them, or, for every Pod of a namespace, the
  /// namespace: Pods come and go.
  ///
  /// @param home the namespace of the policy
  static boolean exist(Peer.Pods peer, String home, Policies policies, Evidence seen) {
    for (String namespace : namespaces(peer, home, policies, seen)) {
      if (peer.pods().isEverything()) {
        return true;
      }
      for (Obj pod : seen.all(ResourceName.PODS, namespace)) {
        if (peer.pods().matches(Meta.labels(pod))) {
          return true;
        }
      }
      for (ResourceName resource : TEMPLATES) {
        if (seen.sees(resource, namespace)
            && seen.all(resource, namespace).stream()
                .anyMatch(w -> peer.pods().matches(w.obj("spec").obj("template")))) {
          return true;
        }
      }
    }
    return false;
  }

  /// The namespaces a peer means.
  static List<String> namespaces(Peer.Pods peer, String home, Policies policies, Evidence seen) {
    if (peer.namespaces() == null) {
      return List.of(home);
    }
    return seen.all(ResourceName.NAMESPACES).stream()
        .map(Meta::name)
        .filter(n -> peer.isIn(n, home, policies::labelsOf))
        .toList();
  }
}

package io.binnacle.doctor.check.cluster;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Rules;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.util.List;
import java.util.Set;

/// A node has no table of ours, so that no Service works there: the fault of [RulesMissing], for all Services at once.
final class TableMissing implements Check.OfCluster {
  private static final Set<String> OTHER_PROXIES = Set.of("kube-proxy", "cilium", "kube-router");

  @Override
  public String id() {
    return "rules-missing";
  }

  @Override
  public Step step() {
    return Step.ROUTING;
  }

  @Override
  public Finding examine(Evidence seen) {
    for (Rules rules : seen.rules()) {
      if (!RulesLook.hasTable(rules) && !hasOtherProxy(rules, seen)) {
        ObjectRef node = RulesLook.node(rules);
        return new Finding.Broken(
            Severity.ERROR,
            node,
            "",
            "The kernel of node %s has no table of the Service proxy: no Service address works there."
                .formatted(node.name()),
            List.of(new Proof(node, "", "nft list tables shows none of ours")),
            Remedy.byHand(
                "Start the proxy on that node, and see in its log why the table is gone."));
      }
    }
    return Finding.FINE;
  }

  private static boolean hasOtherProxy(Rules rules, Evidence seen) {
    for (Obj object : seen.glimpse(ResourceName.PODS)) {
      PodView pod = PodView.of(object);
      if (pod.nodeName().equals(rules.node().name())
          && pod.isActive()
          && OTHER_PROXIES.contains(pod.labels().getOrDefault("k8s-app", ""))) {
        return true;
      }
    }
    return false;
  }
}

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
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Set;

/// Our table is not in the kernel of a node, or a Service is not in the table.
final class RulesMissing implements Check.OfService, Check.OfCluster {
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
  public Set<String> after() {
    return Set.of("other-proxy");
  }

  /// Whether a node has no table of ours, so that no Service works there.
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

  /// Whether a table lacks a Service.
  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    List<RulesLook.Wrong> missing =
        RulesLook.at(service, seen).stream().filter(RulesLook.Wrong::missing).toList();
    if (missing.isEmpty()) {
      return Finding.FINE;
    }
    RulesLook.Wrong first = missing.getFirst();
    return new Finding.Broken(
        Severity.ERROR,
        first.node(),
        "",
        "The packet filter of node %s has no entry for %s of Service %s: %s."
            .formatted(first.node().name(), first.place(), service.key(), first.what()),
        missing.stream()
            .limit(3)
            .map(one -> new Proof(one.node(), "", one.place() + ": " + one.what()))
            .toList(),
        Remedy.byHand("Start the proxy on that node again; it builds its table anew."));
  }
}

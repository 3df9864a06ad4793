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
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Our table is not in the kernel of a node, or a Service is not in the table.
final class RulesMissing implements Check.OfService, Check.OfCluster {
  private static final Pattern OTHER_PROXY =
      Pattern.compile("kube-proxy|KUBE-|cilium|calico", Pattern.CASE_INSENSITIVE);

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
      boolean other = rules.foreign().stream().anyMatch(line -> OTHER_PROXY.matcher(line).find());
      if (!RulesLook.hasTable(rules) && !other) {
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

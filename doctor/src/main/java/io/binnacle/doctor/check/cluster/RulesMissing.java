package io.binnacle.doctor.check.cluster;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Set;

/// A node's table lacks a Service. Where it has no table at all, [TableMissing] says so under the same id.
final class RulesMissing implements Check.OfService {
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

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

/// A node's packet filter sends connections to a Service elsewhere than its slices say.
final class RulesStale implements Check.OfService {
  @Override
  public String id() {
    return "rules-stale";
  }

  @Override
  public Step step() {
    return Step.ROUTING;
  }

  @Override
  public Set<String> after() {
    return Set.of("rules-missing", "other-proxy");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    List<RulesLook.Wrong> stale =
        RulesLook.at(service, seen).stream().filter(wrong -> !wrong.missing()).toList();
    if (stale.isEmpty()) {
      return Finding.FINE;
    }
    RulesLook.Wrong first = stale.getFirst();
    boolean astray = stale.stream().anyMatch(one -> !one.what().startsWith("no connection"));
    return new Finding.Broken(
        astray ? Severity.ERROR : Severity.WARNING,
        first.node(),
        "",
        "The packet filter of node %s is behind for %s of Service %s: %s."
            .formatted(first.node().name(), first.place(), service.key(), first.what()),
        stale.stream()
            .limit(3)
            .map(one -> new Proof(one.node(), "", one.place() + ": " + one.what()))
            .toList(),
        Remedy.byHand(
            "See in the log of the proxy on that node why it does not follow; started again, it builds its table anew."));
  }
}

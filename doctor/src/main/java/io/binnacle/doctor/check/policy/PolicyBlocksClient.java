package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Step;
import io.binnacle.doctor.policy.Direction;
import io.binnacle.doctor.policy.Miss;
import io.binnacle.doctor.policy.Policies;
import io.binnacle.doctor.policy.Policy;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A workload says that it uses a Service whose Pods let others in and not it: the fault of [PolicyBlocksClients], seen from a client.
final class PolicyBlocksClient implements Check.OfWorkload {
  @Override
  public String id() {
    return PolicyBlocksClients.ID;
  }

  @Override
  public Step step() {
    return Step.POLICY;
  }

  @Override
  public Set<String> after() {
    return PolicyBlocksClients.AFTER;
  }

  @Override
  public Finding examine(Workload workload, Evidence seen) {
    Policies policies = Policies.of(seen);
    boolean none =
        policies.in(workload.namespace()).isEmpty()
            && seen.glimpse(ResourceName.NETWORK_POLICIES).isEmpty();
    if (none) {
      return Finding.FINE;
    }
    ClientSide.Blocked blocked = ClientSide.blocked(Direction.INGRESS, workload, policies, seen);
    if (blocked == null) {
      return Finding.FINE;
    }
    List<Repairs.Where> rules = new ArrayList<>();
    List<Repair> near = new ArrayList<>();
    for (Miss miss : blocked.verdict().misses()) {
      if (miss.cause() == Miss.Cause.PEER && miss.rule() != null) {
        rules.add(new Repairs.Where(miss.policy(), miss.rule()));
        near.addAll(Repairs.peers(miss.policy(), miss.rule(), blocked.client(), policies, seen));
      }
    }
    if (rules.isEmpty()) {
      return Finding.FINE; // closed to everybody: another check's
    }
    Policy policy = rules.getFirst().policy();
    String from = rules.getFirst().rule().path() + ".from";
    String says =
        "Pods of %s use Service %s (%s), and NetworkPolicy %s does not let them in at %s of %s: %s"
            .formatted(
                workload.ref().name(),
                blocked.use().service().key(),
                blocked.use().text(),
                policy.key().name(),
                blocked.traffic(),
                Words.pods(blocked.servers().stream().map(PodView::name).toList()),
                blocked.verdict().misses().stream()
                    .filter(m -> m.cause() == Miss.Cause.PEER)
                    .map(Miss::says)
                    .findFirst()
                    .orElse(""));
    List<Repair> repairs = Repairs.distinct(near);
    boolean sure = repairs.size() == 1;
    return new Finding.Broken(
        Enforcement.severity(seen),
        sure ? repairs.getFirst().policy().ref() : policy.ref(),
        sure ? repairs.getFirst().field() : from,
        says + "." + Enforcement.unread(seen),
        List.of(new Proof(workload.ref(), blocked.use().field(), blocked.use().text())),
        sure ? repairs.getFirst().remedy() : letIn(workload, rules));
  }

  private static Remedy letIn(Workload workload, List<Repairs.Where> rules) {
    Repairs.Where first = rules.getFirst();
    String from = first.rule().path() + ".from";
    String tryThis =
        "Let the Pods of %s in by %s of NetworkPolicy %s"
            .formatted(workload.ref(), from, first.policy().key().name());
    if (rules.size() > 1) {
      return Remedy.byHand(tryThis + ", or by another of its rules.");
    }
    Obj peer =
        ClientSide.peer(
            ClientSide.labels(workload), workload.namespace(), first.policy().key().namespace());
    return Remedy.of(
        tryThis + ".", Change.Patch.set(first.policy().ref(), Spot.pointer(from) + "/-", peer));
  }
}

package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Step;
import io.binnacle.doctor.policy.Direction;
import io.binnacle.doctor.policy.Miss;
import io.binnacle.doctor.policy.Policies;
import io.binnacle.doctor.policy.Policy;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A workload says that it uses a Service, and the policies that isolate it for egress do not let it reach the Service's Pods.
final class PolicyBlocksEgress implements Check.OfWorkload {
  private static final int PROOFS = 5;

  @Override
  public String id() {
    return "policy-blocks-egress";
  }

  @Override
  public Step step() {
    return Step.POLICY;
  }

  @Override
  public Finding examine(Workload workload, Evidence seen) {
    Policies policies = Policies.of(seen);
    if (policies.in(workload.namespace()).isEmpty()) {
      return Finding.FINE;
    }
    ClientSide.Blocked blocked = ClientSide.blocked(Direction.EGRESS, workload, policies, seen);
    if (blocked == null) {
      return Finding.FINE;
    }
    ServiceView service = blocked.use().service();
    List<Policy> isolating = policies.isolating(blocked.client(), Direction.EGRESS);
    List<Repair> repairs =
        Repairs.of(
            Direction.EGRESS,
            policies,
            isolating,
            blocked.servers().getFirst(),
            blocked.traffic(),
            blocked.servers(),
            blocked.port().port(),
            seen);
    Policy policy = repairs.size() == 1 ? repairs.getFirst().policy() : isolating.getFirst();
    String field = repairs.size() == 1 ? repairs.getFirst().field() : "spec.egress";
    String reason =
        repairs.size() == 1
            ? "NetworkPolicy " + policy.key().name() + " " + repairs.getFirst().reason()
            : Enforcement.isolate(isolating) + ", and no rule lets that out";
    String says =
        "Pods of %s use Service %s (%s) and may not send %s to %s: %s."
            .formatted(
                workload.ref().name(),
                service.key(),
                blocked.use().text(),
                blocked.traffic(),
                Words.pods(blocked.servers().stream().map(PodView::name).toList()),
                reason);
    return new Finding.Broken(
        Enforcement.severity(seen),
        policy.ref(),
        field,
        says,
        proofs(workload.ref(), blocked),
        remedy(blocked, isolating, repairs));
  }

  private static Remedy remedy(
      ClientSide.Blocked blocked, List<Policy> isolating, List<Repair> repairs) {
    if (repairs.size() == 1) {
      return repairs.getFirst().remedy();
    }
    ServiceView service = blocked.use().service();
    Policy policy = isolating.getFirst();
    String tryThis = "Let " + blocked.traffic() + " out to the Pods of Service " + service.name();
    if (isolating.size() > 1) {
      return Remedy.byHand(tryThis + ", by one of these policies or one more");
    }
    Obj rule =
        Obj.of(
            "to",
            Arr.of(
                ClientSide.peer(service.selector(), service.namespace(), policy.key().namespace())),
            "ports",
            Arr.copyOf(ports(blocked)));
    return Remedy.of(tryThis, append(policy, Direction.EGRESS, rule));
  }

  /// An entry for every port the workload may mean.
  private static List<Value> ports(ClientSide.Blocked blocked) {
    Set<Value> out = new LinkedHashSet<>();
    out.add(port(blocked.traffic().protocol(), blocked.traffic().port()));
    for (ServiceView.Port each : blocked.use().ports()) {
      Integer target = blocked.servers().getFirst().resolve(each.targetPort(), each.protocol());
      if (target != null) {
        out.add(port(each.protocol(), target));
      }
    }
    return List.copyOf(out);
  }

  /// One rule more for `policy`.
  static Change append(Policy policy, Direction direction, Obj rule) {
    String list = "/spec/" + direction.field();
    return policy.rules(direction).isEmpty()
        ? Change.Patch.set(policy.ref(), list, Arr.of(rule))
        : Change.Patch.set(policy.ref(), list + "/-", rule);
  }

  /// An entry of `ports`.
  static Obj port(String protocol, int port) {
    return Obj.of("port", Int.of(port), "protocol", Str.of(protocol));
  }

  private static List<Proof> proofs(ObjectRef workload, ClientSide.Blocked blocked) {
    List<Proof> out = new ArrayList<>();
    out.add(new Proof(workload, blocked.use().field(), blocked.use().text()));
    for (Miss miss : blocked.verdict().misses()) {
      String field = miss.rule() == null ? "spec.egress" : miss.rule().path();
      out.add(new Proof(miss.policy().ref(), field, miss.says()));
    }
    return out.subList(0, Math.min(PROOFS, out.size()));
  }
}

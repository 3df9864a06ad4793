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
    List<ClientSide.Blocked> all =
        ClientSide.allBlocked(Direction.EGRESS, workload, policies, seen);
    if (all.isEmpty()) {
      return Finding.FINE;
    }
    ClientSide.Blocked blocked = all.getFirst();
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
            : Enforcement.isolate(isolating) + ", and no rule lets that out" + others(all);
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
        says + Enforcement.unread(seen),
        proofs(workload.ref(), blocked),
        remedy(all, isolating, repairs));
  }

  /// The other Services it uses and cannot reach.
  private static String others(List<ClientSide.Blocked> all) {
    List<String> names = all.stream().skip(1).map(b -> b.use().service().key().toString()).toList();
    return names.isEmpty()
        ? ""
        : ", nor what it sends to "
            + (names.size() == 1 ? "Service " : "Services ")
            + Words.list(names);
  }

  private static Remedy remedy(
      List<ClientSide.Blocked> all, List<Policy> isolating, List<Repair> repairs) {
    if (repairs.size() == 1) {
      return repairs.getFirst().remedy();
    }
    ClientSide.Blocked blocked = all.getFirst();
    ServiceView service = blocked.use().service();
    Policy policy = isolating.getFirst();
    String tryThis = "Let " + blocked.traffic() + " out to the Pods of Service " + service.name();
    if (isolating.size() > 1) {
      return Remedy.byHand(tryThis + ", by one of these policies or one more.");
    }
    List<Obj> rules = all.stream().map(b -> rule(b, policy)).toList();
    return Remedy.of(
        tryThis + (rules.size() == 1 ? "." : ", and to those of the others."),
        append(policy, Direction.EGRESS, rules));
  }

  private static Obj rule(ClientSide.Blocked blocked, Policy policy) {
    ServiceView service = blocked.use().service();
    return Obj.of(
        "to",
        Arr.of(ClientSide.peer(service.selector(), service.namespace(), policy.key().namespace())),
        "ports",
        Arr.copyOf(ports(blocked)));
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

  /// More rules for `policy`.
  static Change append(Policy policy, Direction direction, List<Obj> rules) {
    String list = "/spec/" + direction.field();
    return Change.Patch.json(
        policy.ref(),
        policy.rules(direction).isEmpty()
            ? Arr.of(Change.Patch.put(list, Arr.copyOf(rules)))
            : Arr.copyOf(rules.stream().map(rule -> Change.Patch.put(list + "/-", rule)).toList()));
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

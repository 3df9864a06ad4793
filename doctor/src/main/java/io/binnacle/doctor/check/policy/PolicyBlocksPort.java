package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.doctor.policy.Direction;
import io.binnacle.doctor.policy.Policies;
import io.binnacle.doctor.policy.Policy;
import io.binnacle.doctor.policy.Rule;
import io.binnacle.doctor.policy.Traffic;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The Pods behind a Service are isolated, and no rule of any policy lets the port in that the Service leads to, from whomever.
///
/// A Service whose other ports are open and one is not may be meant so: that is a note, unless a rule was plainly meant for it.
final class PolicyBlocksPort implements Check.OfService {
  private static final int PROOFS = 4;

  @Override
  public String id() {
    return "policy-blocks-port";
  }

  @Override
  public Step step() {
    return Step.POLICY;
  }

  @Override
  public Set<String> after() {
    return PolicyChecks.WRONG_PODS_OR_PORTS;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!service.hasSelector() || service.isExternalName()) {
      return Finding.FINE;
    }
    Policies policies = Policies.of(seen);
    if (policies.in(service.namespace()).isEmpty()) {
      return Finding.FINE;
    }
    List<PodView> pods = seen.pods(service).stream().filter(PodView::isActive).toList();
    List<Closed> closed = new ArrayList<>();
    boolean allClosed = true;
    int index = 0;
    for (ServiceView.Port port : service.ports()) {
      Closed here = Closed.of(port, index++, pods, policies);
      if (here.pods.isEmpty()) {
        allClosed = false;
      } else {
        closed.add(here);
        allClosed &= here.open == 0;
      }
    }
    for (Closed each : closed) {
      List<Repair> repairs = repairs(each, policies, seen);
      if (repairs.size() == 1) {
        Repair repair = withOthers(repairs.getFirst(), each, closed);
        return broken(
            Enforcement.severity(seen),
            service,
            each,
            policies,
            seen,
            repair.policy(),
            repair.field(),
            "NetworkPolicy " + repair.policy().key().name() + " " + repair.reason(),
            repair.remedy());
      }
    }
    if (closed.isEmpty()) {
      return Finding.FINE;
    }
    Closed first = closed.getFirst();
    boolean planned = seen.facts().origin() == Origin.MANIFESTS; // others may open it
    boolean harms = allClosed || first.open > 0;
    List<Policy> isolating = policies.isolating(first.pods.getFirst(), Direction.INGRESS);
    Policy blamed =
        isolating.stream()
            .filter(p -> !p.ingress().isEmpty())
            .findFirst()
            .orElse(isolating.getFirst());
    return broken(
        harms && !planned ? Severity.WARNING : Severity.NOTE,
        service,
        first,
        policies,
        seen,
        blamed,
        "spec.ingress",
        Enforcement.isolate(isolating) + ", and no rule lets that port in",
        Remedy.byHand(
            "Let "
                + first.traffic
                + " in from the Pods that use the Service, by a rule of NetworkPolicy "
                + blamed.key().name()
                + " or a policy of its own."));
  }

  /// One port of a Service, and who takes it.
  ///
  /// @param traffic what arrives at the closed Pods; of the first of them
  /// @param pods those that take it from nobody; empty if there is none
  /// @param open how many take it
  private record Closed(
      ServiceView.Port port, int index, Traffic traffic, List<PodView> pods, int open) {
    static Closed of(ServiceView.Port port, int index, List<PodView> pods, Policies policies) {
      Traffic first = new Traffic(port.protocol(), port.port());
      List<PodView> closed = new ArrayList<>();
      int open = 0;
      for (PodView pod : pods) {
        Integer target = pod.resolve(port.targetPort(), port.protocol());
        if (target == null) {
          continue;
        }
        Traffic traffic = new Traffic(port.protocol(), target);
        List<Policy> isolating = policies.isolating(pod, Direction.INGRESS);
        boolean takes =
            isolating.isEmpty()
                || isolating.stream()
                    .flatMap(p -> p.ingress().stream())
                    .anyMatch(rule -> rule.admits(traffic, pod));
        if (takes) {
          open++;
        } else {
          first = closed.isEmpty() ? traffic : first;
          closed.add(pod);
        }
      }
      return new Closed(port, index, first, closed, open);
    }
  }

  private static List<Repair> repairs(Closed closed, Policies policies, Evidence seen) {
    PodView pod = closed.pods.getFirst();
    List<Repairs.Where> rules = new ArrayList<>();
    for (Policy policy : policies.isolating(pod, Direction.INGRESS)) {
      for (Rule rule : policy.ingress()) {
        rules.add(new Repairs.Where(policy, rule));
      }
    }
    List<Repair> out =
        new ArrayList<>(
            Repairs.ports(rules, closed.traffic, closed.port.port(), closed.pods, policies, seen));
    for (Policy policy : policies.in(pod.namespace())) {
      boolean admits = policy.ingress().stream().anyMatch(rule -> rule.admits(closed.traffic, pod));
      if (admits && !policies.selectsAny(policy)) {
        Repair repair = Repairs.selection(policy, pod);
        if (repair != null) {
          out.add(repair);
        }
      }
    }
    return Repairs.distinct(out);
  }

  /// The repair, and beside it the other ports of the Service that nobody lets in: the entry was the only one for all of them.
  private static Repair withOthers(Repair repair, Closed first, List<Closed> closed) {
    int ports = repair.field().indexOf(".ports[");
    if (ports < 0) {
      return repair;
    }
    List<Obj> operations = new ArrayList<>(repair.operations());
    for (Closed other : closed) {
      if (other != first && !other.traffic.equals(first.traffic)) {
        operations.add(
            Change.Patch.put(
                Spot.pointer(repair.field().substring(0, ports)) + "/ports/-",
                PolicyBlocksEgress.port(other.traffic.protocol(), other.traffic.port())));
      }
    }
    return new Repair(
        repair.policy(), repair.field(), operations, repair.reason(), repair.tryThis());
  }

  private static Finding broken(
      Severity severity,
      ServiceView service,
      Closed closed,
      Policies policies,
      Evidence seen,
      Policy blamed,
      String field,
      String reason,
      Remedy remedy) {
    List<String> names = closed.pods.stream().map(PodView::name).toList();
    String says =
        "Nobody may reach %s of %s behind Service %s: %s.%s"
            .formatted(
                closed.traffic,
                Words.pods(names),
                service.name(),
                reason,
                Enforcement.unread(seen));
    List<Proof> proofs = new ArrayList<>();
    proofs.add(
        new Proof(
            ObjectRef.service(service.key()),
            "spec.ports[" + closed.index + "]",
            closed.port.protocol() + " " + closed.port.port() + " leads to " + closed.traffic));
    for (Policy policy : policies.isolating(closed.pods.getFirst(), Direction.INGRESS)) {
      for (Rule rule : policy.ingress()) {
        proofs.add(
            new Proof(policy.ref(), rule.path() + ".ports", "lets in " + rule.portsInWords()));
      }
      if (policy.ingress().isEmpty()) {
        proofs.add(new Proof(policy.ref(), "spec.ingress", "lets nothing in"));
      }
    }
    return new Finding.Broken(
        severity,
        blamed.ref(),
        field,
        says,
        proofs.subList(0, Math.min(PROOFS, proofs.size())),
        remedy);
  }
}

package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.doctor.policy.Direction;
import io.binnacle.doctor.policy.Peer;
import io.binnacle.doctor.policy.Policies;
import io.binnacle.doctor.policy.Policy;
import io.binnacle.doctor.policy.Rule;
import io.binnacle.doctor.policy.Traffic;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rules let a Service's port in, but only from Pods or namespaces there are none of: from nobody.
///
/// Clients come and go, so a rule that matches nobody right now is normal; it counts if a client was evidently meant and its label
/// is written wrong, if a workload says that it uses the Service, or if not even the namespace exists. [PolicyBlocksClient] looks from
/// the other side, under the same id.
final class PolicyBlocksClients implements Check.OfService {
  static final String ID = "policy-blocks-clients";
  static final Set<String> AFTER =
      Stream.concat(PolicyChecks.WRONG_PODS_OR_PORTS.stream(), Stream.of("policy-blocks-port"))
          .collect(Collectors.toUnmodifiableSet());

  private static final int PROOFS = 4;

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Step step() {
    return Step.POLICY;
  }

  @Override
  public Set<String> after() {
    return AFTER;
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
    for (ServiceView.Port port : service.ports()) {
      Deserted deserted = Deserted.of(port, pods, policies, seen);
      if (deserted != null) {
        Finding finding = judge(service, deserted, policies, seen);
        if (!(finding instanceof Finding.Fine)) {
          return finding;
        }
      }
    }
    return Finding.FINE;
  }

  /// A port that every Pod takes from somebody, and none from anybody who exists.
  ///
  /// @param rules those that let it in, and whose they are
  private record Deserted(Traffic traffic, List<PodView> pods, List<Repairs.Where> rules) {
    static @Nullable Deserted of(
        ServiceView.Port port, List<PodView> pods, Policies policies, Evidence seen) {
      Traffic traffic = null;
      Map<String, Repairs.Where> rules = new LinkedHashMap<>();
      for (PodView pod : pods) {
        Integer target = pod.resolve(port.targetPort(), port.protocol());
        List<Policy> isolating = policies.isolating(pod, Direction.INGRESS);
        if (target == null || isolating.isEmpty()) {
          return null;
        }
        traffic = new Traffic(port.protocol(), target);
        boolean takes = false;
        for (Policy policy : isolating) {
          for (Rule rule : policy.ingress()) {
            if (rule.admits(traffic, pod)) {
              takes = true;
              rules.putIfAbsent(policy.key() + rule.path(), new Repairs.Where(policy, rule));
            }
          }
        }
        if (!takes) {
          return null; // closed to everybody: another check's
        }
      }
      if (traffic == null
          || rules.values().stream()
              .anyMatch(w -> Peers.meansSomebody(w.policy(), w.rule(), policies, seen))) {
        return null;
      }
      return new Deserted(traffic, pods, List.copyOf(rules.values()));
    }
  }

  private static Finding judge(
      ServiceView service, Deserted deserted, Policies policies, Evidence seen) {
    Repairs.Where first = deserted.rules.getFirst();
    String from = first.rule().path() + ".from";
    Map<Repair, List<String>> near = near(service, deserted, policies, seen);
    if (near.size() == 1) {
      Map.Entry<Repair, List<String>> one = near.entrySet().iterator().next();
      Repair repair = one.getKey();
      String says =
          "%s. So %s may not reach Service %s (%s of %s), and nobody else may."
              .formatted(
                  "NetworkPolicy " + repair.policy().key().name() + " " + repair.reason(),
                  Words.pods(one.getValue()),
                  service.name(),
                  deserted.traffic,
                  behind(deserted));
      return broken(
          Enforcement.severity(seen),
          service,
          deserted,
          repair.policy(),
          repair.field(),
          says + Enforcement.unread(seen),
          repair.remedy());
    }
    List<String> users = users(service, seen);
    String nobody =
        "NetworkPolicy %s lets %s of %s in only from %s, and there is no such Pod"
            .formatted(
                first.policy().key().name(),
                deserted.traffic,
                behind(deserted),
                first.rule().peersInWords());
    if (!near.isEmpty()) {
      List<String> candidates = near.keySet().stream().map(Repair::tryThis).distinct().toList();
      Remedy remedy = Remedy.byHand("Choose one: " + Words.list(candidates) + ".");
      return broken(
          Enforcement.severity(seen),
          service,
          deserted,
          first.policy(),
          from,
          nobody + "." + Enforcement.unread(seen),
          remedy);
    }
    if (seen.facts().origin() == Origin.MANIFESTS) {
      return Finding.FINE; // clients are deployed by others, from other manifests
    }
    Remedy remedy =
        Remedy.byHand(
            "Name the Pods that use the Service in "
                + from
                + " of NetworkPolicy "
                + first.policy().key().name()
                + ".");
    if (!users.isEmpty()) {
      return broken(
          Enforcement.severity(seen),
          service,
          deserted,
          first.policy(),
          from,
          nobody
              + "; "
              + Words.list(users)
              + " would use Service "
              + service.name()
              + "."
              + Enforcement.unread(seen),
          remedy);
    }
    boolean noNamespace =
        deserted.rules.stream()
            .flatMap(w -> w.rule().peers().stream().map(p -> Map.entry(w, p)))
            .allMatch(e ->
                e.getValue() instanceof Peer.Pods p
                    && Peers.namespaces(p, e.getKey().policy().key().namespace(), policies, seen)
                        .isEmpty());
    return broken(
        noNamespace ? Severity.WARNING : Severity.NOTE,
        service,
        deserted,
        first.policy(),
        from,
        nobody + (noNamespace ? ", nor such a namespace." : ".") + Enforcement.unread(seen),
        remedy);
  }

  /// The near misses, and the Pods that would be let in.
  private static Map<Repair, List<String>> near(
      ServiceView service, Deserted deserted, Policies policies, Evidence seen) {
    Map<Repair, List<String>> out = new LinkedHashMap<>();
    for (Obj object : seen.glimpse(ResourceName.PODS)) {
      PodView pod = PodView.of(object);
      boolean own = pod.namespace().equals(service.namespace()) && selected(service, pod);
      if (own || !pod.isActive()) {
        continue;
      }
      for (Repairs.Where where : deserted.rules) {
        for (Repair repair : Repairs.peers(where.policy(), where.rule(), pod, policies, seen)) {
          Repair known = out.keySet().stream().filter(repair::sameAs).findFirst().orElse(repair);
          out.computeIfAbsent(known, _ -> new ArrayList<>()).add(pod.name());
        }
      }
    }
    return out;
  }

  private static boolean selected(ServiceView service, PodView pod) {
    return pod.labels().entrySet().containsAll(service.selector().entrySet());
  }

  /// The workloads that evidently use the Service.
  private static List<String> users(ServiceView service, Evidence seen) {
    List<String> out = new ArrayList<>();
    Set<String> namespaces = new TreeSet<>(Set.of(service.namespace()));
    seen.glimpse(ResourceName.NAMESPACES).forEach(n -> namespaces.add(Meta.name(n)));
    for (String name : namespaces) {
      if (!seen.sees(ResourceName.PODS, name)) {
        continue;
      }
      for (Workload workload : seen.workloads(name)) {
        boolean uses =
            !workload.podLabels().entrySet().containsAll(service.selector().entrySet())
                && Uses.of(workload, seen).stream()
                    .anyMatch(u -> u.service().key().equals(service.key()));
        if (uses) {
          out.add(workload.ref().toString());
        }
      }
    }
    return out;
  }

  private static String behind(Deserted deserted) {
    return Words.pods(deserted.pods.stream().map(PodView::name).toList());
  }

  private static Finding broken(
      Severity severity,
      ServiceView service,
      Deserted deserted,
      Policy policy,
      String field,
      String says,
      Remedy remedy) {
    List<Proof> proofs = new ArrayList<>();
    proofs.add(
        new Proof(
            ObjectRef.service(service.key()), "spec.selector", "selects " + behind(deserted)));
    for (Repairs.Where where : deserted.rules) {
      proofs.add(
          new Proof(
              where.policy().ref(),
              where.rule().path() + ".from",
              "lets in " + where.rule().peersInWords()));
    }
    return new Finding.Broken(
        severity,
        policy.ref(),
        field,
        says,
        proofs.subList(0, Math.min(PROOFS, proofs.size())),
        remedy);
  }
}

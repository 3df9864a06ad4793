package io.binnacle.doctor.check.select;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The selector matches no Pod of the Service's namespace; the Pods it means are in another one, where no Service selects them.
final class SelectorOtherNamespace implements Check.OfService {
  @Override
  public String id() {
    return "selector-other-namespace";
  }

  @Override
  public Step step() {
    return Step.LABELS;
  }

  @Override
  public Set<String> after() {
    return Set.of("selector-near-miss", "selector-no-leader", "namespace-deleting");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!Unselected.is(service, seen) || Selection.keeper(service) != null) {
      return Finding.FINE;
    }
    List<Elsewhere> found =
        Elsewhere.of(service, seen).stream().filter(Elsewhere::isOrphan).toList();
    if (found.isEmpty()) {
      return Finding.FINE;
    }
    ObjectRef ref = ObjectRef.service(service.key());
    Elsewhere first = found.getFirst();
    List<Proof> because = new ArrayList<>();
    because.add(new Proof(ref, "spec.selector", Words.labels(service.selector())));
    for (Elsewhere each : found.subList(0, Math.min(3, found.size()))) {
      PodView pod = each.pods().getFirst();
      because.add(
          new Proof(ObjectRef.pod(pod.key()), "metadata.labels", Words.labels(pod.labels())));
    }
    String says =
        "No Pod in namespace "
            + service.namespace()
            + " carries "
            + Words.labels(service.selector())
            + "; "
            + Words.count(first.pods().size(), "Pod")
            + " in namespace "
            + first.namespace()
            + (first.pods().size() == 1 ? " does (" : " do (")
            + Words.list(first.pods().stream().map(PodView::name).toList())
            + "), and no Service there selects "
            + (first.pods().size() == 1 ? "it" : "them")
            + ". A Service reaches Pods of its own namespace only.";
    boolean free =
        found.size() == 1
            && seen.glimpse(ResourceName.SERVICES).stream()
                .noneMatch(
                    s -> ObjectKey.of(s).equals(new ObjectKey(first.namespace(), service.name())));
    Remedy remedy =
        free
            ? new Remedy(
                "Move the Service to namespace "
                    + first.namespace()
                    + "; clients elsewhere then ask for "
                    + service.name()
                    + "."
                    + first.namespace()
                    + ".",
                List.of(
                    new Change.Create(ResourceName.SERVICES, moved(service, first.namespace())),
                    new Change.Delete(ref)))
            : Remedy.byHand(
                "Create the Service in the namespace of its Pods: "
                    + Words.list(found.stream().map(Elsewhere::namespace).toList())
                    + ".");
    return new Finding.Broken(Severity.ERROR, ref, "metadata.namespace", says, because, remedy);
  }

  /// The same Service elsewhere, without what the cluster gave this one.
  private static Obj moved(ServiceView service, String namespace) {
    Obj before = service.object();
    Obj metadata = Obj.builder().put("name", service.name()).put("namespace", namespace).build();
    Obj labels = before.obj("metadata").obj("labels");
    metadata = labels.isEmpty() ? metadata : metadata.with("labels", labels);
    Obj spec = before.obj("spec").without("healthCheckNodePort");
    if (!service.isHeadless()) {
      spec = spec.without("clusterIP").without("clusterIPs");
    }
    List<Value> ports = new ArrayList<>();
    for (Obj port : spec.arr("ports").objects()) {
      ports.add(port.without("nodePort"));
    }
    return Obj.builder()
        .put("apiVersion", "v1")
        .put("kind", "Service")
        .put("metadata", metadata)
        .put("spec", spec.with("ports", Arr.copyOf(ports)))
        .build();
  }
}

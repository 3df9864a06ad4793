package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.proxy.plan.ServicePlanner;
import java.util.List;
import java.util.stream.Stream;

/// A Service that asks for another proxy than the cluster's, and nothing that runs is called so.
final class OtherProxy implements Check.OfService {
  @Override
  public String id() {
    return "other-proxy";
  }

  @Override
  public Step step() {
    return Step.ROUTING;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    String name = service.labels().get(ServicePlanner.PROXY_NAME_LABEL);
    if (name == null || service.isExternalName() || !service.hasClusterIp()) {
      return Finding.FINE;
    }
    for (Obj pod : seen.all(ResourceName.PODS)) {
      if (serves(PodView.of(pod), name)) {
        return Finding.FINE;
      }
    }
    ObjectRef ref = ObjectRef.service(service.key());
    String field = "metadata.labels." + ServicePlanner.PROXY_NAME_LABEL;
    Obj label = Obj.of(ServicePlanner.PROXY_NAME_LABEL, Null.NULL);
    return new Finding.Broken(
        Severity.WARNING,
        ref,
        field,
        "Service %s is to be served by a proxy %s, so every other one leaves its address %s alone; no Pod of the cluster looks like that proxy."
            .formatted(
                service.key(),
                name.isEmpty() ? "without a name" : "called " + name,
                service.clusterIp()),
        List.of(new Proof(ref, field, name)),
        Remedy.of(
            "Take the label away, and the cluster's own proxy serves it.",
            Change.Patch.merge(ref, Obj.of("metadata", Obj.of("labels", label)))));
  }

  /// Whether a running Pod bears the name somewhere a proxy would: its own name, its labels, image or arguments.
  private static boolean serves(PodView pod, String name) {
    if (name.isEmpty() || !pod.isActive()) {
      return false;
    }
    if (pod.name().contains(name) || pod.labels().containsValue(name)) {
      return true;
    }
    return pod.containers().stream()
        .anyMatch(container ->
            container.image().contains(name)
                || Stream.of("args", "command")
                    .flatMap(list -> container.object().arr(list).strings().stream())
                    .anyMatch(word -> word.contains(name))
                || container.object().arr("env").objects().stream()
                    .anyMatch(env -> env.str("value").contains(name)));
  }
}

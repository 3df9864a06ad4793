package io.binnacle.node.agent;

import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.pod.Admission;
import io.binnacle.node.pod.Observed.Rejection;
import java.util.List;
import java.util.function.Supplier;

/// Asks once of each Pod whether the node takes it. A Pod that has run here before is not asked again.
final class Gatekeeper {
  private final Tools tools;
  private final Supplier<List<PodRecord>> all;

  Gatekeeper(Tools tools, Supplier<List<PodRecord>> all) {
    this.tools = tools;
    this.all = all;
  }

  /// One at a time, so that two Pods cannot both have the last place.
  synchronized void admit(PodRecord record) {
    if (!record.needsAdmission()) {
      return;
    }
    Obj pod = record.pod();
    boolean known =
        record.isGone()
            || !pod.obj("status").str("startTime").isEmpty()
            || !record.sandboxes().isEmpty();
    if (known) {
      record.admit(null);
      return;
    }
    List<Obj> others =
        all.get().stream()
            .filter(r -> r != record && r.isAdmitted() && !r.isGone())
            .map(PodRecord::pod)
            .toList();
    Obj node =
        tools.cache().get().get(ResourceName.NODES, new ObjectKey("", tools.config().name()));
    Rejection why =
        Admission.check(
            pod,
            others,
            node == null ? Obj.EMPTY : node,
            tools.machine().allocatable(tools.config()));
    record.admit(why);
    if (why != null) {
      tools.events().warning(pod, why.reason(), why.message());
    }
  }
}

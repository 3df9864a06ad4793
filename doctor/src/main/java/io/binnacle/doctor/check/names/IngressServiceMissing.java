package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Ingresses whose backend names a Service that does not exist and is like no other: whoever comes that way is refused.
///
/// A check of the cluster, since a Service that is missing cannot be looked at, and a note, since it concerns no Service that is there.
/// Where a Service or a workload is plainly meant it is that one's fault: [IngressPortMissing], [IngressWorkloadUnserved].
final class IngressServiceMissing implements Check.OfCluster {
  @Override
  public String id() {
    return "ingress-service-missing";
  }

  @Override
  public Step step() {
    return Step.NAME;
  }

  @Override
  public Finding examine(Evidence seen) {
    Set<String> namespaces = new TreeSet<>();
    for (Obj ingress : seen.glimpse(Kinds.INGRESSES)) {
      namespaces.add(Meta.namespace(ingress));
    }
    List<IngressBackends.Fault> nobodys = new ArrayList<>();
    for (String namespace : namespaces) {
      for (IngressBackends.Fault fault : IngressBackends.faults(namespace, seen)) {
        if (fault.meant() == null && !IngressBackends.isCarried(fault, seen)) {
          nobodys.add(fault);
        }
      }
    }
    if (nobodys.isEmpty()
        && !seen.sees(Kinds.INGRESSES)
        && seen.glimpse(ResourceName.SERVICES).stream()
            .noneMatch(s -> seen.sees(Kinds.INGRESSES, Meta.namespace(s)))) {
      seen.all(Kinds.INGRESSES); // says what could not be seen
    }
    return IngressBackends.finding(nobodys, Severity.NOTE);
  }
}

package io.binnacle.doctor.watch;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One namespace that is small enough to be looked at while somebody waits: its Services, its Pods and what makes them.
///
/// @param workloads what makes Pods there and is made by nobody
record Neighbourhood(String namespace, Evidence seen, int objects, List<Workload> workloads) {
  private static final List<ResourceName> KINDS =
      List.of(
          ResourceName.SERVICES,
          ResourceName.PODS,
          ResourceName.DEPLOYMENTS,
          ResourceName.STATEFUL_SETS,
          ResourceName.REPLICA_SETS,
          Kinds.DAEMON_SETS,
          Kinds.JOBS);

  /* Beyond, a write would have to wait too long for advice: Events have time. */
  private static final int MANY_OBJECTS = 2_000;
  private static final int MANY_WORKLOADS = 200;
  /* The check asks of an application whether some Service has it. */
  private static final int MANY_PAIRS = 20_000;
  /* Microseconds, once the code is warm; while it is not, the clock would only tell that. */
  private static final int FEW_OBJECTS = 100;

  /// Null if it is too large. Counts no further than the limits.
  static @Nullable Neighbourhood of(String namespace, Evidence seen) {
    int objects = 0;
    int services = 0;
    for (ResourceName resource : KINDS) {
      if (seen.sees(resource, namespace)) {
        int count = count(seen, resource, namespace, MANY_OBJECTS - objects);
        objects += count;
        services = resource.equals(ResourceName.SERVICES) ? count : services;
      }
      if (objects > MANY_OBJECTS) {
        return null;
      }
    }
    List<Workload> workloads = seen.workloads(namespace);
    boolean isLarge = workloads.size() > MANY_WORKLOADS || workloads.size() * services > MANY_PAIRS;
    return isLarge ? null : new Neighbourhood(namespace, seen, objects, workloads);
  }

  private static int count(Evidence seen, ResourceName resource, String namespace, int most) {
    int count = 0;
    for (Iterator<Obj> each = seen.all(resource, namespace).iterator();
        each.hasNext() && count <= most;
        each.next()) {
      count++;
    }
    return count;
  }

  /// Whether looking at it takes no time worth measuring.
  boolean isSmall() {
    return objects <= FEW_OBJECTS;
  }

  /// The namespace with an object as written, as if there were no other namespaces and no nodes.
  Evidence with(ResourceName written, Obj object) {
    Evidence.Builder out = Evidence.builder(seen.now(), seen.facts());
    for (ResourceName resource : KINDS) {
      if (seen.sees(resource, namespace)) {
        seen.all(resource, namespace).forEach(each -> out.add(resource, each));
        out.sawAll(resource, namespace);
      }
    }
    return out.add(written, object).build();
  }
}

package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Where the ready endpoints of a Service stand.
///
/// @param ready every ready endpoint of a slice that proxies read
/// @param nodes the nodes they name, in order of name
record Spread(List<SliceView.Endpoint> ready, Set<String> nodes) {
  static Spread of(ServiceView service, Evidence seen) {
    List<SliceView.Endpoint> ready = new ArrayList<>();
    Set<String> nodes = new TreeSet<>();
    for (SliceView slice : seen.slices(service.key())) {
      for (SliceView.Endpoint endpoint : slice.endpoints()) {
        if (endpoint.isReady() && !slice.addressType().equals("FQDN")) {
          ready.add(endpoint);
          if (!endpoint.nodeName().isEmpty()) {
            nodes.add(endpoint.nodeName());
          }
        }
      }
    }
    return new Spread(ready, nodes);
  }

  /// Whether every endpoint is a Pod of a DaemonSet, one of which stands on each node that is meant to have one.
  boolean isOfDaemonSets(ServiceView service, Evidence seen) {
    if (!service.hasSelector() || !seen.sees(ResourceName.PODS, service.namespace())) {
      return false;
    }
    List<PodView> pods = seen.pods(service);
    return !pods.isEmpty() && pods.stream().allMatch(pod -> isOfDaemonSet(pod));
  }

  static boolean isOfDaemonSet(PodView pod) {
    Obj owner = pod.owner();
    return owner != null && owner.str("kind").equals("DaemonSet");
  }

  /// `node-1, node-2 and 3 more`, or that none is named.
  String where() {
    return nodes.isEmpty() ? "no node in particular" : Words.list(nodes);
  }
}

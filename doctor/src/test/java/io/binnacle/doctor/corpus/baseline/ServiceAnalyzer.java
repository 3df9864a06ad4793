package io.binnacle.doctor.corpus.baseline;

import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;

/// What k8sgpt's Service analyzer reports without a language model: Endpoints without subsets (one line for each label of the
/// selector), addresses that are not ready, and events of another type than Normal about an object of that name.
///
/// @see <a href="https://github.com/k8sgpt-ai/k8sgpt">k8sgpt, pkg/analyzer/service.go</a>
public final class ServiceAnalyzer {
  private ServiceAnalyzer() {}

  /// What it says of one Service; it starts from Endpoints and says nothing where there are none.
  public static List<String> failures(Settled settled, ObjectKey key) {
    List<String> out = new ArrayList<>();
    Obj endpoints = settled.find(ResourceName.ENDPOINTS, key);
    ServiceView service = settled.service(key);
    if (endpoints == null) {
      return out;
    }
    List<Obj> subsets = endpoints.arr("subsets").objects();
    if (subsets.isEmpty() && service != null) {
      service
          .selector()
          .forEach((label, value) -> out.add("no endpoints, expected " + label + "=" + value));
    }
    int waiting = subsets.stream().mapToInt(s -> s.arr("notReadyAddresses").size()).sum();
    if (waiting > 0) {
      out.add(waiting + " not ready");
    }
    for (Obj event : settled.all(ResourceName.EVENTS)) {
      if (event.obj("involvedObject").str("name").equals(key.name())
          && event.obj("metadata").str("namespace").equals(key.namespace())
          && !event.str("type").equals("Normal")) {
        out.add(event.str("message"));
      }
    }
    return out;
  }
}

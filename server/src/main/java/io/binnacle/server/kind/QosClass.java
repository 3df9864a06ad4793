package io.binnacle.server.kind;

import io.binnacle.model.meta.Quantity;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// How dearly a Pod is held when its node runs short, from what its containers ask for.
/// @see <a href="https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/">Pod Quality of Service Classes</a>
enum QosClass {
  GUARANTEED("Guaranteed"),
  BURSTABLE("Burstable"),
  BEST_EFFORT("BestEffort");

  private static final Set<String> COUNTED = Set.of("cpu", "memory");

  private final String wire;

  QosClass(String wire) {
    this.wire = wire;
  }

  String wire() {
    return wire;
  }

  static QosClass of(Obj pod) {
    List<Obj> containers = new ArrayList<>(pod.obj("spec").arr("containers").objects());
    containers.addAll(pod.obj("spec").arr("initContainers").objects());
    Map<String, Quantity> requests = new TreeMap<>();
    Map<String, Quantity> limits = new TreeMap<>();
    boolean everyLimitSet = true;
    for (Obj container : containers) {
      add(requests, container.obj("resources").obj("requests"));
      int set = add(limits, container.obj("resources").obj("limits"));
      everyLimitSet = everyLimitSet && set == COUNTED.size();
    }
    if (requests.isEmpty() && limits.isEmpty()) {
      return BEST_EFFORT;
    }
    // quantities are equal by amount, however written
    return everyLimitSet && requests.equals(limits) ? GUARANTEED : BURSTABLE;
  }

  private static int add(Map<String, Quantity> sums, Obj amounts) {
    int counted = 0;
    for (String name : COUNTED) {
      String text = amounts.get(name) instanceof Int n ? n.toString() : amounts.str(name, "0");
      Quantity amount = Quantity.parse(text);
      if (amount.signum() > 0) {
        counted++;
        sums.merge(name, amount, Quantity::plus);
      }
    }
    return counted;
  }
}

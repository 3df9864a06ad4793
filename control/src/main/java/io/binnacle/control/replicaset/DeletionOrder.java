package io.binnacle.control.replicaset;

import io.binnacle.control.workload.Workloads;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which Pods of a ReplicaSet go first when there are too many: those that do least yet, then those whose loss costs
/// least.
///
/* Ages are compared on a logarithmic scale, as upstream does, so that the newest Pods do not always lose. Pods of about
 * the same age are told apart by UID there and then; here restarts are asked first, because an order that asks them only
 * for exactly equal ages is none (it can go in circles). */
final class DeletionOrder {
  private static final String COST = "controller.kubernetes.io/pod-deletion-cost";

  private final Map<String, Integer> podsOnNode = new HashMap<>();
  private final Instant now;
  private final Comparator<PodView> order;

  /// @param siblings Pods that make a node crowded; those at their end or being deleted do not count
  DeletionOrder(List<PodView> siblings, Instant now) {
    this.now = now;
    for (PodView pod : siblings) {
      if (pod.isActive()) {
        podsOnNode.merge(pod.nodeName(), 1, Integer::sum);
      }
    }
    order =
        Comparator.comparing((PodView p) -> !p.nodeName().isEmpty())
            .thenComparingInt(DeletionOrder::phase)
            .thenComparing(PodView::isReady)
            .thenComparingInt(DeletionOrder::cost)
            .thenComparingInt(p -> -podsOnNode.getOrDefault(p.nodeName(), 0))
            .thenComparingLong(p -> magnitude(p.isReady() ? p.readySince() : null))
            .thenComparingInt(p -> -restarts(p, false))
            .thenComparingInt(p -> -restarts(p, true))
            .thenComparingLong(p -> magnitude(Workloads.created(p.object())))
            .thenComparing(PodView::uid)
            .thenComparing(PodView::name);
  }

  /// The first `count` of `pods`, in this order.
  List<PodView> first(int count, List<PodView> pods) {
    return pods.stream().sorted(order).limit(count).toList();
  }

  private static int phase(PodView pod) {
    return switch (pod.phase()) {
      case "Pending" -> 0;
      case "Unknown" -> 1;
      default -> 2;
    };
  }

  /// The annotated cost, 0 if there is none or it is no 32-bit number.
  private static int cost(PodView pod) {
    String text = Meta.annotation(pod.object(), COST);
    if (text == null || !text.matches("0|-?[1-9][0-9]*")) {
      return 0;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException tooLarge) {
      return 0;
    }
  }

  /// The binary order of magnitude of an age in nanoseconds; -1 for no age, which counts as youngest.
  private long magnitude(@Nullable Instant since) {
    if (since == null) {
      return -1;
    }
    Duration age = Duration.between(since, now);
    double nanos = age.getSeconds() * 1e9 + age.getNano();
    return nanos <= 0 ? -1 : Math.getExponent(nanos);
  }

  private static int restarts(PodView pod, boolean sidecars) {
    Obj status = pod.object().obj("status");
    if (!sidecars) {
      return most(status.arr("containerStatuses").objects());
    }
    Set<String> names =
        pod.initContainers().stream()
            .filter(c -> c.isRestartable())
            .map(c -> c.name())
            .collect(Collectors.toCollection(HashSet::new));
    return most(
        status.arr("initContainerStatuses").objects().stream()
            .filter(s -> names.contains(s.str("name")))
            .toList());
  }

  private static int most(List<Obj> containerStatuses) {
    return containerStatuses.stream()
        .mapToInt(s -> (int) s.integer("restartCount", 0))
        .max()
        .orElse(0);
  }
}

package io.binnacle.control.scheduler;

import io.binnacle.model.meta.Quantity;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the Pods of every node ask for in sum, kept up to date change by change: adding it up anew for each Pod would
/// make ten thousand Pods wait for each other. Confined to one thread at a time.
final class NodeLoads {
  private final Map<String, Load> loads = new HashMap<>();

  /// How much of a node.
  ///
  /// @param pods how many Pods
  /// @param milliCpu thousandths of a CPU
  /// @param memory bytes
  record Load(long pods, long milliCpu, long memory) {
    static final Load NONE = new Load(0, 0, 0);

    /// What one Pod asks for.
    static Load of(PodView pod) {
      long cpu = 0;
      long memory = 0;
      for (ContainerView container : pod.containers()) {
        Obj requests = container.object().obj("resources").obj("requests");
        cpu += amount(requests.get("cpu"), 1_000);
        memory += amount(requests.get("memory"), 1);
      }
      return new Load(1, cpu, memory);
    }

    /// What a node has to give.
    static Load allocatable(NodeView node) {
      Obj allocatable = node.object().obj("status").obj("allocatable");
      return new Load(
          allocatable.has("pods") ? amount(allocatable.get("pods"), 1) : 110,
          allocatable.has("cpu") ? amount(allocatable.get("cpu"), 1_000) : Long.MAX_VALUE,
          allocatable.has("memory") ? amount(allocatable.get("memory"), 1) : Long.MAX_VALUE);
    }

    Load plus(Load other) {
      return new Load(pods + other.pods, milliCpu + other.milliCpu, memory + other.memory);
    }

    Load minus(Load other) {
      return new Load(pods - other.pods, milliCpu - other.milliCpu, memory - other.memory);
    }

    private static long amount(@Nullable Value quantity, int scale) {
      if (!(quantity instanceof Str s)) {
        return 0;
      }
      return Quantity.parse(s.value())
          .amount()
          .multiply(BigDecimal.valueOf(scale))
          .setScale(0, RoundingMode.UP)
          .longValue();
    }
  }

  /// What the Pods of `node` ask for.
  Load of(String node) {
    return loads.getOrDefault(node, Load.NONE);
  }

  /// Counts a Pod on a node.
  void add(String node, Load load) {
    loads.merge(node, load, Load::plus);
  }

  /// Stops counting a Pod on a node.
  void remove(String node, Load load) {
    Load left = of(node).minus(load);
    if (left.equals(Load.NONE)) {
      loads.remove(node);
    } else {
      loads.put(node, left);
    }
  }
}

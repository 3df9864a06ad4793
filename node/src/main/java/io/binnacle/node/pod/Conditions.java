package io.binnacle.node.pod;

import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.node.runtime.Sandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Writes the conditions of a Pod that are the node's to write, and keeps those of others as they are.
final class Conditions {
  private static final Set<String> OWN =
      Set.of(
          "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");

  private final Turn turn;
  private final List<Obj> before;

  private Conditions(Turn turn) {
    this.turn = turn;
    this.before = turn.facts.pod().obj("status").arr("conditions").objects();
  }

  /// @param status with phase and container statuses as they will be shown
  static Arr of(Turn turn, Obj status, boolean ending) {
    return new Conditions(turn).write(status, ending);
  }

  private Arr write(Obj status, boolean ending) {
    String phase = status.str("phase");
    String over =
        switch (phase) {
          case "Succeeded" -> "PodCompleted";
          case "Failed" -> "PodFailed";
          default -> "";
        };
    List<Value> out = new ArrayList<>();
    out.add(condition("PodReadyToStartContainers", hasNetwork(), "", ""));
    out.add(initialized(over, ending));
    Obj containersReady = containersReady(status, over);
    out.add(ready(containersReady));
    out.add(containersReady);
    out.add(condition("PodScheduled", true, "", ""));
    before.stream().filter(c -> !OWN.contains(c.str("type"))).forEach(out::add);
    return Arr.copyOf(out);
  }

  private boolean hasNetwork() {
    Sandbox live = turn.slots.live();
    boolean onHost = turn.facts.pod().obj("spec").bool("hostNetwork", false);
    return live != null && (onHost || !live.addresses().isEmpty());
  }

  private Obj initialized(String over, boolean ending) {
    if (over.equals("PodCompleted")) {
      return condition("Initialized", true, over, "");
    }
    boolean was =
        before.stream()
            .anyMatch(c -> c.str("type").equals("Initialized") && c.str("status").equals("True"));
    List<String> open = turn.slots.uninitialized().stream().map(Slot::name).toList();
    return open.isEmpty() || ending && was
        ? condition("Initialized", true, "", "")
        : condition(
            "Initialized",
            false,
            "ContainersNotInitialized",
            "containers with incomplete status: [" + String.join(" ", open) + "]");
  }

  private Obj containersReady(Obj status, String over) {
    if (!over.isEmpty()) {
      return condition("ContainersReady", false, over, "");
    }
    List<String> unready = new ArrayList<>();
    List<Slot> init = turn.slots.init();
    List<Obj> shownInit = status.arr("initContainerStatuses").objects();
    for (int i = 0; i < init.size(); i++) {
      if (init.get(i).role() == Role.SIDECAR && !shownInit.get(i).bool("ready", false)) {
        unready.add(init.get(i).name());
      }
    }
    for (Obj container : status.arr("containerStatuses").objects()) {
      if (!container.bool("ready", false)) {
        unready.add(container.str("name"));
      }
    }
    return unready.isEmpty()
        ? condition("ContainersReady", true, "", "")
        : condition(
            "ContainersReady",
            false,
            "ContainersNotReady",
            "containers with unready status: [" + String.join(" ", unready) + "]");
  }

  private Obj ready(Obj containersReady) {
    if (!containersReady.str("status").equals("True")) {
      return condition(
          "Ready", false, containersReady.str("reason"), containersReady.str("message"));
    }
    List<String> open = new ArrayList<>();
    for (Obj gate : turn.facts.pod().obj("spec").arr("readinessGates").objects()) {
      String type = gate.str("conditionType");
      Obj found =
          before.stream().filter(c -> c.str("type").equals(type)).findFirst().orElse(Obj.EMPTY);
      if (found.isEmpty()) {
        open.add("corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
      } else if (!found.str("status").equals("True")) {
        open.add(
            "the status of pod readiness gate \""
                + type
                + "\" is not \"True\", but "
                + found.str("status"));
      }
    }
    return open.isEmpty()
        ? condition("Ready", true, "", "")
        : condition("Ready", false, "ReadinessGatesNotReady", String.join(", ", open));
  }

  /// A condition keeps its transition time for as long as it keeps its status.
  private Obj condition(String type, boolean holds, String reason, String message) {
    String value = holds ? "True" : "False";
    String since = Timestamps.seconds(turn.now);
    for (Obj was : before) {
      if (was.str("type").equals(type)
          && was.str("status").equals(value)
          && !was.str("lastTransitionTime").isEmpty()) {
        since = was.str("lastTransitionTime");
      }
    }
    return Obj.builder()
        .put("type", type)
        .put("status", value)
        .putUnlessEmpty("reason", reason)
        .putUnlessEmpty("message", message)
        .put("lastTransitionTime", since)
        .build();
  }
}

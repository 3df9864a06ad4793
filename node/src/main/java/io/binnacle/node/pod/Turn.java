package io.binnacle.node.pod;

import io.binnacle.model.tree.Obj;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Sandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One look at a Pod: collects steps and the next moment to look. Used once.
final class Turn {
  final Observed facts;
  final Slots slots;
  final Instant now;
  private final List<Step> steps = new ArrayList<>();
  private @Nullable Instant next;

  Turn(Observed facts) {
    this.facts = facts;
    this.slots = Slots.of(facts);
    this.now = facts.now();
  }

  PodLife take() {
    PodLife.@Nullable Cause cause = cause();
    if (cause != null) {
      boolean settled = new Ending(this).proceed();
      Obj status = PodStatus.of(this, cause, settled);
      boolean shown = facts.gone() || status.equals(facts.pod().obj("status"));
      if (settled && shown && PodLife.isDeleting(facts) && !facts.work().releasing()) {
        add(new Step.Release());
      }
      if (!PodLife.isDeleting(facts)) {
        garbage();
      }
      return new PodLife(status, steps, next, true, Map.of());
    }
    new Running(this).proceed();
    garbage();
    Instant deadline = PodLife.deadline(facts);
    if (deadline != null) {
      lookAt(deadline);
    }
    return new PodLife(PodStatus.of(this, null, false), steps, next, false, probed());
  }

  /// Why the Pod comes to its end; null if it goes on.
  private PodLife.@Nullable Cause cause() {
    Obj status = facts.pod().obj("status");
    if (PodLife.isTerminal(facts.pod())) {
      return new PodLife.Cause(
          status.str("reason"), status.str("message"), status.str("phase").equals("Failed"));
    }
    if (facts.rejection() != null) {
      return new PodLife.Cause(
          facts.rejection().reason(), "Pod was rejected: " + facts.rejection().message(), true);
    }
    if (PodLife.isDeleting(facts)) {
      return PodLife.Cause.DELETED;
    }
    Instant deadline = PodLife.deadline(facts);
    if (deadline != null && !now.isBefore(deadline)) {
      say(false, "DeadlineExceeded", "Pod was active on the node longer than specified deadline");
      return PodLife.Cause.DEADLINE;
    }
    return isOver() || isLost() ? PodLife.Cause.COMPLETED : null;
  }

  /// Whether the sandbox has died under containers that must not run twice.
  private boolean isLost() {
    Sandbox newest = slots.newest();
    return newest != null
        && !newest.ready()
        && facts.pod().obj("spec").str("restartPolicy").equals("Never")
        && slots.all().stream().anyMatch(Slot::hasRun);
  }

  /// Whether every container has ended and none will run again.
  private boolean isOver() {
    if (facts.work().starting() != null) {
      return false;
    }
    for (Slot slot : slots.init()) {
      boolean failed = slot.hasEnded() && !slot.hasSucceeded() && !slot.restartsAfterEnd();
      if (slot.role() == Role.INIT && failed) {
        return true;
      }
    }
    return slots.main().stream().allMatch(s -> endedForGood(s));
  }

  private static boolean endedForGood(Slot slot) {
    if (slot.newest() != null) {
      return slot.hasEnded() && !slot.restartsAfterEnd();
    }
    // Its container is no more, but the status remembers how it ended.
    Obj ended = slot.shown().obj("state").obj("terminated");
    return !ended.isEmpty()
        && switch (slot.restartPolicy()) {
          case "Never" -> true;
          case "OnFailure" -> ended.integer("exitCode", 1) == 0;
          default -> false;
        };
  }

  /// Containers to be probed: those that run in the sandbox that lives and are neither being started nor stopped.
  private Map<String, String> probed() {
    Map<String, String> out = new HashMap<>();
    for (Slot slot : slots.all()) {
      Container container = slot.newest();
      if (container != null
          && slot.isRunning()
          && slot.inSandbox()
          && !facts.work().stopping().containsKey(container.id())) {
        out.put(slot.name(), container.id());
      }
    }
    return out;
  }

  /// Keeps of each name the newest container and the one before it, and no sandbox that nothing is left of.
  private void garbage() {
    Set<String> kept = new HashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    List<Container> newestFirst = facts.containers().stream().sorted(Slots.NEWEST_FIRST).toList();
    for (Container container : newestFirst) {
      int newer = seen.merge(container.name(), 1, Integer::sum) - 1;
      boolean idle = facts.work().starting() == null;
      boolean leftOver = container.state() == Container.State.CREATED && idle;
      boolean old = newer >= 2 && container.state() != Container.State.RUNNING;
      if (!leftOver && !old) {
        kept.add(container.sandboxId());
      } else if (!isClearing(container.id())) {
        add(new Step.Remove(container.id()));
      }
    }
    for (Sandbox sandbox : facts.sandboxes()) {
      boolean spare = sandbox != slots.newest() && !sandbox.ready() && !kept.contains(sandbox.id());
      if (spare && !isClearing(sandbox.id())) {
        add(new Step.RemoveSandbox(sandbox.id()));
      }
    }
  }

  boolean isClearing(String id) {
    return facts.work().clearing().contains(id);
  }

  void add(Step step) {
    steps.add(step);
  }

  void say(boolean warning, String reason, String message) {
    add(new Step.Say(warning, reason, message, reason));
  }

  /// Looks again at `moment`, or at once if it has passed.
  void lookAt(Instant moment) {
    Instant then = moment.isBefore(now) ? now : moment;
    next = next == null || then.isBefore(next) ? then : next;
  }

  /// Stops a container, unless it is being stopped soon enough already.
  void stop(Slot slot, String message, Instant deadline) {
    Container container = slot.newest();
    if (container == null) {
      return;
    }
    Instant underWay = facts.work().stopping().get(container.id());
    if (underWay == null || underWay.isAfter(deadline.plus(Duration.ofSeconds(1)))) {
      add(new Step.Stop(container.id(), slot.name(), slot.role(), message, deadline));
    }
  }
}

package io.binnacle.node.pod;

import io.binnacle.model.tree.Obj;
import io.binnacle.node.runtime.Container.State;
import io.binnacle.node.runtime.Sandbox;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A Pod that goes on: sandbox, init containers one after another, then the others, each restarted as its policy says.
final class Running {
  private final Turn turn;
  private final Observed facts;
  private final Slots slots;

  Running(Turn turn) {
    this.turn = turn;
    this.facts = turn.facts;
    this.slots = turn.slots;
  }

  void proceed() {
    if (!facts.prepared()) {
      if (!facts.work().preparing() && due(facts.work().prepareAt())) {
        turn.add(new Step.Prepare());
      }
      return;
    }
    Sandbox live = slots.live();
    if (live == null) {
      sandbox();
      return;
    }
    slots.all().forEach(this::tend);
    Slot first = firstToStart();
    if (first != null && facts.work().starting() == null) {
      turn.add(
          new Step.Start(
              first.name(), first.role(), live.id(), first.nextAttempt(), first.nextBackOff()));
    }
  }

  /// A new sandbox, once nothing runs any more in the one that died.
  private void sandbox() {
    Sandbox dead = slots.newest();
    if (dead != null) {
      turn.add(
          new Step.Say(
              false,
              "SandboxChanged",
              "Pod sandbox changed, it will be killed and re-created.",
              dead.id()));
      if (slots.anyRunning()) {
        if (!turn.isClearing(dead.id())) {
          turn.add(new Step.StopSandbox(dead.id()));
        }
        return;
      }
    }
    if (!facts.work().sandbox() && due(facts.work().sandboxAt())) {
      turn.add(
          dead == null
              ? new Step.CreateSandbox(0, "")
              : new Step.CreateSandbox(dead.attempt() + 1, dead.id()));
    }
  }

  /// Stops a container that runs and must not go on as it is.
  private void tend(Slot slot) {
    if (!slot.isRunning() || !slot.inSandbox() || slot.starting()) {
      return;
    }
    Health health = slot.health();
    if (slot.hasChanged() && slot.role() != Role.EPHEMERAL) {
      turn.stop(
          slot,
          "Container " + slot.name() + " definition changed, will be restarted",
          turn.now.plus(PodLife.grace(facts.pod())));
    } else if (health != null && !health.doomed().isEmpty()) {
      turn.stop(
          slot,
          health.doomed() + ", will be restarted",
          turn.now.plus(
              health.graceSeconds() < 0
                  ? PodLife.grace(facts.pod())
                  : Duration.ofSeconds(health.graceSeconds())));
    }
  }

  /// The container whose turn it is, null if none can be started now. One at a time, in the order of the spec: a postStart
  /// hook holds back the containers after its own.
  private @Nullable Slot firstToStart() {
    Slot found = null;
    if (!slots.isPastInit()) {
      for (Slot slot : slots.init()) {
        if (canStart(slot)) {
          found = found == null ? slot : found;
        }
        boolean done =
            slot.inSandbox()
                && (slot.role() == Role.SIDECAR ? slot.isStarted() : slot.hasSucceeded());
        if (!done) {
          return found;
        }
      }
    } else {
      for (Slot slot : slots.init()) {
        if (slot.role() == Role.SIDECAR && canStart(slot)) {
          found = found == null ? slot : found;
        }
      }
    }
    for (Slot slot : slots.main()) {
      if (canStart(slot)) {
        found = found == null ? slot : found;
      }
    }
    for (Slot slot : slots.ephemeral()) {
      if (canStart(slot)) {
        found = found == null ? slot : found;
      }
    }
    return found;
  }

  /// Whether a container may be started now; looks again when it may.
  private boolean canStart(Slot slot) {
    if (slot.starting() || slot.isRunning() && slot.inSandbox()) {
      return false;
    }
    StartFailure failure = slot.failure();
    if (failure != null) {
      Instant changes = failure.changesAt(turn.now);
      if (changes != null) {
        turn.lookAt(changes);
      }
      if (failure.backsOff(turn.now)) {
        sayPullBackOff(slot, failure);
      }
      if (!due(failure.retryAt())) {
        return false;
      }
    }
    if (slot.newest() == null) {
      return !endedBefore(slot);
    }
    if (slot.newest().state() == State.CREATED) {
      return false; // left over by an agent that was killed: removed first
    }
    if (!slot.inSandbox()) {
      return slot.role() == Role.INIT || slot.role() == Role.SIDECAR || slot.restartsAfterEnd();
    }
    if (!slot.hasEnded() || !slot.restartsAfterEnd()) {
      return false;
    }
    if (!due(slot.restartAt())) {
      turn.add(
          new Step.Say(
              true,
              "BackOff",
              "Back-off restarting failed container "
                  + slot.name()
                  + " in pod "
                  + Wording.pod(facts.pod()),
              slot.newest().id()));
      return false;
    }
    return true;
  }

  /// Whether the status remembers that a container, gone from the runtime, ended for good.
  private static boolean endedBefore(Slot slot) {
    Obj ended = slot.shown().obj("state").obj("terminated");
    if (ended.isEmpty()) {
      return false;
    }
    boolean failed = ended.integer("exitCode", 1) != 0;
    return switch (slot.role()) {
      case SIDECAR, INIT -> false;
      case EPHEMERAL -> true;
      case MAIN ->
          switch (slot.restartPolicy()) {
            case "Never" -> true;
            case "OnFailure" -> !failed;
            default -> false;
          };
    };
  }

  private void sayPullBackOff(Slot slot, StartFailure failure) {
    String image = slot.spec().str("image");
    String once = slot.name() + "/" + failure.at();
    turn.add(new Step.Say(false, "BackOff", "Back-off pulling image \"" + image + "\"", once));
    turn.add(
        new Step.Say(true, "Failed", "Error: " + StartFailure.IMAGE_PULL_BACK_OFF, once + "/e"));
  }

  /// Whether `moment` has come; if not, looks again when it has.
  private boolean due(@Nullable Instant moment) {
    if (moment == null || !turn.now.isBefore(moment)) {
      return true;
    }
    turn.lookAt(moment);
    return false;
  }
}

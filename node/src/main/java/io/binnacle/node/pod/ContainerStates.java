package io.binnacle.node.pod;

import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.node.runtime.Container;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the statuses of containers: what each of them does, and how the one before it ended.
final class ContainerStates {
  private static final String LOST = "ContainerStatusUnknown";
  private static final int KILLED = 137;

  private final Turn turn;
  private final boolean ending;
  private final String notYet;

  /// @param ending whether the Pod comes to its end, so that nothing is restarted
  ContainerStates(Turn turn, boolean ending) {
    this.turn = turn;
    this.ending = ending;
    boolean initializing = !turn.slots.init().isEmpty();
    this.notYet = initializing ? "PodInitializing" : "ContainerCreating";
  }

  Arr of(List<Slot> slots) {
    List<Value> out = new ArrayList<>();
    slots.forEach(s -> out.add(status(s)));
    return Arr.copyOf(out);
  }

  private Obj status(Slot slot) {
    if (isFinal(slot)) {
      return slot.shown();
    }
    Obj state = state(slot);
    Container made = slot.newest();
    boolean done = slot.role() == Role.INIT && slot.hasSucceeded();
    String id = made == null ? slot.shown().str("containerID") : id(made);
    String image = made == null || made.image().isEmpty() ? slot.spec().str("image") : made.image();
    String imageId = made == null ? slot.shown().str("imageID") : made.imageId();
    return Obj.builder()
        .put("name", slot.name())
        .put("image", image)
        .put("imageID", imageId)
        .putUnlessEmpty("containerID", id)
        .put("ready", done || slot.role() != Role.INIT && !isEphemeral(slot) && slot.isReady())
        .put("started", slot.role() != Role.INIT && slot.isStarted())
        .put("restartCount", restarts(slot))
        .put("state", state)
        .put("lastState", lastState(slot, state))
        .build();
  }

  private static boolean isEphemeral(Slot slot) {
    return slot.role() == Role.EPHEMERAL;
  }

  /// Whether the status says that it has ended for good, which the API lets nobody take back.
  private static boolean isFinal(Slot slot) {
    Obj ended = slot.shown().obj("state").obj("terminated");
    if (ended.isEmpty() || slot.role() == Role.SIDECAR) {
      return false;
    }
    return switch (slot.role() == Role.EPHEMERAL ? "Never" : slot.restartPolicy()) {
      case "Never" -> true;
      case "OnFailure" -> ended.integer("exitCode", 1) == 0;
      default -> false;
    };
  }

  private int restarts(Slot slot) {
    int shown = (int) slot.shown().integer("restartCount", 0);
    Container made = slot.newest();
    return made == null ? shown : Math.max(made.attempt(), shown);
  }

  private Obj state(Slot slot) {
    Container made = slot.newest();
    if (made != null && made.state() == Container.State.RUNNING) {
      return Obj.of("running", Obj.of("startedAt", time(made.started(), made.created())));
    }
    boolean restarts = !ending && slot.hasEnded() && slot.restartsAfterEnd() && !slot.starting();
    if (restarts && turn.now.isBefore(slot.restartAt())) {
      return waiting(
          "CrashLoopBackOff",
          "back-off "
              + Wording.seconds(slot.backOff())
              + " restarting failed container="
              + slot.name()
              + " pod="
              + Wording.pod(turn.facts.pod()));
    }
    StartFailure failure = slot.failure();
    if (failure != null && !ending) {
      return failure.backsOff(turn.now)
          ? waiting(
              StartFailure.IMAGE_PULL_BACK_OFF,
              "Back-off pulling image \""
                  + slot.spec().str("image")
                  + "\": "
                  + failure.reason()
                  + ": "
                  + failure.message())
          : waiting(failure.reason(), failure.message());
    }
    if (made != null && made.state() != Container.State.CREATED) {
      return Obj.of("terminated", ended(made));
    }
    Obj shown = slot.shown().obj("state");
    if (made == null && shown.has("terminated")) {
      return shown;
    }
    return made == null && shown.has("running") && ending
        ? Obj.of("terminated", lost())
        : waiting(notYet, "");
  }

  /// How the container before the one in `state` ended.
  private Obj lastState(Slot slot, Obj state) {
    Container made = slot.newest();
    if (made != null && !state.has("terminated") && slot.hasEnded()) {
      return Obj.of("terminated", ended(made));
    }
    Container before = slot.before();
    if (made != null && before != null && before.state() == Container.State.EXITED) {
      return Obj.of("terminated", ended(before));
    }
    Obj shown = slot.shown();
    if (made == null && shown.obj("state").has("running") && !state.has("terminated")) {
      return Obj.of("terminated", lost());
    }
    return shown.obj("lastState");
  }

  private String id(Container container) {
    return turn.facts.node().runtime() + "://" + container.id();
  }

  private Obj ended(Container container) {
    if (container.state() == Container.State.UNKNOWN) {
      return lost();
    }
    String reason =
        !container.reason().isEmpty()
            ? container.reason()
            : container.exitCode() == 0 ? "Completed" : "Error";
    return Obj.builder()
        .put("exitCode", container.exitCode())
        .put("reason", reason)
        .putUnlessEmpty("message", container.message())
        .put("startedAt", time(container.started(), container.created()))
        .put("finishedAt", time(container.finished(), container.created()))
        .put("containerID", id(container))
        .build();
  }

  private static Obj lost() {
    return Obj.builder()
        .put("exitCode", KILLED)
        .put("reason", LOST)
        .put("message", "The container could not be located when the pod was terminated")
        .build();
  }

  private static Obj waiting(String reason, String message) {
    return Obj.of(
        "waiting", Obj.builder().put("reason", reason).putUnlessEmpty("message", message).build());
  }

  private static Value time(@Nullable Instant time, Instant fallback) {
    return Str.of(Timestamps.seconds(time == null ? fallback : time));
  }
}

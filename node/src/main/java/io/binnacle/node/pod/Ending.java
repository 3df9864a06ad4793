package io.binnacle.node.pod;

import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.runtime.Sandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A Pod that comes to its end: its containers are stopped, sidecars after all others and the last one first, and then its
/// sandboxes.
final class Ending {
  /// No container gets less than this to stop.
  static final Duration SHORTEST_GRACE = Duration.ofSeconds(2);

  private final Turn turn;
  private final Observed facts;
  private final Slots slots;

  Ending(Turn turn) {
    this.turn = turn;
    this.facts = turn.facts;
    this.slots = turn.slots;
  }

  /// Takes the next steps towards the end.
  ///
  /// @return whether there is nothing left that runs
  boolean proceed() {
    if (facts.work().starting() != null || facts.work().sandbox()) {
      return false;
    }
    List<Slot> running = slots.all().stream().filter(Slot::isRunning).toList();
    if (!running.isEmpty()) {
      stop(running);
      return false;
    }
    // Containers the spec does not name end with their sandbox.
    boolean quiet = true;
    for (Sandbox sandbox : facts.sandboxes()) {
      if (sandbox.ready()) {
        quiet = false;
        if (!turn.isClearing(sandbox.id())) {
          turn.add(new Step.StopSandbox(sandbox.id()));
        }
      }
    }
    return quiet && !facts.work().preparing();
  }

  private void stop(List<Slot> running) {
    List<Slot> others = running.stream().filter(s -> s.role() != Role.SIDECAR).toList();
    List<Slot> now = others.isEmpty() ? List.of(running.getLast()) : others;
    Instant deadline = deadline();
    for (Slot slot : now) {
      turn.stop(slot, "Stopping container " + slot.name(), deadline);
    }
  }

  /// When the containers are killed: what the delete asked for, counted from the delete; never before they have had the
  /// shortest grace.
  private Instant deadline() {
    Obj metadata = facts.pod().obj("metadata");
    String deletion = metadata.str("deletionTimestamp");
    Instant since = facts.endingSince() == null ? turn.now : facts.endingSince();
    Instant deadline =
        deletion.isEmpty() || facts.gone()
            ? since.plus(PodLife.grace(facts.pod()))
            : Timestamps.parse(deletion);
    Instant earliest = turn.now.plus(SHORTEST_GRACE);
    return deadline.isBefore(earliest) ? earliest : deadline;
  }
}

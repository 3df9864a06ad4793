package io.binnacle.node.probe;

import io.binnacle.client.run.Scheduler.Cancellable;
import io.binnacle.model.tree.Obj;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The probes of one container and what they have come to. Not safe for use by several threads: [Probes] guards it.
final class ContainerProbes {
  final ProbedContainer container;
  final Map<ProbeKind, Cancellable> timers = new EnumMap<>(ProbeKind.class);
  private final Map<ProbeKind, ProbeState> states = new EnumMap<>(ProbeKind.class);
  private boolean stopping;

  /// @param found whether the container was running before we were; the Pod's status then says how it is
  ContainerProbes(ProbedContainer container, boolean found) {
    this.container = container;
    for (ProbeKind kind : ProbeKind.values()) {
      ProbeSpec spec = ProbeSpec.of(container.container(), kind);
      if (spec != null) {
        ProbeState first = ProbeState.initial(spec);
        states.put(kind, found && heldBefore(kind) ? first.knownToHold() : first);
      }
    }
  }

  private boolean heldBefore(ProbeKind kind) {
    Obj status = container.pod().obj("status");
    for (String list : new String[] {"containerStatuses", "initContainerStatuses"}) {
      for (Obj one : status.arr(list).objects()) {
        if (one.str("name").equals(container.name())
            && one.str("containerID").endsWith("//" + container.id())) {
          return switch (kind) {
            case STARTUP -> one.bool("started", false);
            case READINESS -> one.bool("ready", false);
            case LIVENESS -> true;
          };
        }
      }
    }
    return false;
  }

  Collection<ProbeKind> kinds() {
    return states.keySet();
  }

  @Nullable ProbeState state(ProbeKind kind) {
    return states.get(kind);
  }

  /// Whether a run of this probe would matter now.
  boolean wants(ProbeKind kind) {
    ProbeState state = states.get(kind);
    if (state == null || state.settled() || doomed() != null) {
      return false;
    }
    boolean readiness = kind == ProbeKind.READINESS;
    return (readiness || !stopping) && (kind == ProbeKind.STARTUP || started());
  }

  /// How long until the first run may begin.
  Duration initialWait(ProbeKind kind, Instant now) {
    ProbeState state = states.get(kind);
    if (state == null) {
      return Duration.ZERO;
    }
    Duration wait = Duration.between(now, container.started().plus(state.spec().initialDelay()));
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  /// Takes in a run.
  ///
  /// @return whether [#health] has changed
  boolean take(ProbeKind kind, ProbeResult result) {
    ProbeState before = states.get(kind);
    if (before == null || !wants(kind)) {
      return false;
    }
    ContainerHealth was = health();
    states.put(kind, before.after(result));
    return !health().equals(was);
  }

  void stopping() {
    stopping = true;
  }

  ContainerHealth health() {
    ProbeState readiness = states.get(ProbeKind.READINESS);
    ProbeState doom = doomed();
    boolean ready = started() && (readiness == null || readiness.holds());
    return doom == null
        ? new ContainerHealth(started(), ready, false, "", -1)
        : new ContainerHealth(
            started(),
            ready,
            true,
            "Container "
                + container.name()
                + " failed "
                + (doom.spec().kind() == ProbeKind.STARTUP ? "startup" : "liveness")
                + " probe",
            doom.spec().graceSeconds());
  }

  boolean started() {
    ProbeState startup = states.get(ProbeKind.STARTUP);
    return startup == null || startup.holds();
  }

  private @Nullable ProbeState doomed() {
    if (stopping) {
      return null;
    }
    for (ProbeKind kind : new ProbeKind[] {ProbeKind.STARTUP, ProbeKind.LIVENESS}) {
      ProbeState state = states.get(kind);
      if (state != null && state.fails()) {
        return state;
      }
    }
    return null;
  }
}

package io.binnacle.node.pod;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.node.runtime.Sandbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the status of a Pod. What others have put into it (conditions of readiness gates, `nominatedNodeName`, …) stays.
final class PodStatus {
  private PodStatus() {}

  /// @param cause why the Pod comes to its end; null if it goes on
  /// @param settled whether nothing of it runs any more
  static Obj of(Turn turn, PodLife.@Nullable Cause cause, boolean settled) {
    Observed facts = turn.facts;
    Obj before = facts.pod().obj("status");
    boolean neverRan = facts.containers().isEmpty() && facts.sandboxes().isEmpty();
    if (PodLife.isTerminal(facts.pod()) && neverRan) {
      return before; // it ended, and only its status knows how
    }
    if (facts.rejection() != null && cause != null && !PodLife.isTerminal(facts.pod())) {
      return before
          .with("phase", "Failed")
          .with("reason", cause.reason())
          .with("message", cause.message())
          .with("startTime", Timestamps.seconds(startTime(facts)));
    }
    ContainerStates states = new ContainerStates(turn, cause != null);
    Obj status = containers(before, turn.slots, states);
    String phase = phase(turn, status, cause, settled);
    boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
    status =
        status
            .with("phase", phase)
            .withOrWithout("reason", text(cause != null && ended ? cause.reason() : ""))
            .withOrWithout("message", text(cause != null && ended ? cause.message() : ""))
            .with("startTime", Timestamps.seconds(startTime(facts)));
    status = addresses(status, turn);
    long generation = Meta.generation(facts.pod());
    if (generation > 0) {
      status = status.with("observedGeneration", generation);
    }
    return status.with("conditions", Conditions.of(turn, status, cause != null));
  }

  /// When the node took the Pod on: what the status says, or when this agent saw it first.
  static Instant startTime(Observed facts) {
    String shown = facts.pod().obj("status").str("startTime");
    return shown.isEmpty() ? facts.firstSeen() : Timestamps.parse(shown);
  }

  private static Obj containers(Obj status, Slots slots, ContainerStates states) {
    Obj out = status.with("containerStatuses", states.of(slots.main()));
    out = slots.init().isEmpty() ? out : out.with("initContainerStatuses", states.of(slots.init()));
    return slots.ephemeral().isEmpty()
        ? out
        : out.with("ephemeralContainerStatuses", states.of(slots.ephemeral()));
  }

  private static Obj addresses(Obj status, Turn turn) {
    List<String> host = turn.facts.node().addresses();
    Obj out = status;
    if (!host.isEmpty()) {
      out = out.with("hostIP", host.getFirst()).with("hostIPs", list(host));
    }
    Sandbox live = turn.slots.live();
    boolean onHost = turn.facts.pod().obj("spec").bool("hostNetwork", false);
    List<String> own = live == null ? List.of() : onHost ? host : live.addresses();
    return own.isEmpty() ? out : out.with("podIP", own.getFirst()).with("podIPs", list(own));
  }

  private static Arr list(List<String> addresses) {
    List<Value> out = new ArrayList<>();
    addresses.forEach(a -> out.add(Obj.of("ip", Str.of(a))));
    return Arr.copyOf(out);
  }

  /// The phase that follows from the states of the containers. An end is shown only once nothing runs.
  private static String phase(
      Turn turn, Obj status, PodLife.@Nullable Cause cause, boolean settled) {
    Obj pod = turn.facts.pod();
    if (PodLife.isTerminal(pod)) {
      return pod.obj("status").str("phase");
    }
    boolean over = cause != null && settled;
    if (cause != null && settled && cause.failed()) {
      return "Failed";
    }
    String policy = pod.obj("spec").str("restartPolicy", "Always");
    InitCount init = InitCount.of(turn.slots, status);
    if (init.failed > 0 && policy.equals("Never")) {
      return over ? "Failed" : "Pending";
    }
    int running = 0;
    int ended = 0;
    int failed = 0;
    int waiting = 0;
    for (Obj container : status.arr("containerStatuses").objects()) {
      Obj state = container.obj("state");
      Obj end = state.has("terminated") ? state.obj("terminated") : last(container, state);
      if (state.has("running")) {
        running++;
      } else if (end.isEmpty()) {
        waiting++;
      } else {
        ended++;
        failed += end.integer("exitCode", 0) == 0 ? 0 : 1;
      }
    }
    if (over) {
      return failed + waiting > 0 || init.failed > 0 ? "Failed" : "Succeeded";
    }
    boolean initializing = init.pending + init.failed > 0 && !turn.slots.isPastInit();
    if (initializing || waiting > 0) {
      return "Pending";
    }
    return running + ended > 0 ? "Running" : "Pending";
  }

  private static Obj last(Obj container, Obj state) {
    return state.has("waiting") ? container.obj("lastState").obj("terminated") : Obj.EMPTY;
  }

  /// How many init containers have failed, and how many have not done their work yet.
  private record InitCount(int failed, int pending) {
    static InitCount of(Slots slots, Obj status) {
      int failed = 0;
      int pending = 0;
      List<Obj> shown = status.arr("initContainerStatuses").objects();
      for (int i = 0; i < slots.init().size(); i++) {
        Obj state = shown.get(i).obj("state");
        Obj end =
            state.has("terminated") ? state.obj("terminated") : PodStatus.last(shown.get(i), state);
        boolean sidecar = slots.init().get(i).role() == Role.SIDECAR;
        if (sidecar) {
          pending += shown.get(i).bool("started", false) ? 0 : 1;
        } else if (!end.isEmpty() && end.integer("exitCode", 0) != 0) {
          failed++;
        } else if (!state.has("terminated")) {
          pending++;
        }
      }
      return new InitCount(failed, pending);
    }
  }

  private static @Nullable Value text(String text) {
    return text.isEmpty() ? null : Str.of(text);
  }
}

package io.binnacle.node.simulated;

import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the status of a simulated Pod is at a moment, and when it will be another one. Pure: the same Pod, script and
/// time give the same status.
///
/// @param phase `Pending`, `Running`, `Succeeded` or `Failed`
/// @param status the whole status to be shown
/// @param next when to look again; null if only a change of the Pod can change its status
/// @param gone whether a deleted Pod has stopped, so that its deletion can be confirmed
record PodPlay(String phase, Obj status, @Nullable Instant next, boolean gone) {

  private enum Stage {
    STARTING,
    HELD,
    RUNNING,
    ENDED
  }

  /// Plays `pod` until `now`.
  ///
  /// @param bound when this node saw the Pod first
  /// @param ip the Pod's address
  /// @param hostIp the node's address
  static PodPlay at(
      Obj pod, PodScript script, Instant bound, String ip, String hostIp, Instant now) {
    return new Player(pod, script, bound, ip, hostIp, now).play();
  }

  private record Player(
      Obj pod, PodScript script, Instant bound, String ip, String hostIp, Instant now) {

    PodPlay play() {
      Instant started = bound.plus(script.startDelay());
      Instant readyFrom = started.plus(script.readyDelay());
      Duration runFor = script.runFor();
      Instant ends = runFor == null ? Instant.MAX : started.plus(runFor);
      PodView view = PodView.of(pod);
      boolean restarts = restartsAfterEnd();
      Stage stage;
      if (now.isBefore(started)) {
        stage = Stage.STARTING;
      } else if (!script.waiting().isEmpty()) {
        stage = Stage.HELD;
      } else {
        stage = now.isBefore(ends) ? Stage.RUNNING : Stage.ENDED;
      }
      boolean crashing = stage == Stage.ENDED && restarts;
      boolean ready = stage == Stage.RUNNING && script.ready() && !now.isBefore(readyFrom);
      String phase =
          switch (stage) {
            case STARTING -> "Pending";
            case HELD -> script.restarts() > 0 ? "Running" : "Pending";
            case RUNNING -> "Running";
            case ENDED -> crashing ? "Running" : script.exitCode() == 0 ? "Succeeded" : "Failed";
          };
      List<Value> containers = new ArrayList<>();
      for (ContainerView container : view.containers()) {
        containers.add(containerStatus(container, stage, crashing, ready, started, ends));
      }
      Obj status =
          Obj.builder()
              .put("phase", phase)
              .put("conditions", conditions(stage, ready, phase))
              .put("containerStatuses", Arr.copyOf(containers))
              .putIfPresent("initContainerStatuses", initContainers(view, stage, started))
              .put("hostIP", hostIp)
              .put("hostIPs", Arr.of(Obj.of("ip", Str.of(hostIp))))
              .putUnlessEmpty("podIP", stage == Stage.STARTING ? "" : ip)
              .putIfPresent(
                  "podIPs", stage == Stage.STARTING ? null : Arr.of(Obj.of("ip", Str.of(ip))))
              .put("startTime", Timestamps.seconds(bound))
              .put("qosClass", pod.obj("status").str("qosClass", "BestEffort"))
              .build();
      return new PodPlay(phase, status, next(stage, started, readyFrom, ends), gone(view, phase));
    }

    private boolean restartsAfterEnd() {
      return switch (pod.obj("spec").str("restartPolicy", "Always")) {
        case "Never" -> false;
        case "OnFailure" -> script.exitCode() != 0;
        default -> true;
      };
    }

    private boolean gone(PodView view, String phase) {
      if (!view.isTerminating()) {
        return false;
      }
      return phase.equals("Succeeded") || phase.equals("Failed") || !now.isBefore(stopped());
    }

    /// When the containers of a deleted Pod have stopped: never later than its grace period.
    private Instant stopped() {
      Obj metadata = pod.obj("metadata");
      Instant deadline = Timestamps.parse(metadata.str("deletionTimestamp"));
      Instant asked = deadline.minusSeconds(metadata.integer("deletionGracePeriodSeconds", 0));
      Instant own = asked.plus(script.terminationDelay());
      return own.isBefore(deadline) ? own : deadline;
    }

    private @Nullable Instant next(Stage stage, Instant started, Instant readyFrom, Instant ends) {
      Instant next =
          switch (stage) {
            case STARTING -> started;
            case RUNNING -> now.isBefore(readyFrom) && readyFrom.isBefore(ends) ? readyFrom : ends;
            case HELD, ENDED -> Instant.MAX;
          };
      if (PodView.of(pod).isTerminating() && stopped().isBefore(next)) {
        next = stopped();
      }
      return next.equals(Instant.MAX) ? null : next;
    }

    private Arr conditions(Stage stage, boolean ready, String phase) {
      boolean completed = phase.equals("Succeeded");
      String why =
          completed ? "PodCompleted" : phase.equals("Failed") ? "PodFailed" : "ContainersNotReady";
      return Arr.of(
          condition("PodReadyToStartContainers", stage != Stage.STARTING, "", ""),
          condition("Initialized", stage != Stage.STARTING, completed ? "PodCompleted" : "", ""),
          condition("Ready", ready, ready ? "" : why, ready || completed ? "" : unready()),
          condition(
              "ContainersReady", ready, ready ? "" : why, ready || completed ? "" : unready()),
          condition("PodScheduled", true, "", ""));
    }

    private String unready() {
      List<String> names = PodView.of(pod).containers().stream().map(ContainerView::name).toList();
      return "containers with unready status: [" + String.join(" ", names) + "]";
    }

    /// A condition keeps its transition time for as long as it keeps its status.
    private Obj condition(String type, boolean holds, String reason, String message) {
      String value = holds ? "True" : "False";
      String since = Timestamps.seconds(now);
      for (Obj before : pod.obj("status").arr("conditions").objects()) {
        if (before.str("type").equals(type)
            && before.str("status").equals(value)
            && !before.str("lastTransitionTime").isEmpty()) {
          since = before.str("lastTransitionTime");
        }
      }
      return Obj.builder()
          .put("type", type)
          .put("status", value)
          .putUnlessEmpty("reason", reason)
          .putUnlessEmpty("message", message)
          .put("lastProbeTime", Null.NULL)
          .put("lastTransitionTime", since)
          .build();
    }

    private Obj containerStatus(
        ContainerView container,
        Stage stage,
        boolean crashing,
        boolean ready,
        Instant started,
        Instant ends) {
      Obj state =
          switch (stage) {
            case STARTING -> waiting("ContainerCreating", "");
            case HELD ->
                waiting(script.waiting(), "as annotation " + PodScript.PREFIX + "waiting says");
            case RUNNING ->
                Obj.of("running", Obj.of("startedAt", Str.of(Timestamps.seconds(started))));
            case ENDED ->
                crashing
                    ? waiting("CrashLoopBackOff", "back-off restarting failed container")
                    : terminated(started, ends);
          };
      int restarts = script.restarts() + (crashing ? 1 : 0);
      Obj last = crashing ? terminated(started, ends) : Obj.EMPTY;
      return Obj.builder()
          .put("name", container.name())
          .put("image", container.image())
          .put("imageID", "")
          .put("ready", ready)
          .put("started", stage == Stage.RUNNING)
          .put("restartCount", restarts)
          .put("state", state)
          .put("lastState", last)
          .putUnlessEmpty(
              "containerID",
              stage == Stage.RUNNING || stage == Stage.ENDED ? containerId(container) : "")
          .build();
    }

    private @Nullable Arr initContainers(PodView view, Stage stage, Instant started) {
      if (view.initContainers().isEmpty()) {
        return null;
      }
      List<Value> out = new ArrayList<>();
      for (ContainerView container : view.initContainers()) {
        boolean sidecar = container.isRestartable();
        boolean done = stage != Stage.STARTING;
        Obj running = Obj.of("running", Obj.of("startedAt", Str.of(Timestamps.seconds(started))));
        out.add(
            Obj.builder()
                .put("name", container.name())
                .put("image", container.image())
                .put("imageID", "")
                .put("ready", done)
                .put("started", done && sidecar)
                .put("restartCount", 0)
                .put(
                    "state",
                    !done
                        ? waiting("PodInitializing", "")
                        : sidecar ? running : ended("Completed", 0, started, started))
                .put("lastState", Obj.EMPTY)
                .build());
      }
      return Arr.copyOf(out);
    }

    private Obj terminated(Instant started, Instant ends) {
      return ended(
          script.exitCode() == 0 ? "Completed" : "Error", script.exitCode(), started, ends);
    }

    private static Obj ended(String reason, int exitCode, Instant started, Instant ends) {
      return Obj.of(
          "terminated",
          Obj.builder()
              .put("exitCode", exitCode)
              .put("reason", reason)
              .put("startedAt", Timestamps.seconds(started))
              .put("finishedAt", Timestamps.seconds(ends))
              .build());
    }

    private static Obj waiting(String reason, String message) {
      return Obj.of(
          "waiting",
          Obj.builder().put("reason", reason).putUnlessEmpty("message", message).build());
    }

    private String containerId(ContainerView container) {
      return "simulated://" + PodView.of(pod).uid() + "/" + container.name();
    }
  }
}

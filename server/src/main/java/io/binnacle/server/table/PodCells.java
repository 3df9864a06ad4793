package io.binnacle.server.table;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.Condition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The cells of a Pod. Ready, Status and Restarts are three views of one summary.
final class PodCells {
  private static final String NODE_LOST = "NodeLost";
  private static final Arr SUCCEEDED =
      completed("Succeeded", "The pod has completed successfully.");
  private static final Arr FAILED = completed("Failed", "The pod failed.");

  private PodCells() {}

  static String ready(Obj pod) {
    Summary s = summary(pod);
    return s.ready + "/" + s.total;
  }

  static String status(Obj pod) {
    return summary(pod).reason;
  }

  static String restarts(Obj pod, Instant now) {
    Summary s = summary(pod);
    return s.restarts == 0 || s.lastRestart == null
        ? Long.toString(s.restarts)
        : s.restarts + " (" + Ages.since(s.lastRestart, now) + " ago)";
  }

  static String ip(Obj pod) {
    List<Obj> ips = pod.obj("status").arr("podIPs").objects();
    return Cells.orNone(ips.isEmpty() ? "" : ips.getFirst().str("ip"));
  }

  static String readinessGates(Obj pod) {
    List<Obj> gates = pod.obj("spec").arr("readinessGates").objects();
    if (gates.isEmpty()) {
      return Cells.NONE;
    }
    long met = gates.stream().filter(g -> Condition.isTrue(pod, g.str("conditionType"))).count();
    return met + "/" + gates.size();
  }

  /// What a row says besides its cells: that a finished Pod is finished. Null for every other Pod.
  static @Nullable Arr rowConditions(Obj pod) {
    return switch (pod.obj("status").str("phase")) {
      case "Succeeded" -> SUCCEEDED;
      case "Failed" -> FAILED;
      default -> null;
    };
  }

  private static Arr completed(String reason, String message) {
    return Arr.of(
        Obj.builder()
            .put("type", "Completed")
            .put("status", "True")
            .put("reason", reason)
            .put("message", message)
            .build());
  }

  private static Summary summary(Obj pod) {
    Summary s = new Summary(pod);
    boolean initializing = s.countInitContainers();
    if (!initializing || Condition.isTrue(pod, "Initialized")) {
      s.countContainers();
    }
    if (Meta.isDeleting(pod)) {
      String phase = pod.obj("status").str("phase");
      if (pod.obj("status").str("reason").equals(NODE_LOST)) {
        s.reason = "Unknown";
      } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
        s.reason = "Terminating";
      }
    }
    return s;
  }

  /// What the container statuses of one Pod add up to. Filled by one thread, in the order of [#summary].
  private static final class Summary {
    private final Obj pod;
    private final List<Obj> initContainers;
    private int ready;
    private int total;
    private long restarts;
    private @Nullable Instant lastRestart;
    private long sidecarRestarts;
    private @Nullable Instant lastSidecarRestart;
    private String reason;

    Summary(Obj pod) {
      this.pod = pod;
      Obj spec = pod.obj("spec");
      Obj status = pod.obj("status");
      initContainers = spec.arr("initContainers").objects();
      total =
          spec.arr("containers").size()
              + (int) initContainers.stream().filter(Summary::isSidecar).count();
      boolean gated =
          status.arr("conditions").objects().stream()
              .anyMatch(c ->
                  c.str("type").equals("PodScheduled")
                      && c.str("reason").equals("SchedulingGated"));
      String why = status.str("reason");
      reason = gated ? "SchedulingGated" : why.isEmpty() ? status.str("phase") : why;
    }

    /// @return whether an init container is still to finish (or, for a sidecar, to start)
    boolean countInitContainers() {
      List<Obj> statuses = pod.obj("status").arr("initContainerStatuses").objects();
      for (int i = 0; i < statuses.size(); i++) {
        Obj container = statuses.get(i);
        long count = container.integer("restartCount", 0);
        Instant ended = lastEnd(container);
        boolean sidecar =
            initContainers.stream()
                .anyMatch(c -> c.str("name").equals(container.str("name")) && isSidecar(c));
        restarts += count;
        lastRestart = later(lastRestart, ended);
        if (sidecar) {
          sidecarRestarts += count;
          lastSidecarRestart = later(lastSidecarRestart, ended);
        }
        Obj terminated = container.obj("state").obj("terminated");
        boolean hasTerminated = container.obj("state").has("terminated");
        if (hasTerminated && terminated.integer("exitCode", 0) == 0) {
          continue;
        }
        if (sidecar && container.bool("started", false)) {
          ready += container.bool("ready", false) ? 1 : 0;
          continue;
        }
        String waiting = container.obj("state").obj("waiting").str("reason");
        if (hasTerminated) {
          reason = "Init:" + end(terminated);
        } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
          reason = "Init:" + waiting;
        } else {
          reason = "Init:" + i + "/" + initContainers.size();
        }
        return true;
      }
      return false;
    }

    void countContainers() {
      restarts = sidecarRestarts;
      lastRestart = lastSidecarRestart;
      boolean running = false;
      List<Obj> statuses = pod.obj("status").arr("containerStatuses").objects();
      for (Obj container : statuses.reversed()) {
        restarts += container.integer("restartCount", 0);
        lastRestart = later(lastRestart, lastEnd(container));
        Obj state = container.obj("state");
        String waiting = state.obj("waiting").str("reason");
        if (!waiting.isEmpty()) {
          reason = waiting;
        } else if (state.has("terminated")) {
          reason = end(state.obj("terminated"));
        } else if (container.bool("ready", false) && state.has("running")) {
          running = true;
          ready++;
        }
      }
      if (reason.equals("Completed") && running) {
        reason = Condition.isTrue(pod, "Ready") ? "Running" : "NotReady";
      }
    }

    private static boolean isSidecar(Obj initContainer) {
      return initContainer.str("restartPolicy").equals("Always");
    }

    private static String end(Obj terminated) {
      String reason = terminated.str("reason");
      if (!reason.isEmpty()) {
        return reason;
      }
      long signal = terminated.integer("signal", 0);
      return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.integer("exitCode", 0);
    }

    private static @Nullable Instant lastEnd(Obj container) {
      return Ages.time(container.obj("lastState").obj("terminated").get("finishedAt"));
    }

    private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
      if (a == null || b == null) {
        return a == null ? b : a;
      }
      return a.isBefore(b) ? b : a;
    }
  }
}

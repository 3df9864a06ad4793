package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.check.pods.Containers.Container;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.HumanDuration;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Containers that end again and again, or cannot be started at all.
final class Crashes {
  private static final Set<String> CANNOT_START =
      Set.of(
          "CrashLoopBackOff",
          "RunContainerError",
          "CreateContainerError",
          "StartError",
          "PostStartHookError");

  /* The runtime waits at most five minutes between starts, so one that is still at it ended within ten. */
  private static final Duration STILL_AT_IT = Duration.ofMinutes(10);
  private static final Duration OFTEN = Duration.ofMinutes(30);
  private static final long SOME = 3;
  private static final long MANY = 5;

  private Crashes() {}

  /// A Pod that is not ready because a container keeps ending; null if none does.
  static @Nullable Ailment of(PodView pod, Evidence seen) {
    for (Container container : Containers.main(pod)) {
      boolean down = !container.status().obj("state").obj("terminated").isEmpty();
      boolean again =
          !container.status().bool("ready", false)
              && container.restarts() >= SOME
              && endedLately(container, seen.now());
      if (CANNOT_START.contains(container.waitingFor()) || down || again) {
        return ailment(pod, container, seen);
      }
    }
    return null;
  }

  /// A Pod that is ready just now but not for long; null if it is not so.
  static @Nullable Ailment whileReady(PodView pod, Evidence seen) {
    for (Container container : Containers.main(pod)) {
      if (container.restarts() < MANY) {
        continue;
      }
      Instant start = Moments.of(pod.object().obj("status"), "startTime");
      if (start != null
          && endedLately(container, seen.now())
          && Duration.between(start, seen.now()).dividedBy(container.restarts()).compareTo(OFTEN)
              < 0) {
        return ailment(pod, container, seen);
      }
    }
    return null;
  }

  private static boolean endedLately(Container container, Instant now) {
    return Moments.isWithin(Moments.of(container.ended(), "finishedAt"), STILL_AT_IT, now);
  }

  /// *has restarted 7 times, last ended with status 1 (Error) 40s ago*.
  static String how(Container container, Instant now) {
    Obj ended = container.ended();
    StringBuilder out = new StringBuilder();
    if (container.restarts() > 0) {
      out.append("has restarted ").append(Words.count(container.restarts(), "time"));
    }
    if (ended.isEmpty()) {
      String message = container.waitingMessage();
      out.append(out.isEmpty() ? "" : ", ").append("cannot be started: ");
      return out.append(Words.quote(message.isEmpty() ? container.waitingFor() : message))
          .toString();
    }
    out.append(out.isEmpty() ? "ended" : ", last ended")
        .append(" with status ")
        .append(ended.integer("exitCode", 0));
    String meaning = meaning(ended);
    out.append(meaning.isEmpty() ? "" : " (" + meaning + ")");
    Instant at = Moments.of(ended, "finishedAt");
    if (at != null && !at.isAfter(now)) {
      out.append(' ').append(HumanDuration.of(Duration.between(at, now))).append(" ago");
    }
    String message = ended.str("message");
    return out.append(message.isEmpty() ? "" : ": " + Words.quote(message)).toString();
  }

  private static String meaning(Obj ended) {
    String reason = ended.str("reason");
    if (!reason.isEmpty() && !reason.equals("Error") && !reason.equals("Completed")) {
      return reason;
    }
    return switch ((int) ended.integer("exitCode", 0)) {
      case 0 -> "it does not stay running";
      case 126 -> "not executable";
      case 127 -> "command not found";
      case 137 -> "killed";
      case 139 -> "segmentation fault";
      case 143 -> "asked to stop";
      default -> "";
    };
  }

  private static Ailment ailment(PodView pod, Container container, Evidence seen) {
    Obj ended = container.ended();
    long status = ended.integer("exitCode", -1);
    String detail = container.noun() + " " + how(container, seen.now());
    String part = "";
    String hint = "Look at what it said before it ended: " + container.logs(pod) + " --previous.";
    String probe = killedBy(pod, container, seen);
    if (ended.str("reason").equals("OOMKilled")) {
      part = ".resources.limits.memory";
      String limit = container.spec().obj("resources").obj("limits").str("memory");
      detail += limit.isEmpty() ? "" : "; its memory limit is " + limit;
      hint = "Raise resources.limits.memory, or let the program use less.";
    } else if (!probe.isEmpty()) {
      part = "." + probe;
      Obj event = unhealthy(pod, container, probe, seen);
      detail +=
          "; its "
              + (probe.equals("livenessProbe") ? "liveness" : "startup")
              + " probe has it killed"
              + (event == null ? "" : ": " + Words.quote(event.str("message")));
      hint =
          "Look whether the " + probe + " asks the right port and gives the program enough time.";
    } else if (status == 127
        || status == 126
        || (detail.contains("executable file not found") || detail.contains("no such file"))) {
      part = ".command";
      hint = "Correct the command: the image has no such program.";
    } else if (status == 0) {
      hint = "Let it run a program that stays: this one ends by itself.";
    }
    return new Ailment(
        pod,
        Trouble.CRASHING,
        Places.ofContainer(pod, container.list(), container.name(), part, seen),
        detail,
        hint);
  }

  /// The probe that has this container killed, `livenessProbe` or `startupProbe`; empty if none does.
  private static String killedBy(PodView pod, Container container, Evidence seen) {
    Obj killing =
        Said.last(
            ObjectRef.pod(pod.key()),
            Set.of("Killing"),
            e ->
                Said.isAbout(e, container.name())
                    && e.str("message").contains(container.name())
                    && e.str("message").contains(" probe"),
            seen);
    if (killing == null) {
      return "";
    }
    return killing.str("message").contains("startup probe") ? "startupProbe" : "livenessProbe";
  }

  private static @Nullable Obj unhealthy(
      PodView pod, Container container, String probe, Evidence seen) {
    String begins = probe.equals("startupProbe") ? "Startup probe" : "Liveness probe";
    return Said.last(
        ObjectRef.pod(pod.key()),
        Set.of("Unhealthy"),
        e -> Said.isAbout(e, container.name()) && e.str("message").startsWith(begins),
        seen);
  }
}

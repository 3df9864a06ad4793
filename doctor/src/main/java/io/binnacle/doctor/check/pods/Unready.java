package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.check.pods.Containers.Container;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Shell;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.Condition;
import io.binnacle.model.view.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Why a Pod whose containers run is not ready.
final class Unready {
  /// What a program may take to get going before its probe counts as failing.
  private static final Duration WARMING = Duration.ofMinutes(2);

  private static final Duration WAVERING = Duration.ofSeconds(10);
  private static final int SURE = 10;

  private final PodView pod;
  private final boolean young;
  private final Evidence seen;

  private Unready(PodView pod, boolean young, Evidence seen) {
    this.pod = pod;
    this.young = young;
    this.seen = seen;
  }

  static @Nullable Ailment of(PodView pod, boolean young, Evidence seen) {
    return new Unready(pod, young, seen).find();
  }

  /// What keeps a Pod from ever being ready, by its manifest alone; null if nothing is certain to.
  static @Nullable Ailment asWritten(PodView pod, Evidence seen) {
    for (Container container : Containers.main(pod)) {
      Probe probe = Probe.readiness(container.spec());
      if (probe != null && probe.missesPort(pod) && (probe.asksByName() || probe.isSlip())) {
        return new Unready(pod, false, seen).wrongPort(container, probe, "");
      }
    }
    return null;
  }

  private @Nullable Ailment find() {
    boolean all = Condition.isTrue(pod.object(), "ContainersReady");
    for (Container container : Containers.main(pod)) {
      if (all || container.status().bool("ready", false)) {
        continue;
      }
      if (!container.status().bool("started", true) && container.spec().has("startupProbe")) {
        return Ailment.starting(
            pod, container.noun() + " has not passed its startup probe yet", seen);
      }
      Probe probe = Probe.readiness(container.spec());
      if (probe != null) {
        return failing(container, probe);
      }
    }
    Ailment gate = gate();
    if (gate != null) {
      return gate;
    }
    Condition ready = pod.readyCondition();
    boolean fresh = young || (ready != null && isRecent(ready.lastTransitionTime(), Triage.YOUNG));
    if (fresh || !pod.phase().equals("Running") || Containers.main(pod).isEmpty()) {
      return Ailment.starting(pod, pod.phase() + ", not ready yet", seen);
    }
    String why = ready == null ? "" : ready.message().isEmpty() ? ready.reason() : ready.message();
    return new Ailment(
        pod,
        Trouble.READINESS,
        Places.ofSpec(pod, "", seen),
        "its condition Ready is "
            + (ready == null ? "missing" : "False")
            + Words.since(pod.readySince(), seen.now())
            + (why.isEmpty() ? "" : ": " + Words.quote(why)),
        "Look at the containers: kubectl describe pod "
            + Shell.word(pod.name())
            + Shell.inNamespace(pod.namespace())
            + ".");
  }

  private Ailment failing(Container container, Probe probe) {
    Obj event =
        Said.last(
            ObjectRef.pod(pod.key()),
            Set.of("Unhealthy"),
            e ->
                Said.isAbout(e, container.name()) && e.str("message").startsWith("Readiness probe"),
            seen);
    String answer = event == null ? "" : event.str("message");
    if (probe.missesPort(pod) && !answer.contains("statuscode")) {
      if (probe.asksByName() || !answer.isEmpty() || !isWarming(container, probe, 0)) {
        return wrongPort(container, probe, answer);
      }
    }
    if (isWarming(container, probe, event == null ? 0 : Moments.count(event))) {
      return Ailment.starting(
          pod,
          container.noun()
              + " runs and its readiness probe ("
              + probe.text()
              + ") has not succeeded yet"
              + (probe.initialDelay() > 0
                  ? "; it first asks after " + probe.initialDelay() + "s"
                  : "")
              + (answer.isEmpty() ? "" : "; it last said: " + Words.quote(answer)),
          seen);
    }
    String scheme = rightScheme(probe, answer);
    String part = ".readinessProbe";
    if (!scheme.isEmpty()) {
      part += ".httpGet.scheme";
    } else if (answer.contains("statuscode: 404")) {
      part += ".httpGet.path";
    }
    Spot place = Places.ofContainer(pod, container.list(), container.name(), part, seen);
    List<Change> changes = new ArrayList<>();
    if (!scheme.isEmpty() && !place.isFixed()) {
      changes.add(place.set(Str.of(scheme)));
    }
    return new Ailment(
        pod,
        Trouble.READINESS,
        place,
        container.noun()
            + ", probe "
            + probe.text()
            + Words.since(since(container), seen.now())
            + (answer.isEmpty() ? "" : ": " + Words.quote(answer)),
        hint(probe, answer, scheme),
        changes);
  }

  private Ailment wrongPort(Container container, Probe probe, String answer) {
    String part = ".readinessProbe." + probe.how() + ".port";
    Spot place = Places.ofContainer(pod, container.list(), container.name(), part, seen);
    Value meant = probe.meantPort();
    List<Change> changes =
        meant == null || place.isFixed() ? List.of() : List.of(place.replace(meant));
    List<String> has = new ArrayList<>();
    for (Obj port : Probe.ports(container.spec())) {
      String name = port.str("name");
      has.add(port.integer("containerPort", 0) + (name.isEmpty() ? "" : " (" + name + ")"));
    }
    return new Ailment(
        pod,
        Trouble.WRONG_PORT,
        place,
        container.noun()
            + " is asked by "
            + probe.text()
            + " but "
            + (has.isEmpty() ? "declares no port" : "declares " + Words.list(has))
            + (answer.isEmpty() ? "" : ": " + Words.quote(answer)),
        meant == null
            ? "Let the probe ask at a port the container listens on."
            : "Let the probe ask at port " + text(meant) + ".",
        changes);
  }

  private static String text(Value port) {
    return port instanceof Str name ? name.value() : port.toString();
  }

  private @Nullable Ailment gate() {
    List<Obj> gates = pod.object().obj("spec").arr("readinessGates").objects();
    for (int i = 0; i < gates.size(); i++) {
      String type = gates.get(i).str("conditionType");
      Condition condition = Condition.find(pod.object(), type);
      if (condition != null && condition.isTrue()) {
        continue;
      }
      Instant since = condition == null ? pod.readySince() : condition.lastTransitionTime();
      if (young || isRecent(since, Triage.YOUNG)) {
        return Ailment.starting(pod, "waits for condition " + type, seen);
      }
      return new Ailment(
          pod,
          Trouble.GATE,
          Places.ofSpec(pod, "readinessGates[" + i + "]", seen),
          "condition "
              + type
              + (condition == null
                  ? " was never set"
                  : " is "
                      + condition.status()
                      + Words.since(since, seen.now())
                      + (condition.message().isEmpty()
                          ? ""
                          : ": " + Words.quote(condition.message()))),
          "Look at the controller that sets condition "
              + type
              + ", or take the readiness gate away if there is none.");
    }
    return null;
  }

  /// Whether a probe that says no may just be early.
  private boolean isWarming(Container container, Probe probe, long failures) {
    Instant started = started(container);
    if (started == null) {
      return false;
    }
    // More often than it can have been asked: Events of a Pod that had this name before.
    Duration asked = Duration.ofSeconds(SURE * probe.object().integer("periodSeconds", 10));
    if (failures >= SURE && !isRecent(started, asked)) {
      return false;
    }
    return wasReady(started)
        ? isRecent(pod.readySince(), WAVERING)
        : isRecent(started, WARMING.plusSeconds(probe.initialDelay()));
  }

  private @Nullable Instant since(Container container) {
    Instant started = started(container);
    return started != null && !wasReady(started) ? started : pod.readySince();
  }

  /// Whether it became unready after it had been ready.
  private boolean wasReady(Instant started) {
    Instant since = pod.readySince();
    return since != null && Duration.between(started, since).compareTo(WAVERING) > 0;
  }

  private @Nullable Instant started(Container container) {
    Instant running = Moments.of(container.status().obj("state").obj("running"), "startedAt");
    return running != null ? running : Moments.of(pod.object().obj("status"), "startTime");
  }

  private boolean isRecent(@Nullable Instant then, Duration span) {
    return Moments.isWithin(then, span, seen);
  }

  /// The scheme the program speaks if the probe speaks the other; empty if that is not the trouble.
  private static String rightScheme(Probe probe, String answer) {
    if (!probe.how().equals("httpGet")) {
      return "";
    }
    boolean secure = probe.object().obj("httpGet").str("scheme").equals("HTTPS");
    if (secure && answer.contains("server gave HTTP response to HTTPS client")) {
      return "HTTP";
    }
    boolean greeted =
        answer.contains("HTTP request to an HTTPS server")
            || answer.contains("malformed HTTP response");
    return !secure && greeted ? "HTTPS" : "";
  }

  private static String hint(Probe probe, String answer, String scheme) {
    if (!scheme.isEmpty()) {
      return "Let the probe speak " + scheme + ", as the program does.";
    }
    if (answer.contains("statuscode: 404")) {
      return "Correct the path: the program has nothing at "
          + probe.object().obj("httpGet").str("path", "/")
          + ".";
    }
    if (answer.contains("statuscode: 401") || answer.contains("statuscode: 403")) {
      return "Let the probe ask for a path that needs no credentials.";
    }
    if (answer.contains("deadline exceeded") || answer.contains("timed out")) {
      return "Raise the probe's timeoutSeconds ("
          + probe.object().integer("timeoutSeconds", 1)
          + "), or look why the program is so slow.";
    }
    if (answer.contains("connection refused")) {
      return "Look where the program listens: nobody answers at " + probe.text() + ".";
    }
    return "Ask the program why it is not ready: its logs, and what it depends on.";
  }
}

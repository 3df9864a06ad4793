package io.binnacle.node.pod;

import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.node.pod.Observed.NodeFacts;
import io.binnacle.node.pod.Observed.Starting;
import io.binnacle.node.pod.Observed.Work;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Container.State;
import io.binnacle.node.runtime.Sandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says what is known of a Pod, in the words of a test. Containers are named `c` (main), `i:x` (init), `s:x` (sidecar), `e:x`
/// (ephemeral); times are seconds before [#NOW].
final class Given {
  static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  private Obj pod;
  private boolean gone;
  private boolean prepared = true;
  private final List<Sandbox> sandboxes = new ArrayList<>();
  private final List<Container> containers = new ArrayList<>();
  private final Map<String, StartFailure> failures = new HashMap<>();
  private final Map<String, Health> health = new HashMap<>();
  private final Map<String, Instant> stopping = new HashMap<>();
  private @Nullable Starting starting;
  private long backOff;
  private long ranFor = 1;

  Given(String... names) {
    Map<String, List<Value>> lists = new HashMap<>();
    for (String name : names) {
      String plain = name.substring(name.indexOf(':') + 1);
      Obj container = Obj.of("name", Str.of(plain), "image", Str.of("app"));
      String list =
          switch (name.charAt(0) + name.substring(1, Math.min(2, name.length()))) {
            case "i:" -> "initContainers";
            case "s:" -> {
              container = container.with("restartPolicy", "Always");
              yield "initContainers";
            }
            case "e:" -> "ephemeralContainers";
            default -> "containers";
          };
      lists.computeIfAbsent(list, _ -> new ArrayList<>()).add(container);
    }
    Obj spec = Obj.of("restartPolicy", Str.of("Always"));
    for (Map.Entry<String, List<Value>> e : lists.entrySet()) {
      spec = spec.with(e.getKey(), Arr.copyOf(e.getValue()));
    }
    pod =
        Obj.of(
            "metadata",
            Obj.of("name", Str.of("web"), "namespace", Str.of("default"), "uid", Str.of("u")),
            "spec",
            spec,
            "status",
            Obj.of("phase", Str.of("Pending")));
  }

  Given with(String field, Obj value) {
    pod = pod.with(field, value);
    return this;
  }

  Given policy(String policy) {
    pod = pod.change("spec", s -> s.with("restartPolicy", policy));
    return this;
  }

  private Given container(String name, String field, Value value) {
    for (String list : List.of("containers", "initContainers")) {
      pod =
          pod.change(
              "spec",
              s ->
                  s.has(list)
                      ? s.with(
                          list,
                          s.arr(list)
                              .map(c ->
                                  c instanceof Obj o && o.str("name").equals(name)
                                      ? o.with(field, value)
                                      : c))
                      : s);
    }
    return this;
  }

  Given startupProbe(String name) {
    return container(name, "startupProbe", Obj.of("exec", Obj.EMPTY));
  }

  Given image(String name, String image) {
    return container(name, "image", Str.of(image));
  }

  Given unprepared() {
    prepared = false;
    return this;
  }

  Given gone() {
    gone = true;
    return this;
  }

  /// Deleted; its containers are to be killed in so many seconds.
  Given deleted(int left) {
    pod =
        pod.change(
            "metadata",
            m ->
                m.with("deletionTimestamp", Timestamps.seconds(NOW.plusSeconds(left)))
                    .with("deletionGracePeriodSeconds", 30));
    return this;
  }

  Given deadline(int seconds, int since) {
    pod =
        pod.change("spec", s -> s.with("activeDeadlineSeconds", seconds))
            .change(
                "status", s -> s.with("startTime", Timestamps.seconds(NOW.minusSeconds(since))));
    return this;
  }

  Given sandbox(int attempt, boolean ready) {
    sandboxes.add(
        new Sandbox(
            "s" + attempt,
            "u",
            "default",
            "web",
            attempt,
            ready,
            ready ? List.of("10.0.0.2") : List.of(),
            NOW.minusSeconds(100 - attempt),
            Map.of()));
    return this;
  }

  /// The containers said from now on make the next one wait so many seconds.
  Given backOff(long seconds) {
    backOff = seconds;
    return this;
  }

  /// The containers said from now on ran for so many seconds.
  Given ranFor(long seconds) {
    ranFor = seconds;
    return this;
  }

  Given created(String name, int attempt) {
    return add(name, attempt, State.CREATED, 0, 0);
  }

  Given running(String name, int attempt) {
    return add(name, attempt, State.RUNNING, 0, 0);
  }

  /// It ended with `exitCode`, so many seconds ago.
  Given ended(String name, int attempt, int exitCode, int ago) {
    return add(name, attempt, State.EXITED, exitCode, ago);
  }

  private Given add(String name, int attempt, State state, int exitCode, int ago) {
    Instant end = NOW.minusSeconds(ago);
    Instant begin = end.minusSeconds(ranFor);
    containers.add(
        new Container(
            name + "-" + attempt,
            sandboxes.getLast().id(),
            "u",
            name,
            attempt,
            state,
            "app",
            "sha256:1",
            begin,
            state == State.CREATED ? null : begin,
            state == State.EXITED ? end : null,
            exitCode,
            "",
            "",
            "",
            Map.of(
                Slot.BACK_OFF,
                Long.toString(backOff),
                Slot.HASH,
                Slot.hash(Obj.of("name", Str.of(name), "image", Str.of("app"))))));
    return this;
  }

  Given starting(String name, int attempt) {
    starting = new Starting(name, attempt, true);
    return this;
  }

  Given stopping(String name, int left) {
    stopping.put(name + "-0", NOW.plusSeconds(left));
    return this;
  }

  Given failed(String name, String reason, int ago) {
    failures.put(name, StartFailure.of(null, reason, "why", NOW.minusSeconds(ago)));
    return this;
  }

  Given doomed(String name, int grace) {
    health.put(
        name + "-0", new Health(true, true, "Container " + name + " failed liveness probe", grace));
    return this;
  }

  Observed facts() {
    return new Observed(
        pod,
        gone,
        new NodeFacts("containerd", List.of("192.0.2.1")),
        null,
        prepared,
        sandboxes,
        containers,
        new Work(false, null, false, null, starting, stopping, List.of(), false),
        failures,
        health,
        null,
        NOW,
        NOW);
  }

  String describe(PodLife life) {
    return life.steps().stream().map(Given::describe).collect(Collectors.joining(", "));
  }

  private static String describe(Step step) {
    return switch (step) {
      case Step.Prepare _ -> "prepare";
      case Step.CreateSandbox s -> "sandbox " + s.attempt();
      case Step.StopSandbox s -> "stop sandbox " + s.id();
      case Step.RemoveSandbox s -> "remove sandbox " + s.id();
      case Step.Start s -> "start " + s.name() + "." + s.attempt();
      case Step.Stop s ->
          "stop " + s.name() + " " + Duration.between(NOW, s.deadline()).toSeconds();
      case Step.Remove s -> "remove " + s.containerId();
      case Step.Say s -> "say " + s.reason();
      case Step.Release _ -> "release";
    };
  }

  static String line(Obj status) {
    StringBuilder out = new StringBuilder(status.str("phase"));
    if (!status.str("reason").isEmpty()) {
      out.append('(').append(status.str("reason")).append(')');
    }
    for (String list :
        List.of("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")) {
      for (Obj c : status.arr(list).objects()) {
        Obj state = c.obj("state");
        String text =
            state.has("running")
                ? c.bool("ready", false) ? "ready" : "running"
                : state.has("waiting")
                    ? state.obj("waiting").str("reason")
                    : state.obj("terminated").str("reason");
        out.append(' ').append(c.str("name")).append(':').append(text);
      }
    }
    return out.toString();
  }
}

package io.binnacle.node.agent;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.pod.Step;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import io.binnacle.node.volume.VolumeOutcome;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes steps: notes each as begun, does it on a thread of its own, notes how it went, and has the Pod looked at again.
final class Deeds {
  private static final Logger LOG = System.getLogger(Deeds.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration REFRESH = Duration.ofMinutes(1);

  /// How many sandboxes are made at once. More at a time are not sooner there, they only wait for each other inside the runtime
  /// (docs/decisions/0028).
  private static final int SANDBOXES_AT_ONCE = 8;

  private final Tools tools;
  private final SandboxMaker sandboxes;
  private final ContainerStarter starter;
  private final ContainerStopper stopper;
  private final Leavings leavings;
  private final Lanes lanes;
  private final Consumer<PodRecord> again;
  private final Consumer<PodRecord> released;

  /// @param again gives a Pod its next turn
  /// @param released hears that nothing is left of a Pod
  Deeds(Tools tools, Consumer<PodRecord> again, Consumer<PodRecord> released) {
    this.tools = tools;
    this.sandboxes = new SandboxMaker(tools);
    this.starter = new ContainerStarter(tools, sandboxes);
    this.stopper = new ContainerStopper(tools);
    this.leavings = new Leavings(tools);
    this.lanes = new Lanes(tools.scheduler(), SANDBOXES_AT_ONCE);
    this.again = again;
    this.released = released;
  }

  /// Begins `step` and returns.
  void begin(PodRecord record, Step step) {
    switch (step) {
      case Step.Prepare _ -> {
        record.preparing();
        beside(record, () -> prepare(record));
      }
      case Step.CreateSandbox create -> {
        record.sandboxing();
        sandboxes.handedOver(record);
        Instant handed = tools.now();
        lanes.execute(() -> {
          tools.delays().observe("queue", tools.since(handed));
          finish(record, () -> sandboxes.make(record, create));
        });
      }
      case Step.StopSandbox stop -> {
        record.clearing(stop.id());
        beside(record, () -> stopSandbox(record, stop.id()));
      }
      case Step.RemoveSandbox remove -> {
        record.clearing(remove.id());
        beside(record, () -> removeSandbox(record, remove.id()));
      }
      case Step.Start start -> {
        record.starting(start.name(), start.attempt());
        beside(record, () -> starter.start(record, start));
      }
      case Step.Stop stop -> {
        record.stopping(stop.containerId(), stop.deadline());
        beside(record, () -> stop(record, stop));
      }
      case Step.Remove remove -> {
        record.clearing(remove.containerId());
        beside(record, () -> remove(record, remove.containerId()));
      }
      case Step.Say say -> say(record, say);
      case Step.Release _ -> {
        record.releasing();
        beside(record, () -> release(record));
      }
    }
  }

  /// Brings the volumes of a running Pod up to date.
  void refresh(PodRecord record) {
    beside(record, () -> prepare(record));
  }

  private void beside(PodRecord record, Runnable deed) {
    tools.scheduler().execute(() -> finish(record, deed));
  }

  private void finish(PodRecord record, Runnable deed) {
    try {
      deed.run();
    } finally {
      again.accept(record);
    }
  }

  private void say(PodRecord record, Step.Say say) {
    if (!record.say(say.reason() + "/" + say.once())) {
      return;
    }
    Obj pod = record.pod();
    if (say.warning()) {
      tools.events().warning(pod, say.reason(), say.message());
    } else {
      tools.events().normal(pod, say.reason(), say.message());
    }
  }

  private void prepare(PodRecord record) {
    Obj pod = record.pod();
    VolumeOutcome outcome = null;
    String trouble = "";
    try {
      outcome = tools.volumes().prepare(pod, tools.facts(record));
    } catch (ApiException e) {
      trouble = e.status().message();
    }
    Instant now = tools.now();
    if (outcome != null && outcome.ready()) {
      record.prepared(refreshAt(pod, outcome.refreshBy(), now));
      return;
    }
    if (outcome == null) {
      tools.events().warning(pod, "FailedMount", trouble);
    } else {
      outcome.problems().forEach(p -> tools.events().warning(pod, p.reason(), p.message()));
    }
    record.notPrepared(failures -> now.plus(SandboxMaker.retry(failures)));
  }

  /// When the volumes have to be brought up to date; null for a Pod whose volumes never change.
  private static @Nullable Instant refreshAt(Obj pod, @Nullable Instant by, Instant now) {
    boolean changes =
        pod.obj("spec").arr("volumes").objects().stream()
            .anyMatch(v ->
                v.has("configMap")
                    || v.has("secret")
                    || v.has("downwardAPI")
                    || v.has("projected"));
    Instant usual = now.plus(REFRESH);
    if (!changes) {
      return by;
    }
    return by != null && by.isBefore(usual) ? by : usual;
  }

  private void stopSandbox(PodRecord record, String id) {
    attempt(
        record,
        "stop sandbox " + id,
        () -> {
          tools.runtime().stopSandbox(id);
          record.stale();
          record.cleared(id);
        },
        () -> record.cleared(id));
  }

  private void removeSandbox(PodRecord record, String id) {
    attempt(
        record,
        "remove sandbox " + id,
        () -> {
          tools.runtime().stopSandbox(id);
          tools.runtime().removeSandbox(id);
          record.drop(id);
          record.cleared(id);
        },
        () -> record.cleared(id));
  }

  private void remove(PodRecord record, String id) {
    attempt(
        record,
        "remove container " + id,
        () -> {
          leavings.remove(record, id);
          record.cleared(id);
        },
        () -> record.cleared(id));
  }

  private void stop(PodRecord record, Step.Stop stop) {
    attempt(
        record,
        "stop container " + stop.containerId(),
        () -> {
          stopper.stop(record, stop);
          record.stale();
          record.stopped(stop.containerId(), stop.deadline());
        },
        () -> record.stopped(stop.containerId(), stop.deadline()));
  }

  private void release(PodRecord record) {
    try {
      leavings.release(record);
      released.accept(record);
    } catch (IOException | RuntimeFailure | ApiException e) {
      LOG.log(level(e), "pod {0} not cleared away yet: {1}", record.key(), e.getMessage());
      record.notReleased(tools.now().plus(RETRY));
    }
  }

  /// A runtime that is away says so by itself, and once is enough.
  private static Level level(Exception e) {
    boolean away = e instanceof RuntimeFailure f && f.kind() == Kind.UNAVAILABLE;
    return away ? Level.DEBUG : Level.WARNING;
  }

  /// A deed of the runtime.
  private interface Call {
    void run() throws IOException;
  }

  /// Makes a call; if it fails, it counts as under way for a while yet, so that it is not tried again at once.
  private void attempt(PodRecord record, String what, Call call, Runnable failed) {
    try {
      call.run();
    } catch (IOException | RuntimeFailure e) {
      LOG.log(level(e), "pod {0}: cannot {1}: {2}", record.key(), what, e.getMessage());
      var _ =
          tools
              .scheduler()
              .schedule(
                  RETRY,
                  () -> {
                    failed.run();
                    again.accept(record);
                  });
    }
  }
}

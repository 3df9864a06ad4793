package io.binnacle.node.probe;

import io.binnacle.client.run.Scheduler;
import io.binnacle.client.run.Scheduler.Cancellable;
import io.binnacle.model.meta.Meta;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Probes the containers of a node and knows how they are. Safe for use by many threads; no call waits for a probe.
///
/// The first run of a probe begins when its initial delay has passed since the container's start, the next ones one period
/// after the other. Readiness and liveness wait for startup and begin at once when it succeeds.
public final class Probes implements AutoCloseable {
  private static final int TRIES = 3;

  private final Scheduler scheduler;
  private final ProbeTransport transport;
  private final int parallelism;
  private final RandomGenerator random;
  private final ProbeListener listener;

  private final Map<String, ContainerProbes> containers = new HashMap<>();
  private final Deque<Run> waiting = new ArrayDeque<>();
  private int running;
  private boolean closed;

  private record Run(ContainerProbes probes, ProbeKind kind, Instant tick) {}

  /// @param transport makes the runs, usually a [HandlerTransport]; stays the caller's to close
  /// @param parallelism the most probes that run at once
  /// @param random spreads the first probes after a restart of ours
  public Probes(
      Scheduler scheduler,
      ProbeTransport transport,
      int parallelism,
      RandomGenerator random,
      ProbeListener listener) {
    if (parallelism < 1) {
      throw new IllegalArgumentException("parallelism must be at least 1, was " + parallelism);
    }
    this.scheduler = scheduler;
    this.transport = transport;
    this.parallelism = parallelism;
    this.random = random;
    this.listener = listener;
  }

  /// Begins to probe a container that has started; does nothing if it is being probed, or has no probes.
  ///
  /// @param found whether it was found running after a restart of ours: it then counts as started and ready as the Pod's
  ///     status says, and its first probes are spread over their period
  public synchronized void add(ProbedContainer container, boolean found) {
    ContainerProbes probes = new ContainerProbes(container, found);
    if (closed || probes.kinds().isEmpty() || containers.containsKey(container.id())) {
      return;
    }
    containers.put(container.id(), probes);
    for (ProbeKind kind : probes.kinds()) {
      begin(probes, kind, found);
    }
  }

  /// What is known of a running container; one that was never added has no probes, and is well.
  public synchronized ContainerHealth health(String containerId) {
    ContainerProbes probes = containers.get(containerId);
    return probes == null ? ContainerHealth.WELL : probes.health();
  }

  /// Stops liveness and startup probes of a container that is being stopped; readiness goes on.
  public synchronized void stopping(String containerId) {
    ContainerProbes probes = containers.get(containerId);
    if (probes != null) {
      probes.stopping();
    }
  }

  /// Forgets a container that has ended.
  public synchronized void remove(String containerId) {
    ContainerProbes probes = containers.remove(containerId);
    if (probes != null) {
      probes.timers.values().forEach(Cancellable::cancel);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    containers.values().forEach(probes -> probes.timers.values().forEach(Cancellable::cancel));
    containers.clear();
    waiting.clear();
  }

  private void begin(ContainerProbes probes, ProbeKind kind, boolean spread) {
    ProbeState state = probes.state(kind);
    if (state == null || !probes.wants(kind)) {
      return;
    }
    Duration wait = probes.initialWait(kind, now());
    Duration period = state.spec().period();
    Duration jitter =
        spread
            ? Duration.ofMillis((long) (random.nextDouble() * period.toMillis()))
            : Duration.ZERO;
    at(probes, kind, wait.plus(jitter));
  }

  private void at(ContainerProbes probes, ProbeKind kind, Duration wait) {
    Instant tick = now().plus(wait);
    probes.timers.put(kind, scheduler.schedule(wait, () -> due(new Run(probes, kind, tick))));
  }

  private synchronized void due(Run run) {
    if (!current(run.probes()) || !run.probes().wants(run.kind())) {
      return;
    }
    if (running < parallelism) {
      running++;
      scheduler.execute(() -> run(run));
    } else {
      waiting.add(run);
    }
  }

  private void run(Run run) {
    ProbeResult result;
    try {
      result = probe(run);
    } finally {
      next();
    }
    ProbedContainer container = run.probes().container;
    if (take(run, result)) {
      listener.changed(Meta.uid(container.pod()), container.id());
    }
  }

  private @Nullable ProbeSpec spec(Run run) {
    ProbeState state = run.probes().state(run.kind());
    return state == null ? null : state.spec();
  }

  /// One run; what could not be run is tried again a few times.
  private ProbeResult probe(Run run) {
    ProbeSpec spec = spec(run);
    if (spec == null) {
      return new ProbeResult.Unknown("no such probe");
    }
    ProbedContainer container = run.probes().container;
    ProbeResult result = transport.probe(spec.handler(), container, spec.timeout());
    for (int i = 1; i < TRIES && result instanceof ProbeResult.Unknown; i++) {
      result = transport.probe(spec.handler(), container, spec.timeout());
    }
    return result;
  }

  /// Takes in what a run brought and sets the time of the next one.
  ///
  /// @return whether the container's health has changed
  private boolean take(Run run, ProbeResult result) {
    ContainerProbes probes = run.probes();
    boolean changed;
    synchronized (this) {
      if (!current(probes) || !probes.wants(run.kind())) {
        return false;
      }
      boolean wasStarted = probes.started();
      changed = probes.take(run.kind(), result);
      ProbeState state = probes.state(run.kind());
      if (state != null && probes.wants(run.kind())) {
        Duration wait = Duration.between(now(), run.tick().plus(state.spec().period()));
        at(probes, run.kind(), wait.isNegative() ? Duration.ZERO : wait);
      }
      if (!wasStarted && probes.started()) {
        begin(probes, ProbeKind.READINESS, false);
        begin(probes, ProbeKind.LIVENESS, false);
      }
    }
    tell(run, result);
    return changed;
  }

  private void tell(Run run, ProbeResult result) {
    ProbedContainer container = run.probes().container;
    String probe = run.kind().word() + " probe ";
    switch (result) {
      case ProbeResult.Success _ -> {}
      case ProbeResult.Warning warning ->
          listener.event(
              container.pod(),
              container.name(),
              "ProbeWarning",
              probe + "warning: " + warning.output());
      case ProbeResult.Failure failure ->
          listener.event(
              container.pod(),
              container.name(),
              "Unhealthy",
              probe + "failed: " + failure.output());
      case ProbeResult.Unknown unknown ->
          listener.event(
              container.pod(),
              container.name(),
              "Unhealthy",
              probe + "errored and resulted in unknown state: " + unknown.error());
    }
  }

  /// Gives the place of a run that has ended to the next one that still matters.
  private synchronized void next() {
    running--;
    while (!waiting.isEmpty() && running < parallelism) {
      due(waiting.remove());
    }
  }

  private boolean current(ContainerProbes probes) {
    return containers.get(probes.container.id()) == probes;
  }

  private Instant now() {
    return scheduler.clock().instant();
  }
}

package io.binnacle.node.agent;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.pod.Health;
import io.binnacle.node.pod.Observed;
import io.binnacle.node.pod.Observed.NodeFacts;
import io.binnacle.node.pod.Observed.Rejection;
import io.binnacle.node.pod.Observed.Starting;
import io.binnacle.node.pod.Observed.Work;
import io.binnacle.node.pod.StartFailure;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Sandbox;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the agent knows of one Pod. Every method is one short atomic step; nothing is called from within.
final class PodRecord {
  final String uid;
  final Instant firstSeen;
  final PodMoments moments = new PodMoments();

  private Obj pod;
  private Obj written = Obj.EMPTY;
  private boolean gone;
  private @Nullable Rejection rejection;
  private boolean admitted;

  private final Map<String, Sandbox> sandboxes = new LinkedHashMap<>();
  private final Map<String, Container> containers = new LinkedHashMap<>();
  private boolean stale;

  private boolean prepared;
  private boolean preparing;
  private @Nullable Instant prepareAt;
  private @Nullable Instant refreshAt;
  private int prepareFailures;
  private boolean sandboxing;
  private @Nullable Instant sandboxAt;
  private int sandboxFailures;
  private @Nullable Starting starting;
  private final Map<String, Instant> stopping = new HashMap<>();
  private final Set<String> clearing = new HashSet<>();
  private boolean releasing;
  private boolean released;
  private @Nullable Instant releaseAt;

  private final Map<String, StartFailure> failures = new HashMap<>();
  private final Set<String> said = new HashSet<>();
  private final Set<String> found = new HashSet<>();
  private final Set<String> probed = new HashSet<>();
  private @Nullable Instant endingSince;

  PodRecord(Obj pod, Instant firstSeen) {
    this.pod = pod;
    this.uid = Meta.uid(pod);
    this.firstSeen = firstSeen;
  }

  // The Pod in the API.

  synchronized void seen(Obj now) {
    pod = now;
  }

  synchronized void gone() {
    gone = true;
  }

  synchronized boolean isGone() {
    return gone;
  }

  /// The Pod as it was read or written last, whichever is newer.
  synchronized Obj pod() {
    return version(written) >= version(pod) ? written : pod;
  }

  synchronized ObjectKey key() {
    return ObjectKey.of(pod);
  }

  /// The status has been written: from now on the Pod reads as `result`, but with the very status that was meant, so that
  /// what the API makes of it (it leaves out nulls) is no reason to write again.
  synchronized void written(Obj result, Obj status) {
    written = result.with("status", status);
  }

  private static long version(Obj object) {
    String version = Meta.resourceVersion(object);
    return version.isEmpty() ? -1 : Long.parseLong(version);
  }

  /// Whether it still has to be asked whether the node takes this Pod.
  synchronized boolean needsAdmission() {
    return !admitted;
  }

  /// Whether the node has taken it.
  synchronized boolean isAdmitted() {
    return admitted && rejection == null;
  }

  synchronized void admit(@Nullable Rejection why) {
    admitted = true;
    rejection = why;
  }

  // The runtime.

  synchronized void put(Sandbox sandbox) {
    sandboxes.put(sandbox.id(), sandbox);
  }

  synchronized void put(Container container) {
    containers.put(container.id(), container);
  }

  /// Found in a listing; unless one is being made just now, it is an earlier agent's.
  ///
  /// @return whether it has been taken in
  synchronized boolean foundUnlessBusy(Sandbox sandbox) {
    if (!sandboxing && !released) {
      sandboxes.putIfAbsent(sandbox.id(), sandbox);
    }
    return !sandboxing && !released;
  }

  /// Found in a listing; unless one is being made just now, it is an earlier agent's, and its probes count on from what the
  /// status says.
  ///
  /// @return whether it has been taken in
  synchronized boolean foundUnlessBusy(Container container) {
    boolean busy = starting != null && starting.name().equals(container.name());
    if (!busy && !released && containers.putIfAbsent(container.id(), container) == null) {
      found.add(container.id());
    }
    return !busy && !released;
  }

  synchronized boolean wasFound(String containerId) {
    return found.contains(containerId);
  }

  synchronized void drop(String id) {
    sandboxes.remove(id);
    containers.remove(id);
  }

  synchronized @Nullable Container container(String id) {
    return containers.get(id);
  }

  synchronized @Nullable Sandbox sandbox(String id) {
    return sandboxes.get(id);
  }

  synchronized List<Sandbox> sandboxes() {
    return List.copyOf(sandboxes.values());
  }

  synchronized List<Container> containers() {
    return List.copyOf(containers.values());
  }

  /// Notes that the runtime may know more than this record.
  synchronized void stale() {
    stale = true;
  }

  synchronized boolean takeStale() {
    boolean was = stale;
    stale = false;
    return was;
  }

  /// @return whether the container was not being probed before
  synchronized boolean probing(String containerId) {
    return probed.add(containerId);
  }

  synchronized void notProbing(String containerId) {
    probed.remove(containerId);
  }

  synchronized Set<String> probed() {
    return Set.copyOf(probed);
  }

  // What is under way.

  synchronized void preparing() {
    preparing = true;
  }

  synchronized void prepared(@Nullable Instant refresh) {
    preparing = false;
    prepared = true;
    prepareFailures = 0;
    refreshAt = refresh;
  }

  /// @return how often in a row it has failed now
  synchronized int notPrepared(Function<Integer, Instant> retryAt) {
    preparing = false;
    prepareAt = retryAt.apply(++prepareFailures);
    return prepareFailures;
  }

  /// Whether the volumes of a running Pod have to be brought up to date now; then it is noted as begun.
  synchronized boolean takeRefresh(Instant now) {
    boolean due = prepared && !preparing && refreshAt != null && !now.isBefore(refreshAt);
    preparing |= due;
    return due;
  }

  synchronized @Nullable Instant refreshAt() {
    return prepared ? refreshAt : null;
  }

  /// Something the Pod names has changed: volumes are brought up to date, and what lacked it is tried again.
  synchronized void surroundingsChanged(Instant now) {
    if (refreshAt != null) {
      refreshAt = now;
    }
    prepareAt = null;
    failures.values().removeIf(f -> f.reason().equals("CreateContainerConfigError"));
  }

  synchronized void sandboxing() {
    sandboxing = true;
  }

  synchronized void sandboxed(Sandbox made) {
    sandboxing = false;
    sandboxFailures = 0;
    sandboxes.put(made.id(), made);
  }

  synchronized void notSandboxed(Function<Integer, Instant> retryAt) {
    sandboxing = false;
    sandboxAt = retryAt.apply(++sandboxFailures);
  }

  synchronized void starting(String name, int attempt) {
    starting = new Starting(name, attempt, false);
  }

  /// From here on the container is made, and must be waited for.
  ///
  /// @return false if the start has been called off
  synchronized boolean commit(String name, int attempt) {
    Starting now = starting;
    if (now == null || !now.name().equals(name) || now.attempt() != attempt) {
      return false;
    }
    starting = new Starting(name, attempt, true);
    return true;
  }

  /// Calls off a start that has made nothing yet.
  synchronized boolean callOff() {
    boolean off = starting != null && !starting.committed();
    starting = off ? null : starting;
    return off;
  }

  synchronized void started(String name, int attempt) {
    if (isStarting(name, attempt)) {
      starting = null;
      failures.remove(name);
    }
  }

  synchronized void notStarted(
      String name, int attempt, String reason, String message, Instant now) {
    if (isStarting(name, attempt)) {
      starting = null;
      failures.put(name, StartFailure.of(failures.get(name), reason, message, now));
    }
  }

  /// The start has come to nothing because the runtime does not answer.
  synchronized void startUnavailable(String name, int attempt, String message, Instant now) {
    if (isStarting(name, attempt)) {
      starting = null;
      failures.put(name, StartFailure.unavailable(message, now));
    }
  }

  private boolean isStarting(String name, int attempt) {
    return starting != null && starting.name().equals(name) && starting.attempt() == attempt;
  }

  synchronized void stopping(String containerId, Instant deadline) {
    stopping.put(containerId, deadline);
  }

  synchronized void stopped(String containerId, Instant deadline) {
    stopping.remove(containerId, deadline);
  }

  synchronized void clearing(String id) {
    clearing.add(id);
  }

  synchronized void cleared(String id) {
    clearing.remove(id);
  }

  synchronized void releasing() {
    releasing = true;
  }

  synchronized void notReleased(Instant retry) {
    releasing = false;
    releaseAt = retry;
  }

  synchronized void released() {
    released = true;
  }

  synchronized boolean isReleased() {
    return released;
  }

  synchronized @Nullable Instant releaseAt() {
    return releaseAt;
  }

  /// @return whether `key` is said for the first time
  synchronized boolean say(String key) {
    return said.add(key);
  }

  synchronized void ending(Instant now) {
    if (endingSince == null) {
      endingSince = now;
    }
  }

  synchronized boolean isEnding() {
    return endingSince != null;
  }

  /// Everything known now, for [io.binnacle.node.pod.PodLife].
  synchronized Observed observed(NodeFacts node, Map<String, Health> health, Instant now) {
    Work work =
        new Work(
            preparing,
            prepareAt,
            sandboxing,
            sandboxAt,
            starting,
            stopping,
            List.copyOf(clearing),
            releasing);
    return new Observed(
        pod(),
        gone,
        node,
        rejection,
        prepared,
        List.copyOf(sandboxes.values()),
        List.copyOf(containers.values()),
        work,
        failures,
        health,
        endingSince,
        firstSeen,
        now);
  }

  /// The failure of a container's last start, if that is why it does not run.
  synchronized @Nullable StartFailure failure(String name) {
    return failures.get(name);
  }
}

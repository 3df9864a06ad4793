package io.binnacle.node.simulated;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.Target;
import io.binnacle.client.cache.ObjectCache;
import io.binnacle.client.cache.OwnWrites;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.queue.ControllerLoop;
import io.binnacle.client.queue.Outcome;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Writes the status of every Pod bound to one of the simulated nodes, as [PodPlay] says it is.
final class PodPlayer implements AutoCloseable {
  private final KubeApi api;
  private final Scheduler scheduler;
  private final ObjectCache cache;
  private final Map<String, SimulatedNode> nodes;
  private final EventRecorder events;
  private final ControllerLoop<ObjectKey> loop;
  private final OwnWrites<ObjectKey> ownWrites = new OwnWrites<>();
  private final Map<ObjectKey, Played> played = new ConcurrentHashMap<>();

  /// What this process knows of a Pod.
  ///
  /// @param bound when it was seen bound first
  /// @param shown the status written last; null before the first write
  private record Played(String uid, String node, Instant bound, @Nullable PodPlay shown) {}

  PodPlayer(KubeApi api, Scheduler scheduler, ObjectCache cache, Map<String, SimulatedNode> nodes) {
    this.api = api;
    this.scheduler = scheduler;
    this.cache = cache;
    this.nodes = nodes;
    this.events = new EventRecorder(api, scheduler, "kubelet", "");
    this.loop = new ControllerLoop<>("simulated-pods", scheduler, 64, this::reconcile);
    cache
        .follow(ResourceName.PODS)
        .onChange(
            ResourceName.PODS,
            (before, after) -> {
              Obj pod = after == null ? before : after;
              if (pod != null && nodes.containsKey(PodView.of(pod).nodeName())) {
                loop.enqueue(ObjectKey.of(pod));
              }
            });
  }

  void start() {
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }

  private Outcome reconcile(ObjectKey key) {
    Snapshot snapshot = cache.snapshot();
    if (ownWrites.aheadOf(key, snapshot)) {
      return Outcome.STALE;
    }
    Obj pod = snapshot.get(ResourceName.PODS, key);
    Played before = played.get(key);
    if (before != null && (pod == null || !PodView.of(pod).uid().equals(before.uid))) {
      forget(key, before);
      before = null;
    }
    SimulatedNode node = pod == null ? null : nodes.get(PodView.of(pod).nodeName());
    if (pod == null || node == null) {
      return Outcome.DONE;
    }
    PodView view = PodView.of(pod);
    if (before == null) {
      before = new Played(view.uid(), node.name(), boundAt(pod), null);
    }
    String ip = view.hostNetwork() ? node.ip() : node.addresses().of(view.uid(), view.podIp());
    if (ip == null) {
      events.warning(
          pod,
          "FailedCreatePodSandBox",
          "no free address in " + node.pods() + " of node " + node.name());
      return new Outcome.Later(Duration.ofSeconds(1), "no free address");
    }
    Instant now = scheduler.clock().instant();
    PodScript script = PodScript.of(pod);
    PodPlay play = PodPlay.at(pod, script, before.bound, ip, node.ip(), now);
    if (view.isTerminating() && play.gone()) {
      return stopped(key, pod, view);
    }
    if (before.shown == null || !before.shown.status().equals(play.status())) {
      show(key, pod, play, before, script);
    }
    Instant next = play.next();
    return next == null
        ? Outcome.DONE
        : new Outcome.Later(Duration.between(now, next), "the script goes on");
  }

  private void show(ObjectKey key, Obj pod, PodPlay play, Played before, PodScript script) {
    Obj written;
    try {
      written =
          api.update(Target.of(ResourceName.PODS, key).status(), pod.with("status", play.status()));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return;
      }
      throw e;
    }
    ownWrites.note(key, ResourceName.PODS, written);
    played.put(key, new Played(before.uid, before.node, before.bound, play));
    if (before.shown == null) {
      script.complaints().forEach(c -> events.warning(pod, "BadSimulationScript", c));
    }
    boolean wasRunning =
        PodView.of(pod).phase().equals("Running")
            || before.shown != null && before.shown.phase().equals("Running");
    if (play.phase().equals("Running") && !wasRunning) {
      for (ContainerView container : PodView.of(pod).containers()) {
        events.normal(
            pod,
            "Pulled",
            "Container image \"" + container.image() + "\" already present on machine");
        events.normal(pod, "Created", "Created container: " + container.name());
        events.normal(pod, "Started", "Started container " + container.name());
      }
    }
  }

  private Outcome stopped(ObjectKey key, Obj pod, PodView view) {
    if (view.phase().equals("Running")) {
      view.containers()
          .forEach(c -> events.normal(pod, "Killing", "Stopping container " + c.name()));
    }
    try {
      Obj last =
          api.delete(
              Target.of(ResourceName.PODS, key), new DeleteOptions(null, 0L, view.uid(), null));
      ownWrites.note(key, ResourceName.PODS, last);
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
    return Outcome.DONE;
  }

  private void forget(ObjectKey key, Played gone) {
    played.remove(key);
    SimulatedNode node = nodes.get(gone.node);
    if (node != null) {
      node.addresses().release(gone.uid);
    }
  }

  /// When the Pod came to its node: what an earlier process wrote, or now.
  private Instant boundAt(Obj pod) {
    String startTime = pod.obj("status").str("startTime");
    return startTime.isEmpty() ? scheduler.clock().instant() : Timestamps.parse(startTime);
  }
}

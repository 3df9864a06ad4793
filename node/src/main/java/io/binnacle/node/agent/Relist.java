package io.binnacle.node.agent;

import io.binnacle.client.run.Scheduler.Cancellable;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.node.pod.SandboxPlan;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.Sandbox;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compares, every so often, what the runtime has with what the records say: finds what an earlier agent left, what no hint
/// told of, and what belongs to Pods nobody knows any more.
final class Relist implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Relist.class.getName());
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final Tools tools;
  private final PodWorkers workers;
  private final Runnable onFirst;
  private boolean first = true;
  private boolean closed;
  private @Nullable Cancellable timer;

  /// @param onFirst runs once, after the first listing has been taken in
  Relist(Tools tools, PodWorkers workers, Runnable onFirst) {
    this.tools = tools;
    this.workers = workers;
    this.onFirst = onFirst;
  }

  /// Lists now, and then again and again.
  void start() {
    Duration wait = INTERVAL;
    try {
      list();
      if (first) {
        first = false;
        onFirst.run();
      }
    } catch (RuntimeFailure e) {
      LOG.log(Level.DEBUG, "the runtime cannot be listed: {0}", e.getMessage());
      wait = RETRY;
    }
    synchronized (this) {
      if (!closed) {
        timer = tools.scheduler().schedule(wait, this::start);
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  private void list() {
    Map<String, List<Container>> bySandbox = new HashMap<>();
    // Containers first: one made between the two listings then has no sandbox missing.
    for (Container container : tools.runtime().containers()) {
      bySandbox.computeIfAbsent(container.sandboxId(), _ -> new ArrayList<>()).add(container);
    }
    Map<String, List<Sandbox>> byPod = new HashMap<>();
    for (Sandbox sandbox : tools.runtime().sandboxes()) {
      byPod.computeIfAbsent(sandbox.podUid(), _ -> new ArrayList<>()).add(sandbox);
    }
    for (Map.Entry<String, List<Sandbox>> pod : byPod.entrySet()) {
      List<Container> containers = new ArrayList<>();
      pod.getValue().forEach(s -> containers.addAll(bySandbox.getOrDefault(s.id(), List.of())));
      PodRecord record = workers.find(pod.getKey());
      if (record == null) {
        record = workers.orphan(forgotten(pod.getValue().getFirst(), containers));
      }
      compare(record, pod.getValue(), containers);
    }
    for (PodRecord record : workers.all()) {
      if (!byPod.containsKey(record.uid)) {
        compare(record, List.of(), List.of());
      }
    }
    if (first) {
      forgottenFolders(byPod.keySet());
    }
  }

  /// Takes in what a record does not know, and has the Pod looked at if anything differs.
  private void compare(PodRecord record, List<Sandbox> sandboxes, List<Container> containers) {
    boolean differs = first;
    Set<String> there = new HashSet<>();
    for (Sandbox sandbox : sandboxes) {
      there.add(sandbox.id());
      Sandbox known = record.sandbox(sandbox.id());
      if (known == null) {
        differs |= record.foundUnlessBusy(sandbox);
      } else {
        differs |= known.ready() != sandbox.ready();
      }
    }
    for (Container container : containers) {
      there.add(container.id());
      Container known = record.container(container.id());
      if (known == null) {
        differs |= record.foundUnlessBusy(container);
      } else {
        differs |= known.state() != container.state();
      }
    }
    for (Sandbox known : record.sandboxes()) {
      differs |= !there.contains(known.id());
    }
    for (Container known : record.containers()) {
      differs |= !there.contains(known.id());
    }
    if (differs) {
      workers.lookAnew(record);
    }
  }

  /// A Pod the API has forgotten, as far as its sandbox and containers remember it.
  private static Obj forgotten(Sandbox sandbox, List<Container> containers) {
    List<Value> specs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Container container : containers) {
      if (names.add(container.name())) {
        specs.add(Obj.of("name", Str.of(container.name()), "image", Str.of(container.image())));
      }
    }
    String grace = sandbox.annotations().getOrDefault(SandboxPlan.GRACE, "");
    return Obj.builder()
        .put("apiVersion", "v1")
        .put("kind", "Pod")
        .put(
            "metadata",
            Obj.builder()
                .put("name", sandbox.podName())
                .put("namespace", sandbox.podNamespace())
                .put("uid", sandbox.podUid())
                .build())
        .put(
            "spec",
            Obj.builder()
                .put("containers", Arr.copyOf(specs))
                .put("restartPolicy", "Never")
                .put(
                    "terminationGracePeriodSeconds",
                    grace.matches("\\d{1,9}") ? Long.parseLong(grace) : 30)
                .build())
        .build();
  }

  /// Volumes of Pods that neither API nor runtime know any more.
  private void forgottenFolders(Set<String> inRuntime) {
    for (String uid : tools.volumes().onDisk()) {
      if (workers.find(uid) == null && !inRuntime.contains(uid)) {
        List<String> left = tools.volumes().tearDown(uid);
        if (!left.isEmpty()) {
          LOG.log(Level.WARNING, "volumes of forgotten pod {0} remain: {1}", uid, left);
        }
      }
    }
  }
}

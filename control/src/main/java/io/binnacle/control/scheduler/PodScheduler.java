package io.binnacle.control.scheduler;

import io.binnacle.client.Target;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.queue.ControllerLoop;
import io.binnacle.client.queue.Outcome;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.Condition;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Binds Pods without a node to one. Choosing is done by one thread for all waiting Pods; binding them, which waits for
/// the store, by many.
public final class PodScheduler implements Controller {
  /// Pods that want another scheduler are not ours.
  private static final String NAME = "default-scheduler";

  private static final String ALL = "pods";
  private static final String UNBOUND = "unbound";

  private record Assignment(String uid, String node, NodeLoads.Load load) {}

  private final ControllerContext context;
  private final EventRecorder events;
  private final ControllerLoop<String> choosing;
  private final ControllerLoop<ObjectKey> binding;

  /// Guards what follows: the cache's thread counts, the choosing thread assumes, the binding threads report.
  private final Object lock = new Object();

  private final NodeLoads loads = new NodeLoads();

  /// Chosen, but not seen bound in the cache yet; counted in `loads` already.
  private final Map<ObjectKey, Assignment> assumed = new HashMap<>();

  /// Tells the shared cache what to follow; acts after `start`.
  public PodScheduler(ControllerContext context) {
    this.context = context;
    this.events = context.events(NAME);
    this.choosing = new ControllerLoop<>("scheduler", context.scheduler(), 1, _ -> choose());
    this.binding = new ControllerLoop<>("binder", context.scheduler(), 64, this::bind);
    context
        .cache()
        .follow(ResourceName.PODS)
        .follow(ResourceName.NODES)
        .follow(ResourceName.PERSISTENT_VOLUME_CLAIMS)
        .follow(ResourceName.STORAGE_CLASSES)
        .index(ResourceName.PODS, UNBOUND, pod -> waits(pod) ? List.of(UNBOUND) : List.of())
        .onChange(ResourceName.PODS, this::podChanged)
        .onChange(ResourceName.NODES, this::nodeChanged)
        .onChange(ResourceName.PERSISTENT_VOLUME_CLAIMS, (_, _) -> choosing.enqueue(ALL));
  }

  @Override
  public void start() {
    choosing.start();
    binding.start();
  }

  @Override
  public void close() {
    choosing.close();
    binding.close();
  }

  private static boolean waits(Obj pod) {
    PodView view = PodView.of(pod);
    Obj spec = pod.obj("spec");
    return view.nodeName().isEmpty()
        && view.isActive()
        && spec.str("schedulerName", NAME).equals(NAME)
        && spec.arr("schedulingGates").isEmpty();
  }

  private void podChanged(@Nullable Obj before, @Nullable Obj after) {
    synchronized (lock) {
      count(before, false);
      count(after, true);
      Obj pod = after == null ? before : after;
      if (pod != null && (after == null || !PodView.of(pod).nodeName().isEmpty())) {
        release(ObjectKey.of(pod));
      }
    }
    // A new Pod to place, or room that became free.
    if (after == null || waits(after) || PodView.of(after).isTerminal()) {
      choosing.enqueue(ALL);
    }
  }

  private void nodeChanged(@Nullable Obj before, @Nullable Obj after) {
    // Heartbeats change a node every few seconds; only what placement looks at is news.
    boolean same =
        before != null
            && after != null
            && before.get("spec") == after.get("spec")
            && NodeView.of(before).labels().equals(NodeView.of(after).labels())
            && NodeView.of(before).isReady() == NodeView.of(after).isReady()
            && before
                .obj("status")
                .obj("allocatable")
                .equals(after.obj("status").obj("allocatable"));
    if (!same) {
      choosing.enqueue(ALL);
    }
  }

  private void count(@Nullable Obj pod, boolean add) {
    if (pod == null || PodView.of(pod).isTerminal() || PodView.of(pod).nodeName().isEmpty()) {
      return;
    }
    PodView view = PodView.of(pod);
    if (add) {
      loads.add(view.nodeName(), NodeLoads.Load.of(view));
    } else {
      loads.remove(view.nodeName(), NodeLoads.Load.of(view));
    }
  }

  private void release(ObjectKey pod) {
    Assignment done = assumed.remove(pod);
    if (done != null) {
      loads.remove(done.node, done.load);
    }
  }

  private Outcome choose() {
    Snapshot snapshot = context.cache().snapshot();
    List<NodeView> nodes = snapshot.list(ResourceName.NODES).stream().map(NodeView::of).toList();
    for (Obj object : snapshot.byIndex(ResourceName.PODS, UNBOUND, UNBOUND)) {
      PodView pod = PodView.of(object);
      ClaimCheck claims = ClaimCheck.of(object, snapshot);
      if (!(claims instanceof ClaimCheck.Ready)) {
        if (claims instanceof ClaimCheck.Stuck(String why)) {
          unschedulable(pod, "0/" + nodes.size() + " nodes are available: " + why + ".");
        }
        continue;
      }
      Placement.Choice choice;
      synchronized (lock) {
        if (assumed.containsKey(pod.key())) {
          continue;
        }
        choice = Placement.choose(pod, nodes, loads);
        if (choice.node() != null) {
          NodeLoads.Load load = NodeLoads.Load.of(pod);
          loads.add(choice.node(), load);
          assumed.put(pod.key(), new Assignment(pod.uid(), choice.node(), load));
        }
      }
      if (choice.node() == null) {
        unschedulable(pod, choice.why());
      } else {
        binding.enqueue(pod.key());
      }
    }
    return Outcome.DONE;
  }

  private Outcome bind(ObjectKey key) {
    Assignment assignment;
    synchronized (lock) {
      assignment = assumed.get(key);
    }
    Obj pod = context.cache().snapshot().get(ResourceName.PODS, key);
    if (assignment == null || pod == null) {
      return Outcome.DONE;
    }
    Obj binding =
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Binding")
            .put(
                "metadata",
                Obj.builder()
                    .put("name", key.name())
                    .put("namespace", key.namespace())
                    .put("uid", assignment.uid)
                    .build())
            .put(
                "target",
                Obj.builder()
                    .put("apiVersion", "v1")
                    .put("kind", "Node")
                    .put("name", assignment.node)
                    .build())
            .build();
    try {
      context
          .api()
          .update(new Target(ResourceName.PODS, key.namespace(), key.name(), "binding"), binding);
    } catch (ApiException e) {
      synchronized (lock) {
        release(key);
      }
      choosing.enqueue(ALL);
      if (e.isNotFound() || e.isConflict()) {
        return Outcome.DONE;
      }
      throw e;
    }
    events.normal(pod, "Scheduled", "Successfully assigned " + key + " to " + assignment.node);
    return Outcome.DONE;
  }

  private void unschedulable(PodView pod, String why) {
    Condition known = Condition.find(pod.object(), "PodScheduled");
    if (known != null && known.message().equals(why)) {
      return;
    }
    events.warning(pod.object(), "FailedScheduling", why);
    Obj condition =
        Obj.builder()
            .put("type", "PodScheduled")
            .put("status", "False")
            .put("reason", "Unschedulable")
            .put("message", why)
            .put("lastTransitionTime", Timestamps.seconds(context.scheduler().clock().instant()))
            .build();
    Arr others =
        pod.object().obj("status").arr("conditions").objects().stream()
            .filter(c -> !c.str("type").equals("PodScheduled"))
            .map(c -> (Value) c)
            .collect(Arr.toArr());
    Obj status = pod.object().obj("status").with("conditions", others.plus(condition));
    try {
      context
          .api()
          .update(
              Target.of(ResourceName.PODS, pod.key()).status(),
              pod.object().with("status", status));
    } catch (ApiException e) {
      if (!e.isConflict() && !e.isNotFound()) {
        throw e;
      }
    }
  }
}

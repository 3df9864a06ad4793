package io.binnacle.dns.run;

import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.cache.Follower;
import io.binnacle.client.run.Scheduler;
import io.binnacle.dns.metrics.ProgrammingTimes;
import io.binnacle.dns.metrics.ProgrammingTimes.ServiceKind;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.ServiceRecords;
import io.binnacle.dns.zone.ZoneConfig;
import io.binnacle.dns.zone.ZoneConfig.PodNames;
import io.binnacle.dns.zone.ZoneEditor;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Keeps a [ClusterZone] in line with the API: every change is compiled and published before the next one is looked at. Holds what
/// answers need, and none of the objects. While the API is away the last zone stays.
public final class ZoneFollower implements AutoCloseable {
  /* Pods that have ended have no address any more, and there may be many of them. */
  private static final String RUNNING_PODS =
      "status.phase!=Succeeded,status.phase!=Failed,status.phase!=Unknown";

  private static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";

  private final ReentrantLock turn = new ReentrantLock();
  private final List<Follower> followers = new ArrayList<>();
  private final Scheduler scheduler;
  private final ZoneEditor editor;
  private final ProgrammingTimes times;

  // Guarded by `turn`.
  private final List<Runnable> onReady = new ArrayList<>();
  private int incomplete;

  private volatile ClusterZone zone;

  /// Follows everything. Nothing is read before [#start].
  public ZoneFollower(KubeApi api, Scheduler scheduler, ZoneConfig config) {
    this(api, scheduler, config, WatchScope.ALL, new ProgrammingTimes());
  }

  /// Nothing is read before [#start].
  ///
  /// @param times counts how long changes of slices take until they are seen
  public ZoneFollower(
      KubeApi api,
      Scheduler scheduler,
      ZoneConfig config,
      WatchScope scope,
      ProgrammingTimes times) {
    this.scheduler = scheduler;
    this.times = times;
    this.editor = new ZoneEditor(config, scheduler.clock());
    this.zone = editor.snapshot(false);
    follow(
        api,
        ResourceName.NAMESPACES,
        ListOptions.labels(scope.namespaceLabels()),
        (key, namespace) ->
            scope.has(key.name()) && editor.namespace(key.name(), namespace != null));
    follow(
        api,
        ResourceName.SERVICES,
        scope.objects(""),
        (key, service) ->
            scope.has(key.namespace())
                && editor.service(key, service == null ? null : ServiceView.of(service)));
    if (scope.endpoints()) {
      follow(
          api,
          ResourceName.ENDPOINT_SLICES,
          scope.objects(""),
          (key, slice) ->
              scope.has(key.namespace())
                  && editor.slice(key, slice == null ? null : SliceView.of(slice)));
    }
    if (config.pods() == PodNames.VERIFIED) {
      follow(
          api,
          ResourceName.PODS,
          scope.objects(RUNNING_PODS),
          (key, pod) ->
              scope.has(key.namespace()) && editor.pod(key, pod == null ? null : PodView.of(pod)));
    }
  }

  /// @param edit whether a change, with null for an object that is gone, alters an answer
  private void follow(
      KubeApi api,
      ResourceName resource,
      ListOptions options,
      BiPredicate<ObjectKey, @Nullable Obj> edit) {
    incomplete++;
    Compiler compiler = new Compiler(edit, resource.equals(ResourceName.ENDPOINT_SLICES));
    followers.add(new Follower(api, scheduler, resource, options, turn, compiler));
  }

  /// Begins to follow. Until everything has been read once, the zone says it is not ready.
  public void start() {
    followers.forEach(Follower::start);
  }

  /// The zone as it is now.
  public ClusterZone zone() {
    return zone;
  }

  /// Calls `task` once, when everything has been read.
  public void onReady(Runnable task) {
    turn.lock();
    try {
      if (incomplete > 0) {
        onReady.add(task);
        return;
      }
    } finally {
      turn.unlock();
    }
    task.run();
  }

  /// How the following goes, kind by kind.
  public List<Follower.Health> health() {
    return followers.stream().map(Follower::health).toList();
  }

  /// What has not been read yet, each with the failure of the last attempt; null for one that is under way.
  public Map<ResourceName, @Nullable Status> waitingFor() {
    Map<ResourceName, @Nullable Status> out = new TreeMap<>();
    for (Follower.Health health : health()) {
      if (!health.complete()) {
        out.put(health.resource(), health.trouble());
      }
    }
    return out;
  }

  @Override
  public void close() {
    followers.forEach(Follower::close);
  }

  /// Compiles what one follower brings.
  private final class Compiler implements Follower.Listener {
    private final BiPredicate<ObjectKey, @Nullable Obj> edit;
    private final boolean slices;
    private boolean complete;

    Compiler(BiPredicate<ObjectKey, @Nullable Obj> edit, boolean slices) {
      this.edit = edit;
      this.slices = slices;
    }

    @Override
    public void seen(Obj object) {
      change(ObjectKey.of(object), object);
    }

    @Override
    public void gone(ObjectKey key) {
      change(key, null);
    }

    @Override
    public void listed() {
      if (complete) {
        return;
      }
      complete = true;
      incomplete--;
      if (incomplete == 0) {
        zone = editor.snapshot(true);
        onReady.forEach(scheduler::execute);
        onReady.clear();
      }
    }

    private void change(ObjectKey key, @Nullable Obj object) {
      Instant received = scheduler.clock().instant();
      // Before everything has been read nobody may see a part of it.
      if (edit.test(key, object) && incomplete == 0) {
        ClusterZone next = editor.snapshot(true);
        zone = next;
        if (slices && object != null) {
          measure(next, SliceView.of(object), received);
        }
      }
    }

    private void measure(ClusterZone now, SliceView slice, Instant received) {
      ServiceRecords service =
          now.service(new ObjectKey(slice.key().namespace(), slice.serviceName()));
      if (service != null) {
        ServiceKind kind =
            service.kind() != ServiceRecords.Kind.HEADLESS
                ? ServiceKind.CLUSTER_IP
                : service.hasSelector()
                    ? ServiceKind.HEADLESS_WITH_SELECTOR
                    : ServiceKind.HEADLESS_WITHOUT_SELECTOR;
        times.visible(kind, trigger(slice), received, scheduler.clock().instant());
      }
    }

    /// When the change was made that the slice is about, if whoever wrote it says so.
    private static @Nullable Instant trigger(SliceView slice) {
      String text = Meta.annotation(slice.object(), TRIGGER_TIME);
      try {
        return text == null ? null : Instant.parse(text);
      } catch (DateTimeParseException notOurs) {
        return null;
      }
    }
  }
}

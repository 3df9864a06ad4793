package io.binnacle.dns.run;

import io.binnacle.client.KubeApi;
import io.binnacle.client.cache.ObjectCache;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.client.run.Scheduler;
import io.binnacle.dns.zone.ClusterZone;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Keeps a [ClusterZone] in line with the API: every change is compiled and published before the next one is looked at.
/// While the API is away the last zone stays.
public final class ZoneFollower implements AutoCloseable {
  private static final String BY_SERVICE = "service";

  private final ObjectCache cache;
  private final Scheduler scheduler;
  private final ZoneEditor editor;
  private volatile ClusterZone zone;

  /// Nothing is read before [#start].
  public ZoneFollower(KubeApi api, Scheduler scheduler, ZoneConfig config) {
    this.scheduler = scheduler;
    this.cache = new ObjectCache(api, scheduler);
    this.editor = new ZoneEditor(config);
    this.zone = editor.snapshot(false);
    cache
        .follow(ResourceName.NAMESPACES)
        .follow(ResourceName.SERVICES)
        .follow(ResourceName.ENDPOINT_SLICES)
        .index(
            ResourceName.ENDPOINT_SLICES, BY_SERVICE, slice -> List.of(serviceOf(slice).toString()))
        .onChange(ResourceName.NAMESPACES, this::namespaceChanged)
        .onChange(
            ResourceName.SERVICES, (before, after) -> compile(ObjectKey.of(either(before, after))))
        .onChange(ResourceName.ENDPOINT_SLICES, this::sliceChanged);
    if (config.pods() == PodNames.VERIFIED) {
      cache.follow(ResourceName.PODS).onChange(ResourceName.PODS, this::podChanged);
    }
  }

  /// Begins to follow. Until everything has been read once, the zone says it is not ready.
  public void start() {
    cache.onSynced(this::publish);
    cache.start();
  }

  /// The zone as it is now.
  public ClusterZone zone() {
    return zone;
  }

  /// Calls `task` once, when everything has been read.
  public void onReady(Runnable task) {
    cache.onSynced(task);
  }

  /// What has not been read yet, each with the failure of the last attempt; null for one that is under way.
  public Map<ResourceName, @Nullable Status> waitingFor() {
    return cache.waitingFor();
  }

  @Override
  public void close() {
    cache.close();
  }

  private void namespaceChanged(@Nullable Obj before, @Nullable Obj after) {
    editor.namespace(Meta.name(either(before, after)), after != null);
    publish();
  }

  private void sliceChanged(@Nullable Obj before, @Nullable Obj after) {
    ObjectKey was = before == null ? null : serviceOf(before);
    ObjectKey is = after == null ? null : serviceOf(after);
    if (was != null && !was.equals(is)) {
      compile(was);
    }
    if (is != null) {
      compile(is);
    }
  }

  private void podChanged(@Nullable Obj before, @Nullable Obj after) {
    editor.pod(
        before == null ? null : PodView.of(before), after == null ? null : PodView.of(after));
    publish();
  }

  private void compile(ObjectKey key) {
    Snapshot snapshot = cache.snapshot();
    Obj service = snapshot.get(ResourceName.SERVICES, key);
    List<SliceView> slices =
        snapshot.byIndex(ResourceName.ENDPOINT_SLICES, BY_SERVICE, key.toString()).stream()
            .map(SliceView::of)
            .toList();
    boolean changed =
        editor.service(
            key,
            service == null ? null : ServiceView.of(service),
            slices,
            scheduler.clock().instant());
    if (changed) {
      publish();
    }
  }

  private void publish() {
    zone = editor.snapshot(cache.synced());
  }

  private static ObjectKey serviceOf(Obj slice) {
    return new ObjectKey(Meta.namespace(slice), SliceView.of(slice).serviceName());
  }

  private static Obj either(@Nullable Obj before, @Nullable Obj after) {
    return after != null ? after : Objects.requireNonNull(before);
  }
}

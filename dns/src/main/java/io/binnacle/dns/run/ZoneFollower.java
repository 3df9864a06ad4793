package io.binnacle.dns.run;

import io.binnacle.client.KubeApi;
import io.binnacle.client.cache.ObjectCache;
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
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Keeps a [ClusterZone] in line with the API: every change is compiled and published before the next one is looked at.
/// While the API is away the last zone stays.
public final class ZoneFollower implements AutoCloseable {
  private final ObjectCache cache;
  private final ZoneEditor editor;
  private volatile ClusterZone zone;

  /// Nothing is read before [#start].
  public ZoneFollower(KubeApi api, Scheduler scheduler, ZoneConfig config) {
    this.cache = new ObjectCache(api, scheduler);
    this.editor = new ZoneEditor(config, scheduler.clock());
    this.zone = editor.snapshot(false);
    cache
        .follow(ResourceName.NAMESPACES)
        .follow(ResourceName.SERVICES)
        .follow(ResourceName.ENDPOINT_SLICES)
        .onChange(ResourceName.NAMESPACES, this::namespaceChanged)
        .onChange(ResourceName.SERVICES, this::serviceChanged)
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
    publishIf(editor.namespace(Meta.name(either(before, after)), after != null));
  }

  private void serviceChanged(@Nullable Obj before, @Nullable Obj after) {
    ObjectKey key = ObjectKey.of(either(before, after));
    publishIf(editor.service(key, after == null ? null : ServiceView.of(after)));
  }

  private void sliceChanged(@Nullable Obj before, @Nullable Obj after) {
    ObjectKey key = ObjectKey.of(either(before, after));
    publishIf(editor.slice(key, after == null ? null : SliceView.of(after)));
  }

  private void podChanged(@Nullable Obj before, @Nullable Obj after) {
    ObjectKey key = ObjectKey.of(either(before, after));
    publishIf(editor.pod(key, after == null ? null : PodView.of(after)));
  }

  private void publishIf(boolean changed) {
    if (changed) {
      publish();
    }
  }

  private void publish() {
    zone = editor.snapshot(cache.synced());
  }

  private static Obj either(@Nullable Obj before, @Nullable Obj after) {
    return after != null ? after : Objects.requireNonNull(before);
  }
}

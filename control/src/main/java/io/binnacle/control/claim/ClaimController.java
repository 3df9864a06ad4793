package io.binnacle.control.claim;

import io.binnacle.client.Target;
import io.binnacle.client.cache.OwnWrites;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.client.queue.ControllerLoop;
import io.binnacle.client.queue.Outcome;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Writes what [ClaimPlanner] and [VolumePlanner] say, one step a turn. One turn at a time for all claims and volumes: a
/// volume must never go to two claims.
public final class ClaimController implements Controller {
  private static final ResourceName CLAIMS = ResourceName.PERSISTENT_VOLUME_CLAIMS;
  private static final ResourceName VOLUMES = ResourceName.PERSISTENT_VOLUMES;
  private static final ResourceName CLASSES = ResourceName.STORAGE_CLASSES;
  private static final String BY_CLAIM = "mounted-claim";
  private static final Duration RECLAIM_AGAIN = Duration.ofSeconds(15);

  private record Key(ResourceName resource, ObjectKey name) {
    @Override
    public String toString() {
      return resource.plural() + " " + name;
    }
  }

  private final ControllerContext context;
  private final ClaimPlanner claimPlanner;
  private final VolumePlanner volumePlanner;
  private final VolumeFolders folders;
  private final EventRecorder events;
  private final EventRecorder provisionerEvents;
  private final ControllerLoop<Key> loop;
  private final OwnWrites<Key> ownWrites = new OwnWrites<>();

  /// What was last said about a claim, so that waiting does not fill its Events.
  private final Map<ObjectKey, Say> said = new ConcurrentHashMap<>();

  /// Tells the shared cache what to follow; acts after `start`.
  ///
  /// @param folder where provisioned volumes go, absolute, on the machine of the nodes
  /// @param folders removes them
  public ClaimController(ControllerContext context, String folder, VolumeFolders folders) {
    this.context = context;
    this.claimPlanner = new ClaimPlanner(folder);
    this.volumePlanner = new VolumePlanner(claimPlanner);
    this.folders = folders;
    this.events = context.events("persistentvolume-controller");
    this.provisionerEvents = context.events(Marks.PROVISIONER);
    this.loop = new ControllerLoop<>("claims", context.scheduler(), 1, this::reconcile);
    context
        .cache()
        .follow(CLAIMS)
        .follow(VOLUMES)
        .follow(CLASSES)
        .follow(ResourceName.PODS)
        .index(ResourceName.PODS, BY_CLAIM, ClaimController::mounted)
        .onChange(CLAIMS, this::claimChanged)
        .onChange(VOLUMES, this::volumeChanged)
        .onChange(CLASSES, (_, _) -> enqueueWaiting())
        .onChange(ResourceName.PODS, this::podChanged);
  }

  @Override
  public void start() {
    Snapshot snapshot = context.cache().snapshot();
    snapshot.list(CLAIMS).forEach(claim -> loop.enqueue(key(CLAIMS, claim)));
    snapshot.list(VOLUMES).forEach(volume -> loop.enqueue(key(VOLUMES, volume)));
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }

  private static Key key(ResourceName resource, Obj object) {
    return new Key(resource, ObjectKey.of(object));
  }

  /// `NAMESPACE/NAME` of every claim a Pod mounts.
  private static List<String> mounted(Obj pod) {
    List<String> out = new ArrayList<>();
    for (Obj volume : pod.obj("spec").arr("volumes").objects()) {
      if (volume.get("persistentVolumeClaim") instanceof Obj claim) {
        out.add(Meta.namespace(pod) + "/" + claim.str("claimName"));
      } else if (volume.get("ephemeral") instanceof Obj) {
        out.add(Meta.namespace(pod) + "/" + Meta.name(pod) + "-" + volume.str("name"));
      }
    }
    return out;
  }

  private void claimChanged(@Nullable Obj before, @Nullable Obj after) {
    Obj claim = after == null ? before : after;
    if (claim != null) {
      loop.enqueue(key(CLAIMS, claim));
      enqueueVolume(claim.obj("spec").str("volumeName"));
    }
    if (before != null && after == null) {
      said.remove(ObjectKey.of(before));
      for (Obj volume : context.cache().snapshot().list(VOLUMES)) {
        if (VolumeMatch.reservedFor(volume, before)) {
          loop.enqueue(key(VOLUMES, volume));
        }
      }
    }
  }

  private void enqueueVolume(String name) {
    if (!name.isEmpty()) {
      loop.enqueue(new Key(VOLUMES, new ObjectKey("", name)));
    }
  }

  private void volumeChanged(@Nullable Obj before, @Nullable Obj after) {
    Obj volume = after == null ? before : after;
    if (volume == null) {
      return;
    }
    loop.enqueue(key(VOLUMES, volume));
    Obj claim = volume.obj("spec").obj("claimRef");
    if (claim.isEmpty()) {
      enqueueWaiting();
    } else {
      loop.enqueue(new Key(CLAIMS, new ObjectKey(claim.str("namespace"), claim.str("name"))));
    }
    enqueueAsking(Meta.name(volume));
  }

  private void enqueueWaiting() {
    for (Obj claim : context.cache().snapshot().list(CLAIMS)) {
      if (Meta.annotation(claim, Marks.BIND_COMPLETED) == null) {
        loop.enqueue(key(CLAIMS, claim));
      }
    }
  }

  private void enqueueAsking(String volume) {
    for (Obj claim : context.cache().snapshot().list(CLAIMS)) {
      if (claim.obj("spec").str("volumeName").equals(volume)) {
        loop.enqueue(key(CLAIMS, claim));
      }
    }
  }

  private void podChanged(@Nullable Obj before, @Nullable Obj after) {
    for (Obj pod : new Obj[] {before, after}) {
      if (pod != null) {
        for (String claim : mounted(pod)) {
          int slash = claim.indexOf('/');
          loop.enqueue(
              new Key(
                  CLAIMS, new ObjectKey(claim.substring(0, slash), claim.substring(slash + 1))));
        }
      }
    }
  }

  private Outcome reconcile(Key key) {
    Snapshot snapshot = context.cache().snapshot();
    if (ownWrites.aheadOf(key, snapshot)) {
      return Outcome.STALE;
    }
    Obj object = snapshot.get(key.resource(), key.name());
    if (object == null) {
      ownWrites.forget(key);
      return Outcome.DONE;
    }
    return key.resource().equals(CLAIMS)
        ? claim(key, object, snapshot)
        : volume(key, object, snapshot);
  }

  private Outcome claim(Key key, Obj claim, Snapshot snapshot) {
    Observed seen =
        new Observed(
            claim,
            snapshot.list(VOLUMES),
            snapshot.list(CLASSES),
            snapshot.byIndex(ResourceName.PODS, BY_CLAIM, key.name().toString()));
    switch (claimPlanner.plan(seen)) {
      case ClaimPlan.Rest rest -> sayOnce(claim, rest.say());
      case ClaimPlan.UpdateClaim update ->
          note(key, CLAIMS, context.api().update(Target.of(CLAIMS, claim), update.claim()));
      case ClaimPlan.UpdateStatus update -> {
        note(key, CLAIMS, context.api().update(Target.of(CLAIMS, claim).status(), update.claim()));
        sayOnce(claim, update.say());
      }
      case ClaimPlan.UpdateVolume update ->
          note(
              key,
              VOLUMES,
              context.api().update(Target.of(VOLUMES, update.volume()), update.volume()));
      case ClaimPlan.CreateVolume create -> provision(key, claim, create.volume());
    }
    return Outcome.DONE;
  }

  private void provision(Key key, Obj claim, Obj volume) {
    provisionerEvents.normal(
        claim,
        "Provisioning",
        "External provisioner is provisioning volume for claim \"" + key.name() + "\"");
    try {
      note(key, VOLUMES, context.api().create(VOLUMES, "", volume));
      provisionerEvents.normal(
          claim, "ProvisioningSucceeded", "Successfully provisioned volume " + Meta.name(volume));
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        provisionerEvents.warning(
            claim, "ProvisioningFailed", "failed to provision volume: " + e.status().message());
        throw e;
      }
    }
  }

  private Outcome volume(Key key, Obj volume, Snapshot snapshot) {
    Obj reference = volume.obj("spec").obj("claimRef");
    Obj claim =
        reference.isEmpty()
            ? null
            : snapshot.get(
                CLAIMS, new ObjectKey(reference.str("namespace"), reference.str("name")));
    Instant now = context.scheduler().clock().instant();
    switch (volumePlanner.plan(volume, claim, now)) {
      case VolumePlan.Rest _ -> {}
      case VolumePlan.Update update ->
          note(key, VOLUMES, context.api().update(Target.of(VOLUMES, volume), update.volume()));
      case VolumePlan.UpdateStatus update -> status(key, volume, update);
      case VolumePlan.Reclaim reclaim -> {
        return reclaim(key, reclaim);
      }
    }
    return Outcome.DONE;
  }

  private void status(Key key, Obj volume, VolumePlan.UpdateStatus update) {
    note(key, VOLUMES, context.api().update(Target.of(VOLUMES, volume).status(), update.volume()));
    Say say = update.say();
    if (say != null) {
      events.warning(volume, say.reason(), say.message());
    }
  }

  /// Data goes only if the API itself, not just the cache, says that the claim has gone.
  private Outcome reclaim(Key key, VolumePlan.Reclaim reclaim) {
    Obj volume = reclaim.volume();
    Obj claim = find(volume.obj("spec").obj("claimRef"));
    if (claim != null
        && VolumeMatch.boundTo(volume, claim)
        && claim.obj("spec").str("volumeName").equals(Meta.name(volume))) {
      return new Outcome.Later(RECLAIM_AGAIN, "its claim is still there");
    }
    try {
      folders.remove(reclaim.path());
    } catch (IOException e) {
      Instant now = context.scheduler().clock().instant();
      if (!volume.obj("status").str("phase").equals("Failed")) {
        status(
            key,
            volume,
            VolumePlanner.failed(
                volume, "VolumeFailedDelete", String.valueOf(e.getMessage()), now));
      }
      return new Outcome.Later(RECLAIM_AGAIN, "folder not removed");
    }
    if (Meta.isDeleting(volume)) {
      if (VolumePlanner.unprotect(volume) instanceof VolumePlan.Update update) {
        note(key, VOLUMES, context.api().update(Target.of(VOLUMES, volume), update.volume()));
      }
    } else {
      note(key, VOLUMES, context.deleteIfPresent(VOLUMES, volume));
    }
    return Outcome.DONE;
  }

  private @Nullable Obj find(Obj reference) {
    try {
      return context
          .api()
          .get(Target.of(CLAIMS, reference.str("namespace"), reference.str("name")));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return null;
      }
      throw e;
    }
  }

  private void sayOnce(Obj claim, @Nullable Say say) {
    ObjectKey key = ObjectKey.of(claim);
    if (say == null) {
      said.remove(key);
    } else if (!say.equals(said.put(key, say))) {
      if (say.warning()) {
        events.warning(claim, say.reason(), say.message());
      } else {
        events.normal(claim, say.reason(), say.message());
      }
    }
  }

  private void note(Key key, ResourceName resource, Obj written) {
    ownWrites.note(key, resource, written);
  }
}

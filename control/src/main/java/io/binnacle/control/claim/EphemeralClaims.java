package io.binnacle.control.claim;

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
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the claims behind `ephemeral` volumes: one for each such volume of a Pod, named `<pod>-<volume>`, owned by the Pod and
/// collected with it.
public final class EphemeralClaims implements Controller {
  private static final ResourceName CLAIMS = ResourceName.PERSISTENT_VOLUME_CLAIMS;

  private final ControllerContext context;
  private final EventRecorder events;
  private final ControllerLoop<ObjectKey> loop;
  private final OwnWrites<ObjectKey> ownWrites = new OwnWrites<>();

  /// Tells the shared cache what to follow; acts after `start`.
  public EphemeralClaims(ControllerContext context) {
    this.context = context;
    this.events = context.events("ephemeral_volume");
    this.loop = new ControllerLoop<>("ephemeral", context.scheduler(), 4, this::reconcile);
    context
        .cache()
        .follow(ResourceName.PODS)
        .follow(CLAIMS)
        .onChange(ResourceName.PODS, this::podChanged);
  }

  @Override
  public void start() {
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }

  private void podChanged(@Nullable Obj before, @Nullable Obj after) {
    if (after != null && before == null && !claims(after).isEmpty()) {
      loop.enqueue(ObjectKey.of(after));
    }
  }

  /// The claims `pod` is to have.
  static List<Obj> claims(Obj pod) {
    List<Obj> out = new ArrayList<>();
    for (Obj volume : pod.obj("spec").arr("volumes").objects()) {
      if (volume.get("ephemeral") instanceof Obj source) {
        out.add(claim(pod, volume.str("name"), source.obj("volumeClaimTemplate")));
      }
    }
    return out;
  }

  private static Obj claim(Obj pod, String volume, Obj template) {
    Obj metadata = template.obj("metadata");
    return Obj.builder()
        .put("apiVersion", "v1")
        .put("kind", "PersistentVolumeClaim")
        .put(
            "metadata",
            Obj.builder()
                .put("name", Meta.name(pod) + "-" + volume)
                .put("namespace", Meta.namespace(pod))
                .putIfPresent("labels", metadata.get("labels"))
                .putIfPresent("annotations", metadata.get("annotations"))
                .put("ownerReferences", Arr.of(Meta.controllerReference(pod)))
                .build())
        .put("spec", template.obj("spec"))
        .build();
  }

  private Outcome reconcile(ObjectKey key) {
    Snapshot snapshot = context.cache().snapshot();
    if (ownWrites.aheadOf(key, snapshot)) {
      return Outcome.STALE;
    }
    Obj pod = snapshot.get(ResourceName.PODS, key);
    if (pod == null || Meta.isDeleting(pod)) {
      ownWrites.forget(key);
      return Outcome.DONE;
    }
    for (Obj claim : claims(pod)) {
      Obj there = snapshot.get(CLAIMS, ObjectKey.of(claim));
      if (there == null) {
        create(key, claim);
      } else if (!Meta.isControlledBy(there, Meta.uid(pod))) {
        events.warning(
            pod,
            "FailedBinding",
            "ephemeral volume: PVC "
                + ObjectKey.of(claim)
                + " was not created for pod "
                + key
                + " (pod is not owner)");
      }
    }
    return Outcome.DONE;
  }

  private void create(ObjectKey key, Obj claim) {
    try {
      ownWrites.note(key, CLAIMS, context.api().create(CLAIMS, key.namespace(), claim));
    } catch (ApiException e) {
      if (!e.isAlreadyExists() && !e.isNamespaceTerminating()) {
        throw e;
      }
    }
  }
}

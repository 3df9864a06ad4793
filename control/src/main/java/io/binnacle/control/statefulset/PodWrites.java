package io.binnacle.control.statefulset;

import io.binnacle.client.Target;
import io.binnacle.client.cache.OwnWrites;
import io.binnacle.client.events.EventRecorder;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.control.statefulset.StatefulSetPlan.Blocked;
import io.binnacle.control.statefulset.StatefulSetPlan.Work;
import io.binnacle.control.statefulset.StatefulSetPlan.Write;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.util.Locale;

/// Makes the writes about Pods and claims, and says so in Events of upstream's words.
final class PodWrites {
  private static final ResourceName PODS = ResourceName.PODS;
  private static final ResourceName CLAIMS = ResourceName.PERSISTENT_VOLUME_CLAIMS;

  private final ControllerContext context;
  private final OwnWrites<ObjectKey> ownWrites;
  private final EventRecorder events;

  PodWrites(ControllerContext context, OwnWrites<ObjectKey> ownWrites) {
    this.context = context;
    this.ownWrites = ownWrites;
    this.events = context.events("statefulset-controller");
  }

  /// Makes the writes about one Pod in order, up to the first that fails.
  ///
  /// @throws ApiException if one fails, unless the namespace is going away, where nothing can be done about it
  void apply(ObjectKey key, Obj set, Work work) {
    try {
      work.writes().forEach(w -> write(key, set, work.pod(), w));
    } catch (ApiException e) {
      if (!e.isNamespaceTerminating()) {
        throw e;
      }
    }
  }

  /// Says why a Pod is not created.
  void blocked(Obj set, Blocked blocked) {
    failed(set, "Create", blocked.pod(), blocked.why());
  }

  private void write(ObjectKey key, Obj set, String pod, Write write) {
    switch (write) {
      case Write.CreateClaim(Obj claim) -> createClaim(key, set, pod, claim);
      case Write.UpdateClaim(Obj claim) ->
          ownWrites.note(key, CLAIMS, context.api().update(Target.of(CLAIMS, claim), claim));
      case Write.CreatePod(Obj object) -> createPod(key, set, object);
      case Write.UpdatePod(Obj object) -> updatePod(key, set, object);
      case Write.DeletePod(PodView view) -> deletePod(key, set, view);
    }
  }

  private void createClaim(ObjectKey key, Obj set, String pod, Obj claim) {
    String name = Meta.name(claim);
    try {
      ownWrites.note(key, CLAIMS, context.api().create(CLAIMS, key.namespace(), claim));
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        String what = "create Claim " + name + " for Pod " + pod + " in StatefulSet " + key.name();
        events.warning(set, "FailedCreate", what + " failed error: " + e.status().message());
        String why = "failed to create PVC " + name + ": " + e.status().message();
        failed(set, "Create", pod, why);
      }
      throw e;
    }
    events.normal(
        set,
        "SuccessfulCreate",
        "create Claim " + name + " Pod " + pod + " in StatefulSet " + key.name() + " success");
  }

  private void createPod(ObjectKey key, Obj set, Obj pod) {
    try {
      ownWrites.note(key, PODS, context.api().create(PODS, key.namespace(), pod));
    } catch (ApiException e) {
      // Of this name there is one already: no news, the cache will show it.
      if (!e.isAlreadyExists()) {
        failed(set, "Create", Meta.name(pod), e.status().message());
      }
      throw e;
    }
    succeeded(set, "Create", Meta.name(pod));
  }

  private void updatePod(ObjectKey key, Obj set, Obj pod) {
    try {
      ownWrites.note(key, PODS, context.api().update(Target.of(PODS, pod), pod));
    } catch (ApiException e) {
      if (!e.isConflict()) {
        failed(set, "Update", Meta.name(pod), e.status().message());
      }
      throw e;
    }
    succeeded(set, "Update", Meta.name(pod));
  }

  private void deletePod(ObjectKey key, Obj set, PodView pod) {
    Obj left;
    try {
      left = context.deleteIfPresent(PODS, pod.object());
    } catch (ApiException e) {
      failed(set, "Delete", pod.name(), e.status().message());
      throw e;
    }
    ownWrites.note(key, PODS, left);
    if (!left.isEmpty()) {
      succeeded(set, "Delete", pod.name());
    }
  }

  private void succeeded(Obj set, String verb, String pod) {
    events.normal(set, "Successful" + verb, sentence(set, verb, pod) + " successful");
  }

  private void failed(Obj set, String verb, String pod, String why) {
    events.warning(set, "Failed" + verb, sentence(set, verb, pod) + " failed error: " + why);
  }

  private static String sentence(Obj set, String verb, String pod) {
    return verb.toLowerCase(Locale.ROOT) + " Pod " + pod + " in StatefulSet " + Meta.name(set);
  }
}

package io.binnacle.control.claim;

import io.binnacle.control.claim.ClaimPlan.CreateVolume;
import io.binnacle.control.claim.ClaimPlan.Rest;
import io.binnacle.control.claim.ClaimPlan.UpdateClaim;
import io.binnacle.control.claim.ClaimPlan.UpdateStatus;
import io.binnacle.control.claim.ClaimPlan.UpdateVolume;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.ArrayList;
import java.util.List;

/// Says the next step for a claim: protect it, give it a class, find or make its volume, bind the two, or wait.
///
/// Binding goes volume first, then claim, then the claim's status, so that a crash between two steps leaves a volume that is
/// reserved, never one that is given twice.
final class ClaimPlanner {
  private static final Rest REST = new Rest(null);

  /// Where provisioned volumes go, without a slash at the end.
  private final String folder;

  ClaimPlanner(String folder) {
    this.folder = folder;
  }

  ClaimPlan plan(Observed seen) {
    Obj claim = seen.claim();
    if (Meta.isDeleting(claim)) {
      return seen.inUse() ? REST : unprotect(claim);
    }
    if (!Meta.finalizers(claim).contains(Marks.CLAIM_PROTECTION)) {
      List<String> finalizers = new ArrayList<>(Meta.finalizers(claim));
      finalizers.add(Marks.CLAIM_PROTECTION);
      return new UpdateClaim(Meta.withFinalizers(claim, finalizers));
    }
    if ("yes".equals(Meta.annotation(claim, Marks.BIND_COMPLETED))) {
      return bound(seen);
    }
    String asked = claim.obj("spec").str("volumeName");
    return asked.isEmpty() ? unbound(seen) : asked(seen, asked);
  }

  private static ClaimPlan unprotect(Obj claim) {
    List<String> finalizers = new ArrayList<>(Meta.finalizers(claim));
    return finalizers.remove(Marks.CLAIM_PROTECTION)
        ? new UpdateClaim(Meta.withFinalizers(claim, finalizers))
        : REST;
  }

  /// A claim that has been bound stays with its volume, whatever becomes of that.
  private static ClaimPlan bound(Observed seen) {
    Obj claim = seen.claim();
    String name = claim.obj("spec").str("volumeName");
    Obj volume = seen.volume(name);
    if (name.isEmpty() || volume == null) {
      return lost(
          claim,
          Say.warning(
              "ClaimLost",
              name.isEmpty()
                  ? "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!"
                  : "Bound claim has lost its PersistentVolume. Data on the volume is lost!"));
    }
    if (!volume.obj("spec").has("claimRef") || VolumeMatch.reservedFor(volume, claim)) {
      return bind(claim, volume);
    }
    return lost(
        claim,
        Say.warning(
            "ClaimMisbound",
            "Two claims are bound to the same volume, this one is bound incorrectly"));
  }

  private static ClaimPlan lost(Obj claim, Say say) {
    return claim.obj("status").str("phase").equals("Lost")
        ? REST
        : new UpdateStatus(claim.with("status", Obj.of("phase", Str.of("Lost"))), say);
  }

  /// A claim that asks for one volume by name gets that or none.
  private static ClaimPlan asked(Observed seen, String name) {
    Obj claim = seen.claim();
    Obj volume = seen.volume(name);
    if (volume == null || Meta.isDeleting(volume)) {
      return REST;
    }
    if (VolumeMatch.reservedFor(volume, claim)) {
      return bind(claim, volume);
    }
    if (volume.obj("spec").has("claimRef")) {
      return new Rest(
          Say.warning(
              "FailedBinding", "volume \"" + name + "\" already bound to a different claim."));
    }
    String misfit = VolumeMatch.misfit(volume, claim);
    return misfit == null
        ? bind(claim, volume)
        : new Rest(
            Say.warning(
                "VolumeMismatch", "Cannot bind to requested volume \"" + name + "\": " + misfit));
  }

  private ClaimPlan unbound(Observed seen) {
    Obj claim = seen.claim();
    String className = claim.obj("spec").strOrNull("storageClassName");
    Obj fallback = seen.defaultClass();
    if (className == null && fallback != null) {
      return new UpdateClaim(
          claim.change("spec", spec -> spec.with("storageClassName", Meta.name(fallback))));
    }
    Obj storageClass = className == null ? null : seen.storageClass(className);
    boolean waits =
        storageClass != null
            && storageClass.str("volumeBindingMode").equals("WaitForFirstConsumer")
            && !seen.wanted();
    Obj best = VolumeMatch.best(claim, seen.volumes(), waits);
    if (best != null) {
      return bind(claim, best);
    }
    if (waits) {
      return new Rest(
          Say.normal(
              "WaitForFirstConsumer", "waiting for first consumer to be created before binding"));
    }
    if (className == null || className.isEmpty()) {
      return new Rest(
          Say.normal(
              "FailedBinding",
              "no persistent volumes available for this claim and no storage class is set"));
    }
    return storageClass == null
        ? new Rest(
            Say.warning(
                "ProvisioningFailed",
                "storageclass.storage.k8s.io \"" + className + "\" not found"))
        : provision(claim, storageClass);
  }

  private ClaimPlan provision(Obj claim, Obj storageClass) {
    String provisioner = storageClass.str("provisioner");
    if (!provisioner.equals(Marks.PROVISIONER)) {
      return new Rest(
          Say.normal(
              "ExternalProvisioning",
              "Waiting for a volume to be created either by the external provisioner '"
                  + provisioner
                  + "' or manually by the system administrator. If volume creation is delayed, please"
                  + " verify that the provisioner is running and correctly registered."));
    }
    Obj spec = claim.obj("spec");
    String trouble =
        spec.get("selector") instanceof Obj
            ? "claim.Spec.Selector is not supported"
            : spec.str("volumeMode").equals("Block")
                ? "volumeMode Block is not supported, only Filesystem"
                : spec.get("dataSource") instanceof Obj || spec.get("dataSourceRef") instanceof Obj
                    ? "a dataSource is not supported"
                    : "";
    if (!trouble.isEmpty()) {
      return new Rest(
          Say.warning(
              "ProvisioningFailed",
              "failed to provision volume with StorageClass \""
                  + Meta.name(storageClass)
                  + "\": "
                  + trouble));
    }
    if (!provisioner.equals(Meta.annotation(claim, Marks.STORAGE_PROVISIONER))) {
      return new UpdateClaim(Meta.withAnnotation(claim, Marks.STORAGE_PROVISIONER, provisioner));
    }
    return new CreateVolume(provisioned(claim, storageClass));
  }

  /// `<folder>/<namespace>_<claim>_<volume>`: made when it is first mounted.
  String path(String namespace, String claim, String volume) {
    return folder + "/" + namespace + "_" + claim + "_" + volume;
  }

  private Obj provisioned(Obj claim, Obj storageClass) {
    String name = "pvc-" + Meta.uid(claim);
    Obj spec = claim.obj("spec");
    String path = path(Meta.namespace(claim), Meta.name(claim), name);
    return Obj.builder()
        .put("apiVersion", "v1")
        .put("kind", "PersistentVolume")
        .put(
            "metadata",
            Obj.builder()
                .put("name", name)
                .put("annotations", Obj.of(Marks.PROVISIONED_BY, Str.of(Marks.PROVISIONER)))
                .put("finalizers", Arr.of(Str.of(Marks.VOLUME_PROTECTION)))
                .build())
        .put(
            "spec",
            Obj.builder()
                .put("accessModes", spec.arr("accessModes"))
                .put("capacity", Obj.of("storage", Str.of(VolumeMatch.request(claim).toString())))
                .put("claimRef", reference(claim))
                .put("hostPath", Obj.of("path", Str.of(path), "type", Str.of("DirectoryOrCreate")))
                .put("persistentVolumeReclaimPolicy", storageClass.str("reclaimPolicy", "Delete"))
                .put("storageClassName", Meta.name(storageClass))
                .put("volumeMode", "Filesystem")
                .build())
        .build();
  }

  private static Obj reference(Obj claim) {
    return Obj.builder()
        .put("apiVersion", "v1")
        .put("kind", "PersistentVolumeClaim")
        .put("namespace", Meta.namespace(claim))
        .put("name", Meta.name(claim))
        .put("uid", Meta.uid(claim))
        .put("resourceVersion", Meta.resourceVersion(claim))
        .build();
  }

  /// The next step that binds the two.
  private static ClaimPlan bind(Obj claim, Obj volume) {
    if (!VolumeMatch.boundTo(volume, claim)) {
      boolean free = !volume.obj("spec").has("claimRef");
      Obj reserved = volume.change("spec", spec -> spec.with("claimRef", reference(claim)));
      return new UpdateVolume(
          free ? Meta.withAnnotation(reserved, Marks.BOUND_BY_CONTROLLER, "yes") : reserved);
    }
    String name = Meta.name(volume);
    boolean named = claim.obj("spec").str("volumeName").equals(name);
    if (!named || Meta.annotation(claim, Marks.BIND_COMPLETED) == null) {
      Obj next = claim.change("spec", spec -> spec.with("volumeName", name));
      next = Meta.withAnnotation(next, Marks.BIND_COMPLETED, "yes");
      return new UpdateClaim(
          named ? next : Meta.withAnnotation(next, Marks.BOUND_BY_CONTROLLER, "yes"));
    }
    Obj status = boundStatus(claim.obj("status"), volume);
    return status.equals(claim.obj("status"))
        ? REST
        : new UpdateStatus(claim.with("status", status), null);
  }

  private static Obj boundStatus(Obj before, Obj volume) {
    return before
        .with("phase", "Bound")
        .with("accessModes", volume.obj("spec").arr("accessModes"))
        .with("capacity", volume.obj("spec").obj("capacity"));
  }
}

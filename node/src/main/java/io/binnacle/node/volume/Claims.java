package io.binnacle.node.volume;

import io.binnacle.client.KubeApi;
import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;

/// Finds what is behind a claim: its bound PersistentVolume, as a folder of this machine.
final class Claims {
  private final KubeApi api;

  Claims(KubeApi api) {
    this.api = api;
  }

  /// A volume's folder or file on this machine.
  ///
  /// @param name how messages call it: the PersistentVolume's name, else the volume's in the Pod
  /// @param type a HostPathType; empty for no check
  /// @param origin who made it, which says whether it is to be made, and may change hands
  record Located(String name, String path, String type, Origin origin, boolean readOnly) {}

  /// Where a PersistentVolume comes from.
  enum Origin {
    /// Somebody's `hostPath`: left as it is.
    HOST_PATH,
    /// Somebody's `local` path: must be there, and is given to `fsGroup`.
    LOCAL,
    /// A folder of our own provisioner: made when first mounted, for everybody to use.
    PROVISIONED
  }

  /// As `control.claim` marks what it provisions.
  private static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

  private static final String PROVISIONER = "binnacle.io/local";

  /// What the volume `volume` of `pod`, of kind persistentVolumeClaim or ephemeral, stands for.
  Located locate(Obj pod, Obj volume) throws VolumeFailure {
    boolean ephemeral = volume.get("ephemeral") instanceof Obj;
    Obj source = volume.obj("persistentVolumeClaim");
    String name = ephemeral ? Meta.name(pod) + "-" + volume.str("name") : source.str("claimName");
    Obj claim = claim(Meta.namespace(pod), name);
    if (ephemeral && !Meta.isControlledBy(claim, Meta.uid(pod))) {
      throw new VolumeFailure(
          "PVC "
              + Meta.namespace(pod)
              + "/"
              + name
              + " was not created for pod "
              + Meta.namespace(pod)
              + "/"
              + Meta.name(pod)
              + " (pod is not owner)");
    }
    String bound = claim.obj("spec").str("volumeName");
    if (bound.isEmpty() || !claim.obj("status").str("phase").equals("Bound")) {
      throw new VolumeFailure(
          "error processing PVC " + Meta.namespace(pod) + "/" + name + ": PVC is not bound");
    }
    Obj persistent = get(Target.of(ResourceName.PERSISTENT_VOLUMES, "", bound));
    Obj spec = persistent.obj("spec");
    if (!spec.obj("claimRef").str("uid").equals(Meta.uid(claim))) {
      throw new VolumeFailure(
          "PersistentVolume " + bound + " is not bound to PVC " + Meta.namespace(pod) + "/" + name);
    }
    if (spec.str("volumeMode", "Filesystem").equals("Block")) {
      throw new VolumeFailure("volumeMode Block is not supported by this node");
    }
    boolean readOnly = source.bool("readOnly", false);
    if (spec.get("hostPath") instanceof Obj host) {
      Origin origin =
          PROVISIONER.equals(Meta.annotation(persistent, PROVISIONED_BY))
              ? Origin.PROVISIONED
              : Origin.HOST_PATH;
      return new Located(bound, host.str("path"), host.str("type"), origin, readOnly);
    }
    if (spec.get("local") instanceof Obj local) {
      return new Located(bound, local.str("path"), "", Origin.LOCAL, readOnly);
    }
    throw new VolumeFailure(
        "PersistentVolume "
            + bound
            + " is of a kind this node cannot mount: "
            + String.join(", ", spec.keys())
            + "; it can mount hostPath, local");
  }

  private Obj claim(String namespace, String name) throws VolumeFailure {
    Target target = Target.of(ResourceName.PERSISTENT_VOLUME_CLAIMS, namespace, name);
    try {
      return api.get(target);
    } catch (ApiException e) {
      throw new VolumeFailure(
          "error processing PVC "
              + namespace
              + "/"
              + name
              + ": failed to fetch PVC from API server: "
              + e.status().message());
    }
  }

  private Obj get(Target target) throws VolumeFailure {
    try {
      return api.get(target);
    } catch (ApiException e) {
      throw new VolumeFailure(e.status().message());
    }
  }
}

package io.binnacle.control.claim;

import io.binnacle.control.claim.VolumePlan.Reclaim;
import io.binnacle.control.claim.VolumePlan.Rest;
import io.binnacle.control.claim.VolumePlan.Update;
import io.binnacle.control.claim.VolumePlan.UpdateStatus;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Obj;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says the next step for a volume: protect it, show whether it is free, bound or released, and what becomes of it when
/// its claim is gone.
final class VolumePlanner {
  private static final Rest REST = new Rest();

  private final ClaimPlanner claims;

  VolumePlanner(ClaimPlanner claims) {
    this.claims = claims;
  }

  /// @param claim what the volume's `claimRef` names, null if there is none of that name
  VolumePlan plan(Obj volume, @Nullable Obj claim, Instant now) {
    String phase = volume.obj("status").str("phase");
    if (Meta.isDeleting(volume)) {
      boolean bound = phase.equals("Bound") && claim != null && VolumeMatch.boundTo(volume, claim);
      return bound ? REST : deleting(volume);
    }
    if (!Meta.finalizers(volume).contains(Marks.VOLUME_PROTECTION)) {
      List<String> finalizers = new ArrayList<>(Meta.finalizers(volume));
      finalizers.add(Marks.VOLUME_PROTECTION);
      return new Update(Meta.withFinalizers(volume, finalizers));
    }
    if (volume.obj("spec").obj("claimRef").str("uid").isEmpty()) {
      return phase(volume, "Available", now);
    }
    if (claim == null || !VolumeMatch.boundTo(volume, claim)) {
      return phase.equals("Released") || phase.equals("Failed")
          ? reclaim(volume, phase, now)
          : phase(volume, "Released", now);
    }
    String bound = claim.obj("spec").str("volumeName");
    if (bound.equals(Meta.name(volume))) {
      return phase(volume, "Bound", now);
    }
    return bound.isEmpty() ? REST : loser(volume);
  }

  private VolumePlan deleting(Obj volume) {
    boolean guarded = Meta.finalizers(volume).contains(Marks.VOLUME_PROTECTION);
    boolean goes = volume.obj("spec").str("persistentVolumeReclaimPolicy").equals("Delete");
    return guarded && goes && ours(volume) ? new Reclaim(volume, path(volume)) : unprotect(volume);
  }

  static VolumePlan unprotect(Obj volume) {
    List<String> finalizers = new ArrayList<>(Meta.finalizers(volume));
    return finalizers.remove(Marks.VOLUME_PROTECTION)
        ? new Update(Meta.withFinalizers(volume, finalizers))
        : REST;
  }

  /// The claim went with another volume: what was made for it goes, what was reserved is free again.
  private VolumePlan loser(Obj volume) {
    if (ours(volume)) {
      return new Reclaim(volume, path(volume));
    }
    return "yes".equals(Meta.annotation(volume, Marks.BOUND_BY_CONTROLLER))
        ? new Update(
            Meta.withAnnotation(
                volume.change("spec", spec -> spec.without("claimRef")),
                Marks.BOUND_BY_CONTROLLER,
                null))
        : REST;
  }

  private VolumePlan reclaim(Obj volume, String phase, Instant now) {
    String trouble =
        switch (volume.obj("spec").str("persistentVolumeReclaimPolicy")) {
          case "Delete" ->
              ours(volume)
                  ? ""
                  : "error getting deleter volume plugin for volume \""
                      + Meta.name(volume)
                      + "\": no deletable volume plugin matched";
          case "Recycle" -> "No recycler plugin found for the volume!";
          default -> "Retain";
        };
    if (trouble.isEmpty()) {
      return new Reclaim(volume, path(volume));
    }
    if (trouble.equals("Retain") || phase.equals("Failed")) {
      return REST;
    }
    boolean recycle = volume.obj("spec").str("persistentVolumeReclaimPolicy").equals("Recycle");
    return failed(volume, recycle ? "VolumeFailedRecycle" : "VolumeFailedDelete", trouble, now);
  }

  /// The volume could not be reclaimed.
  static UpdateStatus failed(Obj volume, String reason, String message, Instant now) {
    Obj status =
        volume
            .obj("status")
            .with("phase", "Failed")
            .with("message", message)
            .with("lastPhaseTransitionTime", Timestamps.seconds(now));
    return new UpdateStatus(volume.with("status", status), Say.warning(reason, message));
  }

  private static VolumePlan phase(Obj volume, String phase, Instant now) {
    if (volume.obj("status").str("phase").equals(phase)) {
      return REST;
    }
    Obj status =
        volume
            .obj("status")
            .without("message")
            .without("reason")
            .with("phase", phase)
            .with("lastPhaseTransitionTime", Timestamps.seconds(now));
    return new UpdateStatus(volume.with("status", status), null);
  }

  /// Whether we made it, and its folder is the one we would make: an edited annotation must not delete somebody's data.
  private boolean ours(Obj volume) {
    return Marks.PROVISIONER.equals(Meta.annotation(volume, Marks.PROVISIONED_BY))
        && volume.obj("spec").obj("hostPath").str("path").equals(path(volume));
  }

  private String path(Obj volume) {
    Obj claim = volume.obj("spec").obj("claimRef");
    return claims.path(claim.str("namespace"), claim.str("name"), Meta.name(volume));
  }
}

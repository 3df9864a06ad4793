package io.binnacle.control.claim;

import io.binnacle.model.tree.Obj;
import org.jspecify.annotations.Nullable;

/// The next step for one volume.
sealed interface VolumePlan {
  /// In line, or not ours to do.
  record Rest() implements VolumePlan {}

  /// Write the volume.
  record Update(Obj volume) implements VolumePlan {}

  /// Write the volume's status.
  ///
  /// @param say an Event once that is done, null for none
  record UpdateStatus(Obj volume, @Nullable Say say) implements VolumePlan {}

  /// Remove what is in the folder, then the volume.
  ///
  /// @param path the folder, one of ours
  record Reclaim(Obj volume, String path) implements VolumePlan {}
}

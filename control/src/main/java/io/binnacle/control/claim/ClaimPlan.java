package io.binnacle.control.claim;

import io.binnacle.model.tree.Obj;
import org.jspecify.annotations.Nullable;

/// The next step for one claim.
sealed interface ClaimPlan {
  /// In line, or waiting for something.
  ///
  /// @param say what the claim waits for, null for nothing
  record Rest(@Nullable Say say) implements ClaimPlan {}

  /// Write the claim.
  record UpdateClaim(Obj claim) implements ClaimPlan {}

  /// Write the claim's status.
  ///
  /// @param say an Event once that is done, null for none
  record UpdateStatus(Obj claim, @Nullable Say say) implements ClaimPlan {}

  /// Reserve the volume for the claim.
  record UpdateVolume(Obj volume) implements ClaimPlan {}

  /// Make a volume for the claim.
  record CreateVolume(Obj volume) implements ClaimPlan {}
}

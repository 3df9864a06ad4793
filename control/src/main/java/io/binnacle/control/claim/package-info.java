/// Binds claims to volumes, and makes volumes out of folders of this machine where a claim's class says so.
///
/// Start at [io.binnacle.control.claim.ClaimPlanner] and [io.binnacle.control.claim.VolumePlanner], which are pure and say the one next
/// write; [io.binnacle.control.claim.ClaimController] makes it, and looks again when it sees it. May use `model`, `client`,
/// `control.core`. Words and order are those of upstream's persistentvolume-controller and of local-path provisioners.
@NullMarked
package io.binnacle.control.claim;

import org.jspecify.annotations.NullMarked;

/// Reads evidence: from a cluster through its API, or from files.
///
/// Start at [io.binnacle.doctor.gather.ClusterReader] and [io.binnacle.doctor.gather.Offline]. What may not be read becomes
/// something not seen, with the reason; what is not needed is left out at once, so that a large cluster fits into memory.
///
/// May use `client`, `model`, `doctor.evidence` and `doctor.rollout`; never writes.
@NullMarked
package io.binnacle.doctor.gather;

import org.jspecify.annotations.NullMarked;

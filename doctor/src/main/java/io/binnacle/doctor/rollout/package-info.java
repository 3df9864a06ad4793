/// What a cluster makes of objects if all goes well: defaults, addresses, Pods that run, slices. Pure; equal in, equal out.
///
/// Start at [io.binnacle.doctor.rollout.Rollout]. Used for manifests nobody has deployed yet, and for what would be once a change
/// had been made. May use `model` and the planners of `control`; never `doctor.evidence`, which uses it.
@NullMarked
package io.binnacle.doctor.rollout;

import org.jspecify.annotations.NullMarked;

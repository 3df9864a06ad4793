/// What Deployment, ReplicaSet and StatefulSet have in common: whose objects are whose, Pods from templates, when a Pod
/// counts as available, conditions, writing in batches.
///
/// Start at [io.binnacle.control.workload.Claims]. May use `model`, `client`, `control.core`; never a controller.
@NullMarked
package io.binnacle.control.workload;

import org.jspecify.annotations.NullMarked;

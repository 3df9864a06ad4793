/// Keeps a stated number of Pods of one template running.
///
/// Start at [io.binnacle.control.replicaset.ReplicaSetPlanner], which is pure: a ReplicaSet and its Pods in, what to
/// adopt, create and delete out. Source: the upstream replicaset controller. May use `model`, `client`, `control.core`
/// and `control.workload`; never another controller.
@NullMarked
package io.binnacle.control.replicaset;

import org.jspecify.annotations.NullMarked;

/// Rolls a Deployment out: one ReplicaSet for each version of its template, the old ones shrinking while the new one
/// grows.
///
/// Start at [io.binnacle.control.deployment.DeploymentPlanner], which is pure: a Deployment and its ReplicaSets in, the
/// next step out. Numbers are in [io.binnacle.control.deployment.Scaling], what `status` says in
/// [io.binnacle.control.deployment.DeploymentStatus]. `kubectl rollout` reads and writes what is kept here: revision
/// annotations, conditions, old ReplicaSets. Source: the upstream deployment controller. May use `model`, `client`,
/// `control.core` and `control.workload`; never another controller.
@NullMarked
package io.binnacle.control.deployment;

import org.jspecify.annotations.NullMarked;

/// Keeps numbered Pods with names and claims of their own, created, updated and removed in order.
///
/// Start at [io.binnacle.control.statefulset.StatefulSetPlanner], which is pure: a StatefulSet, its Pods, claims and
/// revisions in, writes out. Who a Pod is says [io.binnacle.control.statefulset.Identity], what its template was when
/// says [io.binnacle.control.statefulset.Revisions]. Source: the upstream statefulset controller. May use `model`,
/// `client`, `control.core` and `control.workload`; never another controller.
@NullMarked
package io.binnacle.control.statefulset;

import org.jspecify.annotations.NullMarked;

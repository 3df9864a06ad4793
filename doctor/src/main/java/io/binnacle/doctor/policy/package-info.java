/// What NetworkPolicies let through, read as a cluster reads them that enforces them.
///
/// Start at [io.binnacle.doctor.policy.Policies#reach]. Pure: evidence in, a [io.binnacle.doctor.policy.Reach] out, with the reason
/// of every rule that does not let the traffic through.
///
/// Where upstream leaves it to the network plugin, what is in doubt counts as let through: a block of addresses matches Pods, too,
/// and a Pod on its node's network is matched by its labels and by its address. May use `doctor.evidence` and `model`.
///
/// Source: `networking.k8s.io/v1` NetworkPolicy, and https://kubernetes.io/docs/concepts/services-networking/network-policies/.
@NullMarked
package io.binnacle.doctor.policy;

import org.jspecify.annotations.NullMarked;

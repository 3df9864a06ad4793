/// The life of a Pod on a real node: what is known of it in, what to do next and the status to show out. No threads, no
/// clock, no runtime.
///
/// Start at [io.binnacle.node.pod.PodLife#at]. `node.agent` gathers the facts and takes the steps. May use `model` and
/// the records of `node.runtime`.
/// Source: Kubernetes Pod Lifecycle; sidecar containers (KEP-753); the texts and times are those of the kubelet 1.33.
@NullMarked
package io.binnacle.node.pod;

import org.jspecify.annotations.NullMarked;

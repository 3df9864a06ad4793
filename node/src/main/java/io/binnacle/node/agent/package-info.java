/// The agent of a real node: registers the Node, runs the Pods bound to it on a container runtime, and answers what the API
/// server asks about them.
///
/// Start at [io.binnacle.node.agent.NodeRunner]; one look at a Pod is [io.binnacle.node.agent.PodWorkers]`#reconcile`: gather
/// what is known, ask [io.binnacle.node.pod.PodLife], begin the steps it names, show the status. Steps run beside the loop and
/// report to the Pod's [io.binnacle.node.agent.PodRecord]; what one has begun is no step of the next look.
/// May use everything in `node` but `simulated` and `cri`.
@NullMarked
package io.binnacle.node.agent;

import org.jspecify.annotations.NullMarked;

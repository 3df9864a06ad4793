/// Probes and lifecycle hooks of containers.
///
/// Start at [io.binnacle.node.probe.Probes], which turns probes into answers about containers; what a single run means for
/// them is decided by the pure `ProbeState`; one run is made by [io.binnacle.node.probe.HandlerTransport].
/// [io.binnacle.node.probe.Hooks] runs lifecycle hooks. May use `model`, `client.run`, `node.runtime`, `node.env`, gRPC. Source: the kubelet's behaviour in Kubernetes 1.33; gRPC health checking protocol v1.
@NullMarked
package io.binnacle.node.probe;

import org.jspecify.annotations.NullMarked;

/// The subresources of a Pod that stream: `log`, `exec`, `attach`, `portforward`.
///
/// Start at [io.binnacle.server.stream.PodStreams]. [io.binnacle.server.stream.PodTarget] finds Pod, container and agent,
/// [io.binnacle.server.stream.RuntimeDoor] opens what the agent offers. A client that speaks SPDY/3.1 is tunnelled to the container
/// runtime byte by byte; one that speaks WebSocket channels is translated ([io.binnacle.server.stream.ExecSession],
/// [io.binnacle.server.stream.ForwardSession]); one that speaks SPDY within WebSocket is unwrapped and tunnelled.
///
/// Source: `k8s.io/apiserver/pkg/util/proxy`, `k8s.io/kubelet/pkg/cri/streaming`, `pkg/registry/core/pod`. May use `client.node`,
/// `server.http`, `server.websocket`, `server.spdy`, `server.backend`, `server.registry`.
@NullMarked
package io.binnacle.server.stream;

import org.jspecify.annotations.NullMarked;

package io.binnacle.client.node;

import java.net.URI;
import java.util.List;

/// One node's agent, as the API server reaches it. Calls may block; safe for use by many threads.
///
/// Every method throws [ApiException] with the Status to answer: 404 if the node does not know the Pod or container, 400
/// if the container is in no state for it (`container "a" in pod "b" is waiting to start: ContainerCreating`), 500 if the
/// runtime refuses.
///
/// The three methods that answer a [URI] have the runtime open a one-time door on this machine's loopback: an HTTP server that
/// speaks SPDY/3.1 with the `v4.channel.k8s.io` (exec, attach) or `portforward.k8s.io` protocol. Whoever connects to it first
/// within a minute has the stream.
public interface NodeAgent {
  /// Writes the log of a container to `sink` until its end, or with `follow` until the container has ended or the sink is
  /// closed. Returns when done.
  void logs(LogRequest request, LogSink sink);

  /// Opens a door to a command run in a container.
  URI exec(ExecRequest request);

  /// Opens a door to the standard streams of a container that runs. `stdin` and `tty` of `streams` must fit the container's own.
  URI attach(PodRef pod, String container, Streams streams);

  /// Opens a door to ports of a Pod; which port each connection wants it says itself, as the protocol has it.
  URI portForward(PodRef pod, List<Integer> ports);

  /// A Pod, surely this one: a Pod of the same name that came later has another UID.
  record PodRef(String namespace, String name, String uid) {}

  /// Which standard streams a client wants. With `tty` there is no separate `stderr`.
  record Streams(boolean stdin, boolean stdout, boolean stderr, boolean tty) {}

  /// A command to run in a container.
  ///
  /// @param command program and arguments, at least one
  record ExecRequest(PodRef pod, String container, List<String> command, Streams streams) {
    public ExecRequest {
      command = List.copyOf(command);
    }
  }
}

package io.binnacle.server.stream;

import io.binnacle.client.node.NodeAgent;
import io.binnacle.client.node.NodeAgent.ExecRequest;
import io.binnacle.client.node.NodeAgent.Streams;
import io.binnacle.client.node.NodeAgents;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Query;
import io.binnacle.server.http.Responder;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.stream.ExecSession.Attached;
import io.binnacle.server.websocket.Handshake;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers the streaming subresources of Pods. Each call blocks its thread for as long as the stream lasts.
public final class PodStreams {
  /// What is served here.
  public static final Set<String> SUBRESOURCES = Set.of("log", "exec", "attach", "portforward");

  /// How long a stream may be idle: as kubelet's streaming server.
  static final Duration IDLE = Duration.ofHours(4);

  private final Registry registry;
  private final NodeAgents agents;
  private final Scheduler scheduler;

  /// @param registry where the Pods are
  /// @param agents who runs them
  /// @param scheduler the clock of `sinceSeconds`
  public PodStreams(Registry registry, NodeAgents agents, Scheduler scheduler) {
    this.registry = registry;
    this.agents = agents;
    this.scheduler = scheduler;
  }

  /// Answers `request`, which is about `subresource` of the Pod `name`.
  ///
  /// @throws ApiException with what the client is to be told, unless the answer has begun
  public void handle(
      String subresource, String namespace, String name, ApiRequest request, Responder out) {
    PodTarget pod = PodTarget.find(registry, namespace, name);
    switch (subresource) {
      case "log" -> new LogStreaming(agents, scheduler).handle(pod, request, out);
      case "exec" -> exec(pod, request, out);
      case "attach" -> attach(pod, request, out);
      case "portforward" -> forward(pod, request, out);
      default -> throw new IllegalArgumentException("no stream: " + subresource);
    }
  }

  private void exec(PodTarget pod, ApiRequest request, Responder out) {
    String container = pod.container(request.query("container"));
    NodeAgent agent = pod.agent(agents);
    Streams streams = streams(request);
    List<String> command = request.query().getOrDefault("command", List.of());
    if (command.isEmpty() || command.getFirst().isEmpty()) {
      throw bad("you must specify at least one command for the container");
    }
    commanded(
        streams,
        () -> agent.exec(new ExecRequest(pod.ref(), container, command, streams)),
        null,
        request,
        out);
  }

  private void attach(PodTarget pod, ApiRequest request, Responder out) {
    String container = pod.container(request.query("container"));
    NodeAgent agent = pod.agent(agents);
    Streams streams = streams(request);
    Attached attached =
        pod.isFresh(container, scheduler.clock().instant())
            ? new Attached(agent, pod.ref(), container, streams.tty())
            : null;
    URI door;
    try {
      door = agent.attach(pod.ref(), container, streams);
    } catch (ApiException refused) {
      boolean told =
          attached != null
              && out.canUpgrade()
              && streams.stdout()
              && Handshake.isAskedBy(request)
              && ended(attached, request, out);
      if (told) {
        return;
      }
      throw refused;
    }
    commanded(streams, () -> door, attached, request, out);
  }

  private static boolean ended(Attached attached, ApiRequest request, Responder out) {
    ChannelProtocol protocol = ChannelProtocol.agree(request);
    return ExecSession.ended(
        protocol, attached, () -> Handshake.accept(request, out, protocol.name(), IDLE));
  }

  /// @param door asked for when everything else is in order: the runtime keeps it open for a client that is sure to come
  /// @param attached null for a command of its own
  private static void commanded(
      Streams streams,
      Supplier<URI> door,
      @Nullable Attached attached,
      ApiRequest request,
      Responder out) {
    requireUpgrade(request, out);
    if (!Handshake.isAskedBy(request)) {
      SpdyTunnel.handle(door.get(), request, out);
      return;
    }
    ChannelProtocol protocol = ChannelProtocol.agree(request);
    try (RuntimeDoor.Open open = RuntimeDoor.open(door.get(), List.of(RuntimeDoor.CHANNELS_V4))) {
      new ExecSession(protocol, streams, open, attached)
          .run(Handshake.accept(request, out, protocol.name(), IDLE));
    }
  }

  private void forward(PodTarget pod, ApiRequest request, Responder out) {
    NodeAgent agent = pod.agent(agents);
    requireUpgrade(request, out);
    if (!Handshake.isAskedBy(request)) {
      SpdyTunnel.handle(agent.portForward(pod.ref(), List.of()), request, out);
    } else if (WebSocketTunnel.isAskedBy(request)) {
      WebSocketTunnel.handle(agent.portForward(pod.ref(), List.of()), request, out);
    } else {
      List<Integer> ports = ForwardSession.ports(request);
      String protocol = ForwardSession.agree(request);
      URI door = agent.portForward(pod.ref(), ports);
      try (RuntimeDoor.Open open = RuntimeDoor.open(door, List.of(RuntimeDoor.PORT_FORWARD))) {
        new ForwardSession(ports, ChannelProtocol.isBase64(protocol), open)
            .run(Handshake.accept(request, out, protocol, IDLE));
      }
    }
  }

  private static void requireUpgrade(ApiRequest request, Responder out) {
    boolean known =
        Handshake.isAskedBy(request)
            || request.headers().first("Upgrade").equalsIgnoreCase(SpdyTunnel.SPDY);
    if (!out.canUpgrade() || !known) {
      throw bad("Upgrade request required");
    }
  }

  private static Streams streams(ApiRequest request) {
    boolean tty = Query.flag(request.query(), "tty");
    boolean stdin = Query.flag(request.query(), "stdin");
    boolean stdout = Query.flag(request.query(), "stdout");
    boolean stderr = Query.flag(request.query(), "stderr") && !tty;
    if (!stdin && !stdout && !stderr) {
      throw bad("you must specify at least 1 of stdin, stdout, stderr");
    }
    return new Streams(stdin, stdout, stderr, tty);
  }

  private static ApiException bad(String message) {
    return new ApiException(Status.badRequest(message));
  }
}

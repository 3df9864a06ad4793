package io.binnacle.server.api;

import io.binnacle.client.node.NodeAgents;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.server.api.RequestInfo.ResourceRequest;
import io.binnacle.server.http.ApiRequest;
import io.binnacle.server.http.Responder;
import io.binnacle.server.proxy.ProxyRequests;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.stream.PodStreams;
import java.util.random.RandomGenerator;

/// The subresources that connect a client with a process in the cluster, where upstream's verb is CONNECT: they have no object to
/// read or write, and answers of their own.
///
/// What serves them is made for each request: nothing of it is loaded before somebody asks.
final class Connects {
  private final Registry registry;
  private final NodeAgents nodes;
  private final Scheduler scheduler;
  private final RandomGenerator random;

  Connects(Registry registry, NodeAgents nodes, Scheduler scheduler, RandomGenerator random) {
    this.registry = registry;
    this.nodes = nodes;
    this.scheduler = scheduler;
    this.random = random;
  }

  /// Whether `info` is about one of them.
  boolean serves(ResourceRequest info) {
    boolean pods = info.resource().equals(ResourceName.PODS);
    boolean services = info.resource().equals(ResourceName.SERVICES);
    return !info.namespace().isEmpty()
        && !info.name().isEmpty()
        && switch (info.subresource()) {
          case "proxy" -> pods || services;
          case "log", "exec", "attach", "portforward" -> pods && info.rest().isEmpty();
          default -> false;
        };
  }

  /// Answers `request`; returns when the stream has ended.
  void handle(ResourceRequest info, ApiRequest request, Responder out) {
    if (info.subresource().equals("proxy")) {
      new ProxyRequests(registry, random)
          .handle(info.resource(), info.namespace(), info.name(), request, out);
      return;
    }
    boolean fits =
        info.verb().equals("get")
            || info.verb().equals("create") && !info.subresource().equals("log");
    if (!fits) {
      throw new ApiException(Status.methodNotAllowed(info.resource(), info.verb()));
    }
    new PodStreams(registry, nodes, scheduler)
        .handle(info.subresource(), info.namespace(), info.name(), request, out);
  }
}

package io.binnacle.server.stream;

import io.binnacle.client.Target;
import io.binnacle.client.node.NodeAgent;
import io.binnacle.client.node.NodeAgent.PodRef;
import io.binnacle.client.node.NodeAgents;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.PodView;
import io.binnacle.server.registry.Registry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The Pod a request is about.
record PodTarget(PodView pod) {
  private static final Duration FRESH = Duration.ofSeconds(10);
  private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

  /// Reads the Pod.
  ///
  /// @throws ApiException 404 if it is not there
  static PodTarget find(Registry registry, String namespace, String name) {
    return new PodTarget(
        PodView.of(registry.get(new Target(ResourceName.PODS, namespace, name, ""))));
  }

  PodRef ref() {
    return new PodRef(pod.namespace(), pod.name(), pod.uid());
  }

  /// The container the client means: the one it names, the Pod's default one, the only one.
  ///
  /// @param asked empty if the client names none
  /// @throws ApiException 400 if it is not there, or the choice is open
  String container(String asked) {
    List<String> names = names(pod.containers());
    List<String> init = names(pod.initContainers());
    if (!asked.isEmpty()) {
      if (Stream.of(names, init, ephemeral()).noneMatch(l -> l.contains(asked))) {
        throw bad("container " + asked + " is not valid for pod " + pod.name());
      }
      return asked;
    }
    if (names.size() == 1) {
      return names.getFirst();
    }
    String preferred = pod.object().obj("metadata").obj("annotations").str(DEFAULT_CONTAINER);
    if (names.contains(preferred)) {
      return preferred;
    }
    String choice = "a container name must be specified for pod " + pod.name();
    if (!names.isEmpty()) {
      choice += ", choose one of: [" + String.join(" ", names) + "]";
    }
    if (!init.isEmpty()) {
      choice += " or one of the init containers: [" + String.join(" ", init) + "]";
    }
    throw bad(choice);
  }

  /// Whether a container has begun so lately that a client on its way to it may have missed something: `FRESH` ago at most, or
  /// not yet by its status.
  boolean isFresh(String container, Instant now) {
    for (Obj status : pod.object().obj("status").arr("containerStatuses").objects()) {
      if (status.str("name").equals(container)) {
        Obj state = status.obj("state");
        String began =
            state.obj("running").str("startedAt", state.obj("terminated").str("startedAt"));
        return began.isEmpty() || !Timestamps.parse(began).plus(FRESH).isBefore(now);
      }
    }
    return true;
  }

  private static List<String> names(List<ContainerView> containers) {
    return containers.stream().map(ContainerView::name).toList();
  }

  private List<String> ephemeral() {
    List<String> out = new ArrayList<>();
    for (Obj container : pod.object().obj("spec").arr("ephemeralContainers").objects()) {
      out.add(container.str("name"));
    }
    return out;
  }

  /// The agent of the Pod's node.
  ///
  /// @throws ApiException 400 if the Pod has no node yet, 501 if nothing runs on it
  NodeAgent agent(NodeAgents agents) {
    if (pod.nodeName().isEmpty()) {
      throw bad("pod " + pod.name() + " does not have a host assigned");
    }
    NodeAgent agent = agents.of(pod.nodeName());
    if (agent == null) {
      throw new ApiException(
          new Status(
              501,
              "NotImplemented",
              "pod "
                  + pod.name()
                  + " is on node "
                  + pod.nodeName()
                  + ", which runs no containers: its Pods are simulated. For real containers start Binnacle as"
                  + " root with --runtime containerd",
              Obj.EMPTY));
    }
    return agent;
  }

  private static ApiException bad(String message) {
    return new ApiException(Status.badRequest(message));
  }
}

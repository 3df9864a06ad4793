package io.binnacle.doctor.explain;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.proxy.plan.Protocol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says who is at an address and port, and whether anybody answers there.
final class Ends {
  private final Evidence seen;

  Ends(Evidence seen) {
    this.seen = seen;
  }

  /// How it stands.
  ///
  /// @param service through which packets come, null if through none
  Arrival at(
      IpAddress address,
      int port,
      Protocol protocol,
      double probability,
      boolean masqueraded,
      @Nullable ServiceView service) {
    SliceView.Endpoint endpoint = service == null ? null : endpoint(service, address);
    PodView pod = pod(address, service, endpoint);
    if (pod != null
        && endpoint != null
        && endpoint.targetRef() == null
        && !declares(pod, port, protocol)) {
      pod =
          null; // an address written by hand can be a node's, which a Pod of the cluster's own may
      // share
    }
    if (pod == null) {
      Said said = withoutPod(address, port, service, endpoint);
      String node = endpoint == null ? "" : endpoint.nodeName();
      return new Arrival(probability, address, port, null, node, masqueraded, said.mark, said.text);
    }
    Said said = judge(pod, address, port, protocol, endpoint);
    return new Arrival(
        probability, address, port, pod.key(), pod.nodeName(), masqueraded, said.mark, said.text);
  }

  private record Said(Mark mark, String text) {}

  private SliceView.@Nullable Endpoint endpoint(ServiceView service, IpAddress address) {
    for (SliceView slice : seen.slices(service.key())) {
      for (SliceView.Endpoint endpoint : slice.endpoints()) {
        if (address.equals(IpAddress.parse(endpoint.address()))) {
          return endpoint;
        }
      }
    }
    return null;
  }

  private @Nullable PodView pod(
      IpAddress address, @Nullable ServiceView service, SliceView.@Nullable Endpoint endpoint) {
    if (service != null
        && endpoint != null
        && endpoint.targetRef() != null
        && endpoint.targetRef().kind().equals("Pod")
        && seen.sees(ResourceName.PODS, service.namespace())) {
      ObjectKey key = new ObjectKey(service.namespace(), endpoint.targetRef().name());
      Obj found = seen.find(ResourceName.PODS, key);
      if (found != null) {
        return PodView.of(found);
      }
    }
    return Source.podAt(address, seen).orElse(null);
  }

  private Said withoutPod(
      IpAddress address,
      int port,
      @Nullable ServiceView service,
      SliceView.@Nullable Endpoint endpoint) {
    Said probed = connected(address, port);
    if (probed != null) {
      return probed;
    }
    if (endpoint != null && endpoint.targetRef() != null) {
      String name = endpoint.targetRef().name();
      return service != null && seen.sees(ResourceName.PODS, service.namespace())
          ? new Said(Mark.BAD, "Pod " + name + " is gone: its EndpointSlice is out of date")
          : new Said(Mark.UNKNOWN, "Pod " + name + ", which was not seen");
    }
    if (endpoint != null) {
      return new Said(Mark.NOTE, "no Pod's address: written into an EndpointSlice by hand");
    }
    if (NodeTable.podCidrs(seen).stream().anyMatch(range -> range.contains(address))
        && seen.sees(ResourceName.PODS)) {
      return new Said(Mark.BAD, "no Pod has this address");
    }
    return new Said(Mark.UNKNOWN, "outside the cluster: nobody can look there from here");
  }

  private Said judge(
      PodView pod,
      IpAddress address,
      int port,
      Protocol protocol,
      SliceView.@Nullable Endpoint endpoint) {
    if (pod.isTerminal()) {
      return new Said(Mark.BAD, "the Pod has ended: " + pod.phase());
    }
    if (!pod.podIps().contains(address.toString())) {
      return new Said(
          Mark.BAD,
          "the Pod has another address now, "
              + (pod.podIp().isEmpty() ? "none" : pod.podIp())
              + ": its EndpointSlice is out of date");
    }
    NodeView node = NodeTable.node(seen, pod.nodeName());
    if (node != null && !node.isReady()) {
      return new Said(Mark.BAD, "node " + pod.nodeName() + " is not ready");
    }
    Said listens = listens(pod, address, port, protocol);
    if (listens != null) {
      return new Said(listens.mark, ready(pod) + ", " + listens.text);
    }
    if (protocol == Protocol.TCP) {
      Said probed = connected(address, port);
      if (probed != null) {
        return new Said(probed.mark, ready(pod) + ", " + probed.text);
      }
    }
    boolean published = endpoint != null && endpoint.isReady();
    Mark mark =
        pod.isReady() && !pod.isTerminating() ? Mark.GOOD : published ? Mark.NOTE : Mark.BAD;
    return new Said(mark, ready(pod) + ", " + declared(pod, port, protocol));
  }

  private static String ready(PodView pod) {
    if (pod.isTerminating()) {
      return "terminating";
    }
    return pod.isReady() ? "ready" : pod.phase().equals("Running") ? "not ready" : pod.phase();
  }

  /// Which container says it listens there.
  private static String declared(PodView pod, int port, Protocol protocol) {
    List<ContainerView> all = new ArrayList<>(pod.containers());
    pod.initContainers().stream().filter(ContainerView::isRestartable).forEach(all::add);
    for (ContainerView container : all) {
      for (ContainerView.Port each : container.ports()) {
        if (each.containerPort() == port && each.protocol().equals(protocol.name())) {
          return "container "
              + container.name()
              + (each.name().isEmpty() ? "" : ", port " + each.name());
        }
      }
    }
    return "no container names port " + port + "/" + protocol;
  }

  /// Whether a container says it listens there.
  static boolean declares(PodView pod, int port, Protocol protocol) {
    return declared(pod, port, protocol).startsWith("container");
  }

  /// The Pod with a name, null if there is none.
  @Nullable PodView pod(ObjectKey key) {
    Obj found = seen.find(ResourceName.PODS, key);
    return found == null ? null : PodView.of(found);
  }

  private @Nullable Said connected(IpAddress address, int port) {
    Probed.Connection tried = seen.probed().connected().get(new Probed.Place(address, port));
    if (tried == null) {
      return null;
    }
    return switch (tried.outcome()) {
      case OPEN -> new Said(Mark.GOOD, "accepts connections");
      case REFUSED -> new Said(Mark.BAD, "refuses connections");
      case SILENT -> new Said(Mark.BAD, "does not answer, " + tried.detail());
      case UNREACHABLE -> new Said(Mark.BAD, "cannot be reached, " + tried.detail());
    };
  }

  /// What is known of sockets in the Pod, null if nothing.
  private @Nullable Said listens(PodView pod, IpAddress address, int port, Protocol protocol) {
    List<Probed.Socket> sockets = seen.probed().listening().get(pod.key());
    if (sockets == null) {
      return null;
    }
    boolean loopback = false;
    for (Probed.Socket socket : sockets) {
      if (socket.port() == port && socket.protocol().equals(protocol.name())) {
        if (socket.address().isUnspecified() || socket.address().equals(address)) {
          return new Said(Mark.GOOD, "listens on " + Place.text(socket.address(), port));
        }
        loopback |= socket.address().isLoopback();
      }
    }
    return loopback
        ? new Said(Mark.BAD, "listens on loopback only")
        : new Said(Mark.BAD, "nobody listens on port " + port + "/" + protocol);
  }
}

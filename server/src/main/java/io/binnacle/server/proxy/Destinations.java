package io.binnacle.server.proxy;

import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.model.view.TargetPort;
import io.binnacle.server.registry.ListQuery;
import io.binnacle.server.registry.Registry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Finds the address a proxied request goes to.
final class Destinations {
  private final Registry registry;
  private final RandomGenerator random;

  Destinations(Registry registry, RandomGenerator random) {
    this.registry = registry;
    this.random = random;
  }

  /// Where to connect, and how.
  record Destination(InetSocketAddress at, boolean https) {}

  /// The address behind `id`, a Pod's or Service's name with perhaps scheme and port.
  ///
  /// @throws ApiException 400 for a malformed `id` or an address that must not be reached, 404 if there is no such object, 503 if
  ///     the Service has no endpoint
  Destination find(ResourceName resource, String namespace, String id) {
    boolean pods = resource.equals(ResourceName.PODS);
    ProxyName name = ProxyName.parse(id);
    if (name == null) {
      throw bad("invalid " + (pods ? "pod" : "service") + " request " + Str.of(id));
    }
    return pods ? pod(namespace, name) : service(namespace, name, id);
  }

  private Destination pod(String namespace, ProxyName name) {
    PodView pod =
        PodView.of(registry.get(new Target(ResourceName.PODS, namespace, name.name(), "")));
    return destination(pod.podIp(), port(pod, name.port()), name.https());
  }

  private static int port(PodView pod, String asked) {
    if (asked.isEmpty()) {
      for (ContainerView container : pod.containers()) {
        if (!container.ports().isEmpty()) {
          return container.ports().getFirst().containerPort();
        }
      }
      return 80;
    }
    if (asked.matches("[0-9]{1,5}")) {
      return number(Integer.parseInt(asked));
    }
    Integer named = pod.resolve(new TargetPort.Named(asked), "TCP");
    if (named == null) {
      throw bad("pod " + pod.name() + " has no container port named " + Str.of(asked));
    }
    return named;
  }

  private Destination service(String namespace, ProxyName name, String id) {
    ServiceView service =
        ServiceView.of(registry.get(new Target(ResourceName.SERVICES, namespace, name.name(), "")));
    String portName = portName(service, name.port());
    List<InetSocketAddress> ready = ready(service, portName);
    if (ready.isEmpty()) {
      String what = name.port().isEmpty() ? name.name() : id;
      throw unavailable("no endpoints available for service " + Str.of(what));
    }
    return new Destination(ready.get(random.nextInt(ready.size())), name.https());
  }

  /// The name of the Service's port the client means.
  private static String portName(ServiceView service, String asked) {
    List<ServiceView.Port> ports = service.ports();
    if (asked.isEmpty()) {
      return ports.size() == 1 ? ports.getFirst().name() : "";
    }
    if (!asked.matches("[0-9]{1,9}")) {
      return asked;
    }
    for (ServiceView.Port port : ports) {
      if (port.port() == Integer.parseInt(asked)) {
        return port.name();
      }
    }
    throw unavailable("no service port " + asked + " found for service " + Str.of(service.name()));
  }

  /// The ready endpoints of the port that are Pods: a Service can name any address, and the API server must not be a way there.
  private List<InetSocketAddress> ready(ServiceView service, String portName) {
    String selector = SliceView.SERVICE_NAME_LABEL + "=" + service.name();
    ListQuery query = new ListQuery(selector, "", 0, "", "", "", false);
    List<InetSocketAddress> out = new ArrayList<>();
    for (Obj object :
        registry.list(ResourceName.ENDPOINT_SLICES, service.namespace(), query).items()) {
      SliceView slice = SliceView.of(object);
      for (SliceView.Port port : slice.ports()) {
        Integer number = port.port();
        if (!port.name().equals(portName) || !port.protocol().equals("TCP") || number == null) {
          continue;
        }
        for (SliceView.Endpoint endpoint : slice.endpoints()) {
          InetAddress ip = address(endpoint.address());
          if (endpoint.isReady() && ip != null && isPod(service.namespace(), endpoint)) {
            out.add(new InetSocketAddress(ip, number));
          }
        }
      }
    }
    return out;
  }

  private boolean isPod(String namespace, SliceView.Endpoint endpoint) {
    var target = endpoint.targetRef();
    if (target == null || !target.kind().equals("Pod")) {
      return false;
    }
    try {
      Obj pod = registry.get(new Target(ResourceName.PODS, namespace, target.name(), ""));
      return PodView.of(pod).podIps().contains(endpoint.address());
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  private static Destination destination(String ip, int port, boolean https) {
    InetAddress address = address(ip);
    if (address == null) {
      throw bad("address not allowed");
    }
    return new Destination(new InetSocketAddress(address, port), https);
  }

  /// The address, or null if it is none that may be reached: only global unicast is.
  private static @Nullable InetAddress address(String text) {
    IpAddress ip = IpAddress.parse(text);
    if (ip == null
        || ip.isUnspecified()
        || ip.isLoopback()
        || ip.isLinkLocalUnicast()
        || ip.isMulticast()
        || text.equals("255.255.255.255")) {
      return null;
    }
    try {
      return InetAddress.getByAddress(ip.toBytes());
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has 4 or 16 octets", e);
    }
  }

  private static int number(int port) {
    if (port < 1 || port > 65_535) {
      throw bad("invalid port " + port + ": expected 1..65535");
    }
    return port;
  }

  private static ApiException bad(String message) {
    return new ApiException(Status.badRequest(message));
  }

  private static ApiException unavailable(String message) {
    return new ApiException(new Status(503, "ServiceUnavailable", message, Obj.EMPTY));
  }
}

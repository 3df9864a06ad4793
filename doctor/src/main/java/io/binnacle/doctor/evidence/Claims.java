package io.binnacle.doctor.evidence;

import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.function.Consumer;

/// What only one Service, or one Pod of a node, can have: as texts under which [Evidence#claimants] and [Evidence#hostPorts] find
/// those that say they have it.
public final class Claims {
  private Claims() {}

  /// A cluster address.
  public static String clusterIp(String address) {
    return "clusterIP " + address;
  }

  /// A port of every node.
  public static String nodePort(String protocol, int port) {
    return "nodePort " + protocol + "/" + port;
  }

  /// A port where load balancers ask nodes for their health.
  public static String healthPort(int port) {
    return "healthCheckNodePort " + port;
  }

  /// A port at an address from outside: an external address, or one of a load balancer.
  public static String outside(String address, String protocol, int port) {
    return "outside " + address + " " + protocol + "/" + port;
  }

  static void of(ServiceView service, Consumer<String> text) {
    if (service.isExternalName()) {
      return;
    }
    if (service.hasClusterIp()) {
      service.clusterIps().forEach(address -> text.accept(clusterIp(address)));
    }
    if (service.healthCheckNodePort() != 0) {
      text.accept(healthPort(service.healthCheckNodePort()));
    }
    if (!service.isExternallyAccessible()) {
      return;
    }
    for (ServiceView.Port port : service.ports()) {
      if (port.nodePort() != 0) {
        text.accept(nodePort(port.protocol(), port.nodePort()));
      }
      for (String address : service.externalIps()) {
        text.accept(outside(address, port.protocol(), port.port()));
      }
      for (String address : service.virtualIngress()) {
        text.accept(outside(address, port.protocol(), port.port()));
      }
    }
  }

  static void ofHostPorts(PodView pod, Consumer<String> text) {
    if (pod.isTerminal() || pod.nodeName().isEmpty()) {
      return;
    }
    for (ContainerView container : pod.containers()) {
      for (ContainerView.Port port : container.ports()) {
        if (port.hostPort() != 0) {
          text.accept(nodePort(port.protocol(), port.hostPort()));
        }
      }
    }
  }
}

package io.binnacle.proxy.plan;

import io.binnacle.model.meta.IpAddress;
import java.util.List;

/// The node a plan is for.
///
/// @param name as in `Node.metadata.name` and an endpoint's `nodeName`
/// @param zone its `topology.kubernetes.io/zone`, empty if unknown
/// @param addresses its own addresses, one or two, used to admit source ranges that contain the node
/// @param portAddresses the addresses node ports and host ports are answered on
public record ThisNode(
    String name, String zone, List<IpAddress> addresses, List<IpAddress> portAddresses) {
  public ThisNode {
    addresses = List.copyOf(addresses);
    portAddresses = List.copyOf(portAddresses);
  }
}

package io.binnacle.proxy.plan;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.IpAddress.Family;
import io.binnacle.model.meta.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that one Service asks of this node in one address family.
///
/// @param service its name
/// @param family the family of every address in here
/// @param clusterIp its virtual address of this family: connections to a port it does not have are refused
/// @param ports its ports, in the order of the spec
/// @param health what load balancers' health checks are told, null if the Service has none
public record ServicePlan(
    ObjectKey service,
    Family family,
    IpAddress clusterIp,
    List<PortPlan> ports,
    @Nullable Health health) {

  /// The health-check node port of a load balancer with external traffic policy Local.
  ///
  /// @param port where the node answers, 1..65535
  /// @param localReady how many ready endpoints (by address) run on this node
  public record Health(int port, int localReady) {}

  public ServicePlan {
    ports = List.copyOf(ports);
  }
}

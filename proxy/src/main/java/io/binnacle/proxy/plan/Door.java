package io.binnacle.proxy.plan;

import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.util.List;
import java.util.stream.Collectors;

/// One address and port a Service answers on, and what becomes of connections to it.
///
/// @param kind why the Service answers there
/// @param address the destination as clients see it
/// @param port the destination port, 1..65535
/// @param admitted the blocks of sources that are let in; empty for everybody
/// @param fate what becomes of a connection that is let in
public record Door(Kind kind, IpAddress address, int port, List<Cidr> admitted, Fate fate) {

  /// Why a Service answers on an address; decides whether the source address survives.
  public enum Kind {
    /// The Service's own virtual address.
    CLUSTER_IP,
    /// One of `spec.externalIPs`.
    EXTERNAL_IP,
    /// An ingress address of a load balancer, mode VIP.
    LOAD_BALANCER,
    /// An address of this node, at the Service's node port.
    NODE_PORT,
    /// An address of this node, at a Pod's `hostPort`.
    HOST_PORT
  }

  public Door {
    admitted = List.copyOf(admitted);
  }

  @Override
  public String toString() {
    String where = address.isIpv6() ? "[" + address + "]:" + port : address + ":" + port;
    String from =
        admitted.isEmpty()
            ? ""
            : admitted.stream().map(Cidr::toString).collect(Collectors.joining(",", " from ", ""));
    return kind + " " + where + from + " → " + fate;
  }
}

package io.binnacle.proxy.plan;

import io.binnacle.model.meta.IpAddress;

/// Where a connection can be sent: one address and port of one endpoint.
///
/// @param address of the Service's own family
/// @param port 1..65535
/// @param where on which node it runs, as far as its slice says
public record Backend(IpAddress address, int port, Where where) implements Comparable<Backend> {

  /// On which node an endpoint runs, seen from this one.
  public enum Where {
    HERE,
    ELSEWHERE,
    /// The slice names no node: endpoints written by hand, or outside the cluster.
    UNSTATED
  }

  /// By address, then port; unlike `equals`, without regard to `where`: one address and port is one place.
  @Override
  public int compareTo(Backend other) {
    int byAddress = address.compareTo(other.address);
    return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
  }

  @Override
  public String toString() {
    return address.isIpv6() ? "[" + address + "]:" + port : address + ":" + port;
  }
}

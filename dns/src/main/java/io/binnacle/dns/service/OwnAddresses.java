package io.binnacle.dns.service;

import io.binnacle.dns.config.DnsConfig;
import io.binnacle.dns.config.ServerConfig;
import io.binnacle.model.meta.IpAddress;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;

/// Where this DNS can be asked from elsewhere.
final class OwnAddresses {
  private static final Logger LOG = System.getLogger(OwnAddresses.class.getName());

  private OwnAddresses() {}

  /// The addresses that are listened at, or all of this machine's if it is all of them; none that only this machine knows.
  static List<IpAddress> of(DnsConfig config) {
    List<InetAddress> bound =
        config.servers().stream().map(ServerConfig::bind).flatMap(List::stream).toList();
    Stream<InetAddress> all =
        bound.isEmpty() || bound.stream().anyMatch(InetAddress::isAnyLocalAddress)
            ? machine()
            : bound.stream();
    return all.filter(ip -> !ip.isLoopbackAddress() && !ip.isLinkLocalAddress())
        .map(ip -> IpAddress.ofBytes(ip.getAddress()))
        .distinct()
        .sorted()
        .toList();
  }

  private static Stream<InetAddress> machine() {
    try {
      return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses);
    } catch (SocketException e) {
      LOG.log(Level.WARNING, "cannot tell the addresses of this machine, so ns.dns has none", e);
      return Stream.empty();
    }
  }
}

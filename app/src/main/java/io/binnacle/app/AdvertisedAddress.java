package io.binnacle.app;

import io.binnacle.model.meta.IpAddress;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The address under which this machine can be reached by others, as kube-apiserver finds it: the first IPv4 address of an
/// interface that is up and neither the loopback nor a bridge: bridges lead to Pods and virtual machines, ours among them.
final class AdvertisedAddress {
  private AdvertisedAddress() {}

  /// That address; null if the machine has none.
  static @Nullable IpAddress find() throws SocketException {
    List<NetworkInterface> interfaces = NetworkInterface.networkInterfaces().toList();
    for (NetworkInterface candidate : interfaces) {
      if (candidate.isLoopback() || !candidate.isUp() || isBridge(candidate)) {
        continue;
      }
      for (InetAddress address : candidate.inetAddresses().toList()) {
        IpAddress ip = IpAddress.ofBytes(address.getAddress());
        if (ip.isIpv4() && !ip.isLinkLocalUnicast()) {
          return ip;
        }
      }
    }
    return null;
  }

  private static boolean isBridge(NetworkInterface candidate) {
    return Files.exists(Path.of("/sys/class/net", candidate.getName(), "bridge"));
  }
}

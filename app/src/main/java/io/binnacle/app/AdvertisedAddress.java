package io.binnacle.app;

import io.binnacle.model.meta.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The address under which this machine can be reached by others, as kubelet and kube-apiserver find it: an IPv4 address of
/// the interface the default route goes out by; where there is none, of one that is up and neither the loopback nor a
/// bridge: bridges lead to Pods and virtual machines, ours among them.
final class AdvertisedAddress {
  /// What the kernel says of IPv4 routes: after a line of titles `Iface Destination Gateway Flags RefCnt Use Metric Mask …`.
  private static final Path ROUTES = Path.of("/proc/net/route");

  private static final int DESTINATION = 1, METRIC = 6, MASK = 7;
  private static final String ZERO = "00000000";

  private AdvertisedAddress() {}

  /// That address; null if the machine has none.
  static @Nullable IpAddress find() throws IOException {
    List<NetworkInterface> interfaces =
        new ArrayList<>(NetworkInterface.networkInterfaces().toList());
    if (Files.isReadable(ROUTES)) {
      String first = defaultInterface(Files.readAllLines(ROUTES));
      interfaces.sort(Comparator.comparing(candidate -> !candidate.getName().equals(first)));
    }
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

  /// The interface of the default route, of several that with the lowest metric; empty if there is none.
  ///
  /// @param routes the lines of `/proc/net/route`
  static String defaultInterface(List<String> routes) {
    return routes.stream()
        .skip(1)
        .map(line -> line.split("\\s+"))
        .filter(route ->
            route.length > MASK && route[DESTINATION].equals(ZERO) && route[MASK].equals(ZERO))
        .min(Comparator.comparingLong(route -> Long.parseLong(route[METRIC])))
        .map(route -> route[0])
        .orElse("");
  }

  private static boolean isBridge(NetworkInterface candidate) {
    return Files.exists(Path.of("/sys/class/net", candidate.getName(), "bridge"));
  }
}

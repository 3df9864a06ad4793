package io.binnacle.dns.forward;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// The servers of a resolv.conf that may be asked (resolv.conf(5)). A server of this machine's own loopback is a cache that asks
/// others, perhaps us, and is out of reach from a Pod; it is left out, and so are we.
///
/// @param upstreams in the order of the file, at most [ForwardRule#MAX_UPSTREAMS]
/// @param leftOut the others, each with the reason: `127.0.0.53: loopback`
public record ResolvConf(List<Upstream> upstreams, List<String> leftOut) {
  /// Where systemd-resolved keeps the servers it asks itself, while the usual file names only its own loopback address.
  public static final Path SYSTEMD = Path.of("/run/systemd/resolve/resolv.conf");

  /// Reads `file`, and [#SYSTEMD] if that names only loopback addresses.
  ///
  /// @param listening where this server is reached, so that it is not made to ask itself; an address may be the wildcard
  /// @throws IOException if the file cannot be read
  public static ResolvConf read(Path file, Collection<InetSocketAddress> listening)
      throws IOException {
    return read(file, SYSTEMD, listening);
  }

  static ResolvConf read(Path file, Path systemd, Collection<InetSocketAddress> listening)
      throws IOException {
    ResolvConf first = parse(text(file), listening);
    if (!first.upstreams.isEmpty() || first.leftOut.isEmpty() || !Files.isReadable(systemd)) {
      return first;
    }
    ResolvConf real = parse(text(systemd), listening);
    List<String> leftOut = new ArrayList<>(first.leftOut);
    leftOut.addAll(real.leftOut);
    return new ResolvConf(real.upstreams, List.copyOf(leftOut));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  static ResolvConf parse(String text, Collection<InetSocketAddress> listening) {
    List<Upstream> upstreams = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] words = line.split("[#;]", 2)[0].strip().split("\\s+");
      if (words.length < 2 || !words[0].equals("nameserver")) {
        continue;
      }
      InetAddress address;
      try {
        address = InetAddress.ofLiteral(words[1]);
      } catch (IllegalArgumentException _) {
        leftOut.add(words[1] + ": not an address of this machine's networks");
        continue;
      }
      Upstream upstream = Upstream.udp(new InetSocketAddress(address, Upstream.DNS_PORT));
      if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
        leftOut.add(words[1] + ": loopback");
      } else if (isOurs(upstream.address(), listening)) {
        leftOut.add(words[1] + ": this server itself");
      } else if (address instanceof Inet6Address v6
          && v6.isLinkLocalAddress()
          && v6.getScopedInterface() == null
          && v6.getScopeId() == 0) {
        leftOut.add(words[1] + ": link-local without the interface it is on, %eth0");
      } else if (upstreams.contains(upstream)) {
        leftOut.add(words[1] + ": named twice");
      } else if (upstreams.size() == ForwardRule.MAX_UPSTREAMS) {
        leftOut.add(words[1] + ": more than " + ForwardRule.MAX_UPSTREAMS);
      } else {
        upstreams.add(upstream);
      }
    }
    return new ResolvConf(List.copyOf(upstreams), List.copyOf(leftOut));
  }

  private static boolean isOurs(InetSocketAddress server, Collection<InetSocketAddress> listening) {
    return Set.copyOf(listening).contains(server)
        || listening.stream()
            .anyMatch(here ->
                here.getAddress().isAnyLocalAddress()
                    && here.getPort() == server.getPort()
                    && isOfThisMachine(server.getAddress()));
  }

  private static boolean isOfThisMachine(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException _) {
      return false; // it has no interfaces to look at, so none with this address
    }
  }
}

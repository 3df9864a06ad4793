package io.binnacle.app.cli;

import io.binnacle.model.meta.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The value of `--dns-upstream`: who is asked for names outside the cluster.
final class DnsUpstream {
  private static final int PORT = 53;
  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

  private DnsUpstream() {}

  /// The servers `values` name; those of the machine's resolv.conf if there are no values.
  ///
  /// @throws CommandFailure naming the value that is no address
  static List<InetSocketAddress> of(List<String> values) {
    if (values.isEmpty()) {
      try {
        return nameservers(Files.readString(RESOLV_CONF));
      } catch (NoSuchFileException none) {
        return List.of();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + RESOLV_CONF, e);
      }
    }
    if (values.equals(List.of("none"))) {
      return List.of();
    }
    return values.stream()
        .map(v -> IpAddress.parse(v) == null ? UpCommand.address("--dns-upstream", v) : at(v))
        .toList();
  }

  /// The servers of a resolv.conf, in order; lines that name none are passed over, as resolvers do.
  static List<InetSocketAddress> nameservers(String resolvConf) {
    List<InetSocketAddress> out = new ArrayList<>();
    for (String line : resolvConf.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (words.length >= 2 && words[0].equals("nameserver") && IpAddress.parse(words[1]) != null) {
        out.add(at(words[1]));
      }
    }
    return List.copyOf(out);
  }

  private static InetSocketAddress at(String address) {
    IpAddress ip = IpAddress.parse(address);
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(ip == null ? new byte[0] : ip.toBytes()), PORT);
    } catch (UnknownHostException e) {
      throw new CommandFailure("--dns-upstream " + address + ": want an IP address", e);
    }
  }
}

package io.binnacle.dns.service;

import io.binnacle.model.meta.IpAddress;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The servers a resolv.conf names (resolv.conf(5)).
final class ResolvConf {
  private static final Logger LOG = System.getLogger(ResolvConf.class.getName());
  private static final int PORT = 53;

  /// What systemd-resolved itself asks, while `/etc/resolv.conf` names only it.
  private static final Path BEHIND_SYSTEMD = Path.of("/run/systemd/resolve/resolv.conf");

  private ResolvConf() {}

  /// The servers, without those that are this very process: asking them would go round in circles. If none is left,
  /// those that systemd-resolved asks.
  ///
  /// @param ours whether we listen at an address ourselves
  static List<InetSocketAddress> read(Path file, Predicate<InetSocketAddress> ours) {
    List<InetSocketAddress> all = nameservers(file);
    List<InetSocketAddress> others = all.stream().filter(ours.negate()).toList();
    if (others.isEmpty() && !all.isEmpty() && Files.isReadable(BEHIND_SYSTEMD)) {
      others = nameservers(BEHIND_SYSTEMD).stream().filter(ours.negate()).toList();
    }
    if (others.size() < all.size()) {
      LOG.log(
          Level.WARNING,
          "{0} names {1}, where this DNS listens itself; instead {2} are asked",
          file,
          all,
          others);
    }
    return others;
  }

  private static List<InetSocketAddress> nameservers(Path file) {
    List<InetSocketAddress> out = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.strip().split("\\s+");
        IpAddress ip =
            words.length >= 2 && words[0].equals("nameserver") ? IpAddress.parse(words[1]) : null;
        if (ip != null) {
          out.add(new InetSocketAddress(InetAddress.getByAddress(ip.toBytes()), PORT));
        }
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot read {0}: {1}; nobody is asked", file, e.getMessage());
    }
    return out;
  }
}

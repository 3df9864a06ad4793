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

/// The servers a resolv.conf names.
final class ResolvConf {
  private static final Logger LOG = System.getLogger(ResolvConf.class.getName());
  private static final int PORT = 53;

  private ResolvConf() {}

  static List<InetSocketAddress> read(Path file) {
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

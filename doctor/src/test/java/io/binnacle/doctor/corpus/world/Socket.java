package io.binnacle.doctor.corpus.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Where a process waits.
///
/// @param protocol `TCP` or `UDP`
/// @param address `0.0.0.0`, `::` or one address
/// @param port 1..65535
public record Socket(String protocol, String address, int port) {
  /// Reads `tcp 8080, udp 53, tcp 127.0.0.1:9090`.
  public static List<Socket> list(String text) {
    List<Socket> out = new ArrayList<>();
    for (String each : text.split(",")) {
      String[] words = each.strip().split(" ");
      if (words.length == 2) {
        int colon = words[1].lastIndexOf(':');
        String address = colon < 0 ? "::" : words[1].substring(0, colon);
        int port = Integer.parseInt(words[1].substring(colon + 1));
        out.add(new Socket(words[0].toUpperCase(Locale.ROOT), address, port));
      }
    }
    return List.copyOf(out);
  }

  /// Whether it answers what is sent to `ip`.
  public boolean answers(String askedProtocol, String ip, int askedPort) {
    return protocol.equals(askedProtocol)
        && port == askedPort
        && (address.equals("::")
            || address.equals("0.0.0.0") && !ip.contains(":")
            || address.equals(ip));
  }
}

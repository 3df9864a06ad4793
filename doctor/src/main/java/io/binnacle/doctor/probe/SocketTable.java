package io.binnacle.doctor.probe;

import io.binnacle.doctor.evidence.Probed.Socket;
import io.binnacle.model.meta.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what the kernel says of a network namespace below `/proc/PID/net` (proc(5)). Lines it does not know are passed over.
final class SocketTable {
  private static final String LISTENING = "0A", UNCONNECTED = "07";

  private SocketTable() {}

  /// The sockets of `tcp`, `tcp6`, `udp` or `udp6` that wait for somebody.
  ///
  /// @param protocol `TCP` or `UDP`
  static List<Socket> waiting(String protocol, List<String> lines) {
    String state = protocol.equals("TCP") ? LISTENING : UNCONNECTED;
    List<Socket> out = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.strip().split("\\s+");
      if (words.length > 3 && words[3].equals(state)) {
        int colon = words[1].indexOf(':');
        IpAddress address = colon < 0 ? null : address(words[1].substring(0, colon));
        int port = colon < 0 ? -1 : hex(words[1].substring(colon + 1));
        if (address != null && port >= 1 && port <= 65_535) {
          out.add(new Socket(protocol, address, port));
        }
      }
    }
    return out;
  }

  /// An address as words of 32 bits in the machine's order, in hexadecimal.
  private static @Nullable IpAddress address(String text) {
    if (text.length() != 8 && text.length() != 32) {
      return null;
    }
    ByteBuffer out = ByteBuffer.allocate(text.length() / 2).order(ByteOrder.nativeOrder());
    for (int i = 0; i < text.length(); i += 8) {
      try {
        out.putInt(Integer.parseUnsignedInt(text.substring(i, i + 8), 16));
      } catch (NumberFormatException e) {
        return null;
      }
    }
    IpAddress address = IpAddress.ofBytes(out.array());
    return address.isIpv4Mapped()
        ? IpAddress.ofBytes(Arrays.copyOfRange(out.array(), 12, 16))
        : address;
  }

  private static int hex(String text) {
    try {
      return Integer.parseInt(text, 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /// The namespace's own addresses, out of `fib_trie` and `if_inet6`.
  static Set<IpAddress> addresses(List<String> fibTrie, List<String> ifInet6) {
    Set<IpAddress> out = new HashSet<>();
    String last = "";
    for (String line : fibTrie) {
      String text = line.strip();
      if (text.startsWith("|-- ")) {
        last = text.substring(4);
      }
      IpAddress address = text.contains("host LOCAL") ? IpAddress.parse(last) : null;
      if (address != null) {
        out.add(address);
      }
    }
    for (String line : ifInet6) {
      String first = line.split("\\s", 2)[0];
      IpAddress address =
          first.length() == 32 ? IpAddress.parse(first.replaceAll("(....)(?=.)", "$1:")) : null;
      if (address != null) {
        out.add(address);
      }
    }
    return out;
  }
}

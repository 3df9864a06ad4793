package io.binnacle.linux.nft;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values as nft(8) writes them, given their types.
final class DatumText {

  /// A key, a range of keys, or a map's data.
  static String render(List<FieldType> types, Datum first, @Nullable Datum last) {
    check(types, first);
    if (last != null) check(types, last);
    List<String> parts = new ArrayList<>(types.size());
    int at = 0;
    for (FieldType type : types) {
      String from = render(type, first.part(at, type.length));
      String to = last == null ? from : render(type, last.part(at, type.length));
      parts.add(from.equals(to) ? from : from + "-" + to);
      at += type.padded();
    }
    return String.join(" . ", parts);
  }

  /// One value.
  static String render(FieldType type, Datum value) {
    byte[] octets = value.octets();
    return switch (type) {
      case IPV4_ADDR, IPV6_ADDR -> address(octets);
      case INET_PROTO -> protocol(octets[0] & 0xff);
      case INET_SERVICE -> Integer.toString((octets[0] & 0xff) << 8 | octets[1] & 0xff);
      case MARK -> "0x%08x".formatted(value.hostInt());
      case INTEGER -> Integer.toUnsignedString(value.hostInt());
      case IFNAME -> '"' + new String(octets, 0, lengthOf(octets), StandardCharsets.UTF_8) + '"';
    };
  }

  private static void check(List<FieldType> types, Datum value) {
    if (value.length() != NftSet.length(types)) {
      throw new IllegalArgumentException(
          "value "
              + value
              + " has "
              + value.length()
              + " octets, "
              + types
              + " want "
              + NftSet.length(types));
    }
  }

  private static String address(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets).getHostAddress();
    } catch (UnknownHostException impossible) {
      throw new IllegalArgumentException("address of " + octets.length + " octets", impossible);
    }
  }

  private static String protocol(int number) {
    return switch (number) {
      case 6 -> "tcp";
      case 17 -> "udp";
      case 132 -> "sctp";
      case 1 -> "icmp";
      case 58 -> "ipv6-icmp";
      default -> Integer.toString(number);
    };
  }

  private static int lengthOf(byte[] octets) {
    int end = 0;
    while (end < octets.length && octets[end] != 0) end++;
    return end;
  }

  private DatumText() {}
}

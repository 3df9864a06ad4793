package io.binnacle.dns.config;

import io.binnacle.dns.name.DnsName;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ranges of addresses and the zones of their reverse names (RFC 1035 §3.5, RFC 3596 §2.5).
final class ReverseZones {
  private static final DnsName V4 = DnsName.of("in-addr.arpa.");
  private static final DnsName V6 = DnsName.of("ip6.arpa.");

  private ReverseZones() {}

  static boolean isReverse(DnsName zone) {
    return zone.isUnder(V4) || zone.isUnder(V6);
  }

  /// The zones that together have the names of all addresses of `range`: one, or as many as fill its last label.
  static List<DnsName> of(Cidr range) {
    int step = range.base().isIpv4() ? 8 : 4;
    int whole = range.prefix() / step;
    int rest = range.prefix() % step;
    int labels = rest == 0 ? whole : whole + 1;
    int count = rest == 0 ? 1 : 1 << step - rest;
    byte[] base = range.base().toBytes();
    List<DnsName> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      for (int label = labels - 1; label >= 0; label--) {
        int digit = digit(base, label, step) + (label == labels - 1 && rest != 0 ? i : 0);
        text.append(step == 8 ? Integer.toString(digit) : Integer.toHexString(digit)).append('.');
      }
      out.add(DnsName.of(text + (step == 8 ? "in-addr.arpa." : "ip6.arpa.")));
    }
    return out;
  }

  private static int digit(byte[] address, int index, int step) {
    return step == 8 ? address[index] & 0xff : address[index / 2] >> (index % 2 == 0 ? 4 : 0) & 0xf;
  }

  /// The addresses whose reverse names are in `zone`; null if it is no reverse zone.
  static @Nullable Cidr range(DnsName zone) {
    boolean v4 = zone.isUnder(V4);
    if (!v4 && !zone.isUnder(V6)) {
      return null;
    }
    int step = v4 ? 8 : 4;
    byte[] address = new byte[v4 ? 4 : 16];
    int labels = zone.size() - 2;
    if (labels * step > address.length * 8) {
      return null;
    }
    for (int i = 0; i < labels; i++) {
      int digit = value(zone.label(labels - 1 - i), v4);
      if (digit < 0) {
        return null;
      }
      if (v4) {
        address[i] = (byte) digit;
      } else {
        address[i / 2] |= (byte) (digit << (i % 2 == 0 ? 4 : 0));
      }
    }
    return Cidr.around(IpAddress.ofBytes(address), labels * step);
  }

  private static int value(String label, boolean decimal) {
    try {
      int value = Integer.parseInt(label, decimal ? 10 : 16);
      return value >= 0 && value <= (decimal ? 255 : 15) ? value : -1;
    } catch (NumberFormatException _) {
      return -1;
    }
  }
}

package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import org.jspecify.annotations.Nullable;

/// What a name under `in-addr.arpa` or `ip6.arpa` stands for (RFC 1035 §3.5, RFC 3596 §2.5): a whole address, or all
/// addresses that begin like it.
///
/// @param apex the reverse zone, `in-addr.arpa.` or `ip6.arpa.`
/// @param range the addresses meant; null if the labels are not those of an address
/// @param whole whether `range` is a single address
record ReverseName(DnsName apex, @Nullable Cidr range, boolean whole) {
  static final DnsName ARPA = DnsName.of("arpa");
  static final DnsName IPV4 = DnsName.of("in-addr.arpa");
  static final DnsName IPV6 = DnsName.of("ip6.arpa");

  /// Reads `name`; null if it is in neither zone.
  static @Nullable ReverseName of(DnsName name) {
    if (name.isUnder(IPV4)) {
      return read(name, IPV4, 4, 8);
    }
    return name.isUnder(IPV6) ? read(name, IPV6, 32, 4) : null;
  }

  private static ReverseName read(DnsName name, DnsName apex, int most, int bits) {
    int labels = name.size() - apex.size();
    byte[] address = new byte[most * bits / 8];
    if (labels > most) {
      return new ReverseName(apex, null, false);
    }
    for (int i = 0; i < labels; i++) {
      String label = name.label(labels - 1 - i);
      int value =
          bits == 8
              ? decimal(label)
              : label.length() == 1 ? Character.digit(label.charAt(0), 16) : -1;
      if (value < 0) {
        return new ReverseName(apex, null, false);
      }
      if (bits == 8) {
        address[i] = (byte) value;
      } else {
        address[i / 2] |= (byte) (i % 2 == 0 ? value << 4 : value);
      }
    }
    Cidr range = Cidr.around(IpAddress.ofBytes(address), labels * bits);
    return new ReverseName(apex, range, labels == most);
  }

  private static int decimal(String label) {
    if (label.length() > 3 || label.length() > 1 && label.startsWith("0")) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < label.length(); i++) {
      char c = label.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value <= 255 ? value : -1;
  }
}

package io.binnacle.proxy.plan;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.IpAddress.Family;
import org.jspecify.annotations.Nullable;

/// Reads addresses that packets can carry.
final class Addresses {
  private Addresses() {}

  /// The address `text` says, or null if it is none of `family`, unspecified, or IPv4 in IPv6 clothes.
  static @Nullable IpAddress parse(String text, Family family) {
    IpAddress address = IpAddress.parse(text);
    boolean usable =
        address != null
            && address.family() == family
            && !address.isUnspecified()
            && !address.isIpv4Mapped();
    return usable ? address : null;
  }
}

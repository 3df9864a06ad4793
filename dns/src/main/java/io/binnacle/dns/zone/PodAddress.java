package io.binnacle.dns.zone;

import io.binnacle.model.meta.IpAddress;
import org.jspecify.annotations.Nullable;

/// The address in a Pod's name: `10-244-1-8`, `fd00-10--8`.
final class PodAddress {
  private PodAddress() {}

  /// The address `label` stands for; null if it stands for none.
  static @Nullable IpAddress of(String label) {
    if (!label.chars().allMatch(c -> c == '-' || Character.digit(c, 16) >= 0)) {
      return null; // a label may hold a dot or a colon, which are none of an address
    }
    long dashes = label.chars().filter(c -> c == '-').count();
    if (dashes == 3 && !label.contains("--")) {
      return IpAddress.parse(label.replace('-', '.'));
    }
    return IpAddress.parse(label.replace('-', ':'));
  }
}

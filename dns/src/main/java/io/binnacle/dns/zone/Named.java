package io.binnacle.dns.zone;

import java.util.Arrays;

/// Something that stands at a name, found by the octets the name has in a message: labels in lower case, each behind its
/// length, without domain and root. An immutable base.
abstract class Named {
  final byte[] octets;
  final int hash;

  Named(byte[] octets) {
    this.octets = octets;
    this.hash = WireName.hash(octets, 0, octets.length);
  }

  /// One more thing at the same name.
  Named(Named other) {
    this.octets = other.octets;
    this.hash = other.hash;
  }

  /// Whether this stands at the name in `other` from `from` to before `to`.
  final boolean isAt(byte[] other, int from, int to) {
    return Arrays.equals(octets, 0, octets.length, other, from, to);
  }
}

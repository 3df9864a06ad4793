package io.binnacle.dns.zone;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who has addresses: a Service or a namespace, by name only, so that it stays the same while what it has changes.
final class Owner extends Named {
  /// Stands for all those on the network of a node: whoever has its address is not told apart.
  static final Owner SEVERAL = new Owner(new byte[0]);

  /// A list of this one, shared by all the addresses that nobody else has.
  final List<Owner> alone = List.of(this);

  Owner(byte[] octets) {
    super(octets);
  }

  /// The name, if it is one label.
  String text() {
    return new String(octets, 1, octets.length - 1, StandardCharsets.US_ASCII);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Owner o && isAt(o.octets, 0, o.octets.length);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}

package io.binnacle.dns.run;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Tells which namespace the Pod with an address is in. Asked for rare queries only; any thread.
@FunctionalInterface
public interface ClientNamespaces {
  /// Nobody is known.
  ClientNamespaces NONE = _ -> null;

  /// The namespace; null if no Pod has the address.
  @Nullable String of(InetAddress client);
}

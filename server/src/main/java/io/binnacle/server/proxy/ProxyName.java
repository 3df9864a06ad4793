package io.binnacle.server.proxy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What `NAME` in `…/pods/NAME/proxy` says: `name`, `name:port` or `scheme:name:port`.
///
/// @param https whether the backend speaks TLS
/// @param name of the Pod or Service
/// @param port number or name; empty for the default one
record ProxyName(boolean https, String name, String port) {
  private static final Set<String> SCHEMES = Set.of("", "http", "https");

  /// Reads `text`; null if it is none of the forms.
  static @Nullable ProxyName parse(String text) {
    String[] parts = text.split(":", -1);
    return switch (parts.length) {
      case 1 -> parts[0].isEmpty() ? null : new ProxyName(false, parts[0], "");
      case 2 -> parts[0].isEmpty() ? null : new ProxyName(false, parts[0], parts[1]);
      case 3 ->
          parts[1].isEmpty() || !SCHEMES.contains(parts[0])
              ? null
              : new ProxyName(parts[0].equals("https"), parts[1], parts[2]);
      default -> null;
    };
  }
}

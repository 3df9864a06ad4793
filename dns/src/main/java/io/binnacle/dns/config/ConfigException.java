package io.binnacle.dns.config;

import java.io.IOException;

/// A configuration cannot be used. The message is one line: `Corefile:7: ttl 9999: want whole seconds, 0 to 3600`.
public final class ConfigException extends IOException {
  private static final long serialVersionUID = 1L;

  ConfigException(Place at, String message) {
    super(at + ": " + message);
  }

  ConfigException(Token at, String message) {
    this(at.at(), message);
  }

  /// A file that cannot be read at all.
  ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}

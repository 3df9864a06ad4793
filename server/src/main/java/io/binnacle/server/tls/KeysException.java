package io.binnacle.server.tls;

/// The keys of a cluster cannot be used as they are. The message names the file and the way out, and is meant for the user.
public final class KeysException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeysException(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.binnacle.server.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The keys of a cluster cannot be used as they are. The message names the file and the way out, and is meant for the user.
public final class KeysException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeysException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// `what` failed for the reason of `cause`, whose own message is often no more than a path.
  static KeysException of(String what, IOException cause) {
    String kind = cause.getClass().getSimpleName().replace("Exception", "");
    return new KeysException(what + ": " + kind + ": " + cause.getMessage(), cause);
  }
}

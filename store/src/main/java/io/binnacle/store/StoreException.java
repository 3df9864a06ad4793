package io.binnacle.store;

import org.jspecify.annotations.Nullable;

/// The store could not do its work: a full disk, a damaged or foreign file. The message names the thing and the way out.
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message what failed, where, and what to do
  /// @param cause the failure underneath, or null
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package io.binnacle.app.cli;

import org.jspecify.annotations.Nullable;

/// A command cannot do what it was asked; the message is one line that names the thing and the way out.
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Fails with `message`.
  public CommandFailure(String message) {
    this(message, null);
  }

  /// Fails with `message` because of `cause`.
  public CommandFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package io.binnacle.node.runtime;

/// The runtime could not do what was asked of it. The message is the runtime's own, fit for an Event.
public final class RuntimeFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What went wrong, as far as callers care.
  public enum Kind {
    /// There is no such sandbox, container or image.
    NOT_FOUND,
    /// The runtime does not answer: it is down or starting.
    UNAVAILABLE,
    /// It took longer than the caller would wait.
    TIMEOUT,
    /// Anything else; trying again may help.
    OTHER
  }

  private final Kind kind;

  /// A failure of `kind`, in the runtime's words.
  public RuntimeFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /// A failure of `kind` with what caused it.
  public RuntimeFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /// What went wrong.
  public Kind kind() {
    return kind;
  }
}

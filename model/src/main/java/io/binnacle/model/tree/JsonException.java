package io.binnacle.model.tree;

import org.jspecify.annotations.Nullable;

/// Bytes that are not the JSON they should be. The message says what is wrong; `offset` where.
public final class JsonException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /// @param message what was found and expected
  /// @param offset the byte at fault, counted from 0, or −1 if unknown
  public JsonException(@Nullable String message, long offset) {
    this(message, offset, null);
  }

  /// As above, with the parser's own exception as cause.
  public JsonException(@Nullable String message, long offset, @Nullable Throwable cause) {
    super(message, cause);
    this.offset = offset;
  }

  /// The byte at fault, counted from 0, or −1 if unknown.
  public long offset() {
    return offset;
  }
}

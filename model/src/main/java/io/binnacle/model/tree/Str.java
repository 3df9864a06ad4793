package io.binnacle.model.tree;

/// A JSON string.
public record Str(String value) implements Value {
  /// The empty string.
  public static final Str EMPTY = new Str("");

  /// A tree string of `value`.
  public static Str of(String value) {
    return value.isEmpty() ? EMPTY : new Str(value);
  }

  @Override
  public String toString() {
    return Json.text(this);
  }
}

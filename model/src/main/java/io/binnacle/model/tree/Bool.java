package io.binnacle.model.tree;

/// `true` or `false`.
public enum Bool implements Value {
  TRUE,
  FALSE;

  /// The tree value of `value`.
  public static Bool of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /// The Java value.
  public boolean value() {
    return this == TRUE;
  }

  @Override
  public String toString() {
    return this == TRUE ? "true" : "false";
  }
}

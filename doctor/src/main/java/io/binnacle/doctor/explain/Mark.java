package io.binnacle.doctor.explain;

/// How a thing stands, in one sign.
public enum Mark {
  /// As it should be.
  GOOD("✓"),
  /// This is where it ends.
  BAD("✗"),
  /// Could not look.
  UNKNOWN("?"),
  /// Nothing wrong, worth knowing.
  NOTE("·");

  private final String sign;

  Mark(String sign) {
    this.sign = sign;
  }

  /// The sign people see.
  public String sign() {
    return sign;
  }
}

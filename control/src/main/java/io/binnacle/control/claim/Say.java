package io.binnacle.control.claim;

/// An Event about a claim or a volume.
///
/// @param warning whether it is trouble
record Say(boolean warning, String reason, String message) {
  static Say normal(String reason, String message) {
    return new Say(false, reason, message);
  }

  static Say warning(String reason, String message) {
    return new Say(true, reason, message);
  }
}

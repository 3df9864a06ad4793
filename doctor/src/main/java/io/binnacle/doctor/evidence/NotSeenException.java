package io.binnacle.doctor.evidence;

/// A check asked for something nobody could look at. Its message says what and why, naming verb and resource.
public final class NotSeenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NotSeenException(String message) {
    super(message, null, false, false); // an answer, not an accident: no stack trace
  }

  /// What could not be seen, and why.
  public String missing() {
    return String.valueOf(getMessage());
  }
}

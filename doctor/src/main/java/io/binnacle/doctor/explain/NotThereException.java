package io.binnacle.doctor.explain;

/// What was asked about does not exist, or cannot be asked about; its message is a sentence for people.
public final class NotThereException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotThereException(String message) {
    super(message, null, false, false); // an answer, not an accident: no stack trace
  }
}

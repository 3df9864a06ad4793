package io.binnacle.doctor.gather;

/// A file that does not hold what it should. The message names the file, and the line or the document.
public final class SourceException extends Exception {
  private static final long serialVersionUID = 1;

  public SourceException(String message) {
    super(message);
  }
}

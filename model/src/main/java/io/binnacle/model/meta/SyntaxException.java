package io.binnacle.model.meta;

/// Text that does not follow the syntax it should: a selector, a quantity, a time. The message is the one upstream
/// gives its clients. Unchecked, because most such text has been validated before it is read again; whoever reads a
/// stranger's text catches it.
public final class SyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /// @param message what was found and what was expected, as upstream words it
  public SyntaxException(String message) {
    super(message);
  }
}

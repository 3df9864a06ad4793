package io.binnacle.server.allocate;

/// An address or port cannot be had. The message is the part of upstream's that names the reason.
public final class AllocationException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param reason why, as upstream words it
  public AllocationException(String reason) {
    super(reason);
  }

  /// Why, as upstream words it.
  public String reason() {
    return String.valueOf(getMessage());
  }
}

package io.binnacle.model.error;

/// A request to the API failed for the reason its [Status] gives. Unchecked, because it travels through lambdas; every
/// method that can throw it says so.
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Status status;

  /// Fails with `status`.
  public ApiException(Status status) {
    super(status.message());
    this.status = status;
  }

  /// Fails with `status` because of `cause`.
  public ApiException(Status status, Throwable cause) {
    super(status.message(), cause);
    this.status = status;
  }

  /// Why, as the client is told.
  public Status status() {
    return status;
  }

  /// Whether the object or its collection does not exist (404).
  public boolean isNotFound() {
    return status.code() == 404;
  }

  /// Whether the object was changed by somebody else in the meantime (409 Conflict).
  public boolean isConflict() {
    return status.reason().equals("Conflict");
  }

  /// Whether an object of this name is already there (409 AlreadyExists).
  public boolean isAlreadyExists() {
    return status.reason().equals("AlreadyExists");
  }

  /// Whether the namespace is going away, so that a create need not be tried again.
  public boolean isNamespaceTerminating() {
    return status.hasCause("NamespaceTerminating");
  }
}

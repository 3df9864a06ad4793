package io.binnacle.model.patch;

import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Obj;

/// A patch that is malformed or does not apply. [#status] is what a client of the API server is told, which for a JSON
/// patch is less than the message of this exception says.
public final class PatchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Status status;

  private PatchException(Status status, String detail) {
    super(detail);
    this.status = status;
  }

  /// 400: not a patch at all.
  static PatchException malformed(String message) {
    return new PatchException(Status.badRequest(message), message);
  }

  /// 413: more work than one request may ask for.
  static PatchException tooLarge(String why) {
    String message = "Request entity too large: " + why;
    return new PatchException(
        new Status(413, "RequestEntityTooLarge", message, Obj.EMPTY), message);
  }

  /// 422: a well-formed patch that does not apply to this object. Upstream keeps the reason to itself.
  static PatchException doesNotApply(String detail) {
    String message = "the server rejected our request due to an error in our request";
    return new PatchException(new Status(422, "Invalid", message, Obj.EMPTY), detail);
  }

  /// 500 without a reason: what upstream makes of the errors it has no class for, though the patch is at fault.
  static PatchException unclassified(String message) {
    return new PatchException(new Status(500, "", message, Obj.EMPTY), message);
  }

  /// What the client is told.
  public Status status() {
    return status;
  }
}

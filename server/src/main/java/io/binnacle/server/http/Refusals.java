package io.binnacle.server.http;

import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Obj;
import java.time.Duration;

/// What the transport itself says to requests it does not let through, in upstream's words where upstream has any.
final class Refusals {
  private Refusals() {}

  /// 401: the credentials are none of ours.
  static Status unauthorized() {
    return new Status(401, "Unauthorized", "Unauthorized", Obj.EMPTY);
  }

  /// 408: the body did not arrive in time.
  static Status bodyTooSlow(Duration limit) {
    return new Status(
        408,
        "Timeout",
        "Timeout: the request body took more than " + limit.toSeconds() + "s",
        Obj.EMPTY);
  }

  /// 413: the body is longer than `limit` bytes.
  static Status bodyTooLarge(int limit) {
    return new Status(
        413, "RequestEntityTooLarge", "Request entity too large: limit is " + limit, Obj.EMPTY);
  }

  /// 417: an expectation other than `100-continue`.
  static Status unknownExpectation() {
    return new Status(417, "", "unknown expectation: only 100-continue is understood", Obj.EMPTY);
  }

  /// 429: the server holds as many bytes of bodies as it may.
  static Status tooManyBodies() {
    return new Status(
        429,
        "TooManyRequests",
        "Too many requests, please try again later.",
        Obj.builder().put("retryAfterSeconds", 1).build());
  }

  /// 431: the request line or the header fields are too long.
  static Status headTooLarge() {
    return new Status(431, "", "Request Header Fields Too Large", Obj.EMPTY);
  }

  /// 501: a transfer encoding other than `chunked` alone.
  static Status unknownTransferEncoding() {
    return new Status(
        501, "", "unsupported transfer encoding: only \"chunked\" is understood", Obj.EMPTY);
  }

  /// 505: a version other than 1.0 and 1.1 over HTTP/1.
  static Status unknownVersion(String version) {
    return new Status(505, "", "HTTP version not supported: " + version, Obj.EMPTY);
  }
}

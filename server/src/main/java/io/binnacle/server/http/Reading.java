package io.binnacle.server.http;

/// Where a [RequestHandler] stands in what it reads.
enum Reading {
  /// Waiting for the head of a request.
  HEAD,
  /// Collecting its body.
  BODY,
  /// Answered without regard to its body, the rest of which is thrown away.
  DISCARD,
  /// Read to its end: the answer is under way.
  READ,
  /// What comes is not to be understood any more: thrown away until the connection closes.
  DEAF
}

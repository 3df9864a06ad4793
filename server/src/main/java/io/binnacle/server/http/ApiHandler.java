package io.binnacle.server.http;

/// What the API server does with a request.
@FunctionalInterface
public interface ApiHandler {
  /// Answers `request` through `responder`. Called on a virtual thread of its own for each request, so it may block; no
  /// order holds between requests, not even of one connection.
  ///
  /// By the time it returns it must have called exactly one of [Responder#send] and [Responder#stream]; a stream may
  /// be written and closed by other threads later. If it returns or throws before that, the server answers 500 with a
  /// `Status`, and logs.
  void handle(ApiRequest request, Responder responder);
}

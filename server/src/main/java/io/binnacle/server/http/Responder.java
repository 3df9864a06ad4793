package io.binnacle.server.http;

import java.time.Duration;

/// The way back to the client of one request. Exactly one of its methods may be called, once; any thread may do so.
///
/// The server adds `Date`, `Content-Length` or the framing of a stream by itself, compresses large whole answers when the
/// client accepts it, and leaves out the body where HTTP forbids one (`HEAD`, 204, 304).
public interface Responder {
  /// Sends a whole answer. Returns at once; the bytes leave as the client takes them.
  ///
  /// @param status the HTTP status, 200..599
  /// @param body the body, shared and not copied: it must not change afterwards
  /// @throws IllegalStateException if an answer was begun before
  void send(int status, Headers headers, byte[] body);

  /// Sends the head of an answer whose body follows piece by piece, for as long as client and server like: watches.
  ///
  /// If the client is gone already, the stream returned is closed.
  ///
  /// @param status the HTTP status, 200..599
  /// @throws IllegalStateException if an answer was begun before
  ResponseStream stream(int status, Headers headers);

  /// Answers `101 Switching Protocols` and hands over the connection: from the end of that answer on, its bytes mean what
  /// `protocol` says. Ask [#canUpgrade] first.
  ///
  /// @param protocol the value of `Upgrade`: `websocket`, `SPDY/3.1`
  /// @param headers beside `Connection` and `Upgrade`, which the server adds
  /// @param idle after how long without a byte in either direction the connection is closed
  /// @throws IllegalStateException if an answer was begun before, or the connection cannot be upgraded
  Upgraded upgrade(String protocol, Headers headers, Duration idle);

  /// Whether the request may be answered by [#upgrade]: it asks for it, with `Connection: Upgrade`, over HTTP/1.1. Over HTTP/2
  /// and HTTP/1.0 the field means nothing.
  boolean canUpgrade();
}

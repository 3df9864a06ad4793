package io.binnacle.server.http;

import java.time.Duration;

/// How much one peer may send, and how long it may take.
///
/// @param bodyBytes the longest request body; a longer one is answered 413
/// @param bodiesBytes the most bytes of request bodies held for all connections together; a request beyond is answered 429
/// @param lineBytes the longest request line of HTTP/1.1
/// @param headerBytes the most bytes of header fields of one request
/// @param streams the most requests at a time over one HTTP/2 connection
/// @param connections the most connections at a time; a further one is closed at once
/// @param handshake how long the TLS handshake may take
/// @param head how long the head of a request may take from its first byte
/// @param body how long the body of a request may take from the end of its head
/// @param idle how long a connection without a request is kept
public record Limits(
    int bodyBytes,
    long bodiesBytes,
    int lineBytes,
    int headerBytes,
    int streams,
    int connections,
    Duration handshake,
    Duration head,
    Duration body,
    Duration idle) {

  /// What a server uses unless told otherwise: kube-apiserver's 3 MiB body, 32 s head and 90 s idle time; the header limits
  /// are lower than its 1 MiB, since nobody is authenticated at that point.
  public static final Limits DEFAULT =
      new Limits(
          3 * 1024 * 1024,
          96L * 1024 * 1024,
          64 * 1024,
          128 * 1024,
          1000,
          16_384,
          Duration.ofSeconds(10),
          Duration.ofSeconds(32),
          Duration.ofSeconds(60),
          Duration.ofSeconds(90));
}

package io.binnacle.server.http;

import java.io.InputStream;
import java.io.OutputStream;

/// A connection that was HTTP/1.1 and now belongs to another protocol: raw bytes in both directions, above TLS.
///
/// For virtual threads: one may read, another write. Reading blocks until something comes, writing while the client is slow; so
/// much and no more is held as a few buffers take. TLS knows no half-closed connection that both ends would agree on: the
/// protocols spoken here say themselves when one direction is done.
public interface Upgraded extends AutoCloseable {
  /// What the client sends. Ends when the client has, when the connection broke, and when the server shuts down.
  InputStream in();

  /// To the client. Each write is sent at once; `flush` does nothing.
  ///
  /// A write throws [IOException] if the connection is gone.
  OutputStream out();

  /// Has `action` run once, on a virtual thread, when the connection is gone, or soon if it is gone now. At most one action.
  void onClose(Runnable action);

  /// Ends both directions once everything written has been sent. Returns at once; safe to repeat.
  @Override
  void close();
}

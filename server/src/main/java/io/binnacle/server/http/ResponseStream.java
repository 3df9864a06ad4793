package io.binnacle.server.http;

/// A body being sent piece by piece. Safe for use by several threads; pieces leave in the order of the [#write] calls.
///
/// Nothing here blocks and nothing here drops. The writer decides what a slow client may cost: it watches
/// [#pendingBytes] and goes on when [#onWritable] tells.
public interface ResponseStream extends AutoCloseable {
  /// Below this many unsent bytes a stream that had more counts as writable again.
  long LOW_WATER = 64 * 1024;

  /// Whether pieces can still be written: neither side has closed.
  boolean isOpen();

  /// Sends `bytes` after everything written before. Never blocks.
  ///
  /// @param bytes shared and not copied, so that one encoding serves any number of streams: it must not change afterwards
  /// @return whether the piece was taken; false if the stream is closed
  boolean write(byte[] bytes);

  /// How many bytes were written and have not left for the client's socket yet.
  long pendingBytes();

  /// Has `action` run once when the stream is closed by either side, or soon if it is closed now. Runs on a virtual
  /// thread. At most one action: a later one replaces one that has not run.
  void onClose(Runnable action);

  /// Has `action` run each time the unsent bytes fall below [#LOW_WATER] after having been at or above it. Runs on a
  /// virtual thread, never twice at once. At most one action: a later one replaces it.
  void onWritable(Runnable action);

  /// Breaks the answer off, so that the client sees that it is not whole: the connection is closed, or the stream reset.
  /// Without effect once the stream is closed.
  void abort();

  /// Ends the body in an orderly way once everything written has been sent. Safe to repeat.
  @Override
  void close();
}

package io.binnacle.client.node;

/// Where a log goes. Used by one thread, except [#onClose] and [#isOpen].
public interface LogSink {
  /// Takes bytes; blocks while the reader is slow.
  ///
  /// @param bytes not kept after the call has returned
  /// @return false if the reader is gone: nothing more will be taken
  boolean write(byte[] bytes, int from, int length);

  /// Whether the reader is still there.
  boolean isOpen();

  /// Has `action` run once when the reader goes away, or at once if it has gone. Any thread.
  void onClose(Runnable action);
}

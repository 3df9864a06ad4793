package io.binnacle.server.http;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A [ResponseStream] for a writer that may block and must not run ahead of its reader. Takes over the stream's two actions.
/// One thread writes.
public final class BlockingOutput {
  private static final int HIGH_WATER = 256 * 1024;
  private static final int PIECE = 64 * 1024;

  private final ResponseStream stream;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean over;
  private @Nullable Runnable onClose;

  public BlockingOutput(ResponseStream stream) {
    this.stream = stream;
    stream.onWritable(this::signal);
    stream.onClose(this::closed);
  }

  /// Sends a copy of the bytes. Blocks while more than [#HIGH_WATER] are unsent.
  ///
  /// @return false if the client is gone: they are dropped
  public boolean write(byte[] bytes, int from, int length) {
    Objects.checkFromIndexSize(from, length, bytes.length);
    for (int at = from; at < from + length; at += PIECE) {
      byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(from + length, at + PIECE));
      if (!awaitRoom() || !stream.write(piece)) {
        return false;
      }
    }
    return stream.isOpen();
  }

  /// Has `action` run once when the stream is closed by either side, or soon if it is closed now.
  public void onClose(Runnable action) {
    boolean now;
    lock.lock();
    try {
      now = over;
      onClose = action;
    } finally {
      lock.unlock();
    }
    if (now) {
      Thread.ofVirtual().name("stream-closed").start(action);
    }
  }

  private boolean awaitRoom() {
    lock.lock();
    try {
      while (stream.isOpen() && stream.pendingBytes() >= HIGH_WATER) {
        changed.await();
      }
      return stream.isOpen();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void closed() {
    Runnable action;
    lock.lock();
    try {
      over = true;
      action = onClose;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (action != null) {
      action.run();
    }
  }
}

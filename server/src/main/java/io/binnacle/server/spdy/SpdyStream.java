package io.binnacle.server.spdy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// One stream of a [SpdyConnection], opened by us. One thread may read, another write.
public final class SpdyStream {
  /// How much of a stream is read ahead of its reader before the whole connection waits.
  private static final int AHEAD = 256 * 1024;

  private static final int CANCEL = 5;

  private final SpdyConnection connection;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final Queue<byte[]> received = new ArrayDeque<>();
  private int queued;
  private boolean accepted;
  private boolean ended;
  private boolean refused;
  private boolean unread;

  /// Set once, under the writer's lock, before the peer can know of the stream.
  private volatile int id;

  SpdyStream(SpdyConnection connection) {
    this.connection = connection;
  }

  int id() {
    return id;
  }

  void id(int drawn) {
    id = drawn;
  }

  /// The next bytes from the peer, at least one; an empty array at the end, whichever way that came. Blocks.
  public byte[] read() throws IOException {
    lock.lock();
    try {
      while (received.isEmpty() && !ended) {
        await();
      }
      byte[] piece = received.poll();
      if (piece == null) {
        return new byte[0];
      }
      queued -= piece.length;
      changed.signalAll();
      return piece;
    } finally {
      lock.unlock();
    }
  }

  /// Sends bytes, once the peer has accepted the stream: it drops what comes before. Blocks while the peer is slow.
  ///
  /// @throws IOException if the stream was refused or reset, or the connection is gone
  public void write(byte[] bytes, int from, int length) throws IOException {
    awaitAccepted();
    if (length > 0) {
      connection.writer().data(id, bytes, from, length, false);
    }
  }

  /// Tells the peer that nothing more comes. What it sends can still be read.
  public void closeOutput() throws IOException {
    awaitAccepted();
    connection.writer().data(id, new byte[0], 0, 0, true);
  }

  /// Ends the stream in both directions.
  public void reset() throws IOException {
    discard();
    connection.forget(this);
    connection.writer().reset(id, CANCEL);
  }

  /// Throws away what has come and what will: nobody reads it.
  public void discard() {
    lock.lock();
    try {
      unread = true;
      received.clear();
      queued = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Blocks until the peer has accepted the stream.
  ///
  /// @throws IOException if it has refused it, or is gone
  public void awaitAccepted() throws IOException {
    lock.lock();
    try {
      while (!accepted && !refused) {
        await();
      }
      if (refused) {
        throw new IOException("the stream was reset by the container runtime");
      }
    } finally {
      lock.unlock();
    }
  }

  /// The reader's part: bytes have come. Waits while too many are unread.
  void received(byte[] bytes) throws IOException {
    lock.lock();
    try {
      while (queued >= AHEAD && !unread && !refused) {
        await();
      }
      if (!unread && !ended && bytes.length > 0) {
        received.add(bytes);
        queued += bytes.length;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  void accepted() {
    lock.lock();
    try {
      accepted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// No more comes from the peer.
  ///
  /// @param both whether nothing can be sent either
  void ended(boolean both) {
    lock.lock();
    try {
      ended = true;
      refused |= both;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // its callers loop
  private void await() throws IOException {
    try {
      changed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the container runtime", e);
    }
  }
}

package io.binnacle.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Carries one answer from any thread to the event loop of its connection, and from there to the client as fast as that takes
/// it.
///
/// What the client is not ready for waits here as references to the caller's arrays, so a thousand slow watchers of one
/// event hold it once. Only about [#ROUND] bytes at a time become buffers of the connection (encrypted, hence
/// its own).
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close shows in channelInactive
final class Outlet implements ResponseStream {
  /// How many bytes are handed to the connection before asking again whether it wants more.
  private static final int ROUND = 64 * 1024;

  private final Channel channel;
  private final RequestHandler owner;
  private final Queue<byte[]> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong pending = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean(true); // until the handler has begun it
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final AtomicBoolean closeTold = new AtomicBoolean();
  private final Signal writable = new Signal();
  private volatile @Nullable Runnable onClose;

  /// Set before the stream closes, so that the end it then has is not taken for an orderly one.
  private volatile boolean aborted;

  // From here on touched by the event loop only.
  private @Nullable HttpResponse head;
  private byte @Nullable [] current;
  private int offset;
  private boolean draining;
  private boolean gone;
  private boolean lastWritten;
  private boolean done;
  private boolean stallWatched;

  /// An answer that begins with `head`. Nothing is sent before the first [#drain].
  Outlet(Channel channel, RequestHandler owner, HttpResponse head) {
    this.channel = channel;
    this.owner = owner;
    this.head = head;
  }

  @Override
  public boolean isOpen() {
    return open.get();
  }

  @Override
  public boolean write(byte[] bytes) {
    if (!open.get()) {
      return false;
    }
    if (bytes.length > 0) {
      pending.addAndGet(bytes.length);
      queue.add(bytes);
      schedule();
    }
    return true;
  }

  @Override
  public long pendingBytes() {
    return Math.max(0, pending.get());
  }

  @Override
  public void onClose(Runnable action) {
    onClose = action;
    if (!open.get()) {
      tellClosed();
    }
  }

  @Override
  public void onWritable(Runnable action) {
    writable.action(action);
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      schedule();
      tellClosed();
    }
  }

  @Override
  public void abort() {
    if (open.get()) {
      aborted = true;
    }
    if (open.compareAndSet(true, false)) {
      owner.abort();
      tellClosed();
    }
  }

  /// The client is gone: what is unsent never will be. Called on the event loop.
  void abandon() {
    gone = true;
    open.set(false);
    queue.clear();
    current = null;
    pending.set(0);
    tellClosed();
  }

  private void tellClosed() {
    Runnable action = onClose;
    if (action != null && closeTold.compareAndSet(false, true)) {
      Thread.ofVirtual().name("stream-closed").start(action);
    }
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      owner.execute(this::drain, this);
    }
  }

  /// Moves on as far as the connection takes it. Called on the event loop: when something was written and when the
  /// connection has room again.
  void drain() {
    scheduled.set(false);
    if (draining || gone || lastWritten || aborted) {
      return; // a flush tells of new room before it returns: the loop below looks for itself
    }
    draining = true;
    // Read before the queue: what was written before the close is then seen, and what comes after
    // it is refused.
    boolean ending = !open.get();
    HttpResponse first = head;
    if (first != null) {
      head = null;
      owner.beforeHead(first);
      channel.write(first);
    }
    boolean more;
    do {
      more = round();
      if (more) {
        channel.flush();
      }
    } while (more && !gone && channel.isWritable());
    if (ending && !more && !gone) {
      lastWritten = true;
      channel
          .write(LastHttpContent.EMPTY_LAST_CONTENT)
          .addListener(f -> {
            done = true;
            owner.answered(f.isSuccess());
          });
    }
    channel.flush();
    draining = false;
    if (ending && !done && !gone && !stallWatched) {
      stallWatched = true;
      owner.watchForStall(this);
    }
  }

  /// Writes up to [#ROUND] bytes; true if more are waiting.
  private boolean round() {
    int room = ROUND;
    while (room > 0) {
      byte[] piece = current;
      if (piece == null) {
        piece = queue.poll();
        offset = 0;
        current = piece;
      }
      if (piece == null) {
        return false;
      }
      int n = Math.min(room, piece.length - offset);
      channel
          .write(new DefaultHttpContent(Unpooled.wrappedBuffer(piece, offset, n)))
          .addListener((ChannelFutureListener) _ -> sent(n));
      room -= n;
      offset += n;
      if (offset == piece.length) {
        current = null;
      }
    }
    return current != null || !queue.isEmpty();
  }

  private void sent(int n) {
    if (gone) {
      return;
    }
    long before = pending.getAndAdd(-n);
    if (before >= LOW_WATER && before - n < LOW_WATER) {
      writable.fire();
    }
  }
}

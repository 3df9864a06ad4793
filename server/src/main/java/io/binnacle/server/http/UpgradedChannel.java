package io.binnacle.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The end of the pipeline of an upgraded connection: between an event loop that must not block and threads that may.
///
/// Reads ahead up to [#AHEAD] bytes, then leaves the rest to TCP; takes up to as many unsent bytes from writers, then
/// lets them wait.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close shows in channelInactive
final class UpgradedChannel extends ChannelInboundHandlerAdapter implements Upgraded {
  private static final System.Logger LOG = System.getLogger(UpgradedChannel.class.getName());
  private static final int AHEAD = 256 * 1024;

  /// How long a client may take to end its side after the server has.
  private static final Duration LINGER = Duration.ofSeconds(1);

  private static final int PIECE = 64 * 1024;

  private final Channel channel;
  private final Duration idle;
  private final Duration stall;
  private final Alarm alarm;
  private final InputStream in = new In();
  private final OutputStream out = new Out();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final Queue<byte[]> received = new ArrayDeque<>();
  private byte @Nullable [] current;
  private int offset;
  private long queued;
  private long unsent;
  private boolean inputEnded;
  private boolean closing;
  private boolean gone;
  private @Nullable Runnable onClose;

  private volatile long lastMoved = System.nanoTime();

  /// @param idle after how long without a byte the connection is closed
  /// @param stall how long the client may take to accept what is unsent when the connection closes
  UpgradedChannel(Channel channel, Duration idle, Duration stall) {
    this.channel = channel;
    this.idle = idle;
    this.stall = stall;
    this.alarm = new Alarm(channel.eventLoop());
  }

  @Override
  public InputStream in() {
    return in;
  }

  @Override
  public OutputStream out() {
    return out;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    watchIdle(idle);
  }

  private void watchIdle(Duration wait) {
    alarm.set(
        wait,
        () -> {
          Duration left = idle.minusNanos(System.nanoTime() - lastMoved);
          if (left.isPositive()) {
            watchIdle(left);
          } else {
            HttpsServer.cut(channel);
          }
        });
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    lastMoved = System.nanoTime();
    lock.lock();
    try {
      if (message instanceof ByteBuf bytes && !inputEnded) {
        queued += bytes.readableBytes();
        received.add(ByteBufUtil.getBytes(bytes));
        changed.signalAll();
        if (queued >= AHEAD) {
          channel.config().setAutoRead(false);
        }
      }
    } finally {
      lock.unlock();
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    channelInactive();
  }

  /// The connection is gone. Any thread.
  void channelInactive() {
    Runnable action;
    lock.lock();
    try {
      alarm.cancel();
      gone = true;
      inputEnded = true;
      action = onClose;
      onClose = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (action != null) {
      Thread.ofVirtual().name("upgraded-closed").start(action);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.log(System.Logger.Level.DEBUG, () -> "upgraded connection", cause);
    HttpsServer.cut(channel);
  }

  /// The server shuts down: input ends, what is unsent may still go out. Any thread.
  void shutDown() {
    lock.lock();
    try {
      inputEnded = true;
      received.clear();
      current = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    channel.config().setAutoRead(true); // so that the client's end is noticed
  }

  @Override
  public void onClose(Runnable action) {
    boolean now;
    lock.lock();
    try {
      now = gone;
      if (!now) {
        onClose = action;
      }
    } finally {
      lock.unlock();
    }
    if (now) {
      Thread.ofVirtual().name("upgraded-closed").start(action);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closing || gone) {
        return;
      }
      closing = true;
      inputEnded = true;
      received.clear();
      current = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    channel
        .config()
        .setAutoRead(true); // what still comes is thrown away: closing on it would reset
    try {
      channel.eventLoop().execute(this::sayGoodbye);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "closed after the end of the server", e);
    }
  }

  /// Ends the output, once all of it has been taken, and gives the client a moment to end its own.
  private void sayGoodbye() {
    if (!channel.isActive()) {
      return;
    }
    alarm.set(stall, () -> HttpsServer.cut(channel));
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(_ -> {
          SslHandler tls = channel.pipeline().get(SslHandler.class);
          if (tls != null && channel.isActive()) {
            tls.closeOutbound();
            alarm.set(LINGER, channel::close);
          } else {
            channel.close();
          }
        });
  }

  private final class In extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      Objects.checkFromIndexSize(from, length, into.length);
      if (length == 0) {
        return 0;
      }
      lock.lock();
      try {
        while (current == null && received.isEmpty()) {
          if (inputEnded) {
            return -1;
          }
          await();
        }
        byte[] piece = current == null ? received.remove() : current;
        int n = Math.min(length, piece.length - offset);
        System.arraycopy(piece, offset, into, from, n);
        offset += n;
        current = offset == piece.length ? null : piece;
        if (current == null) {
          offset = 0;
        }
        queued -= n;
        if (queued < AHEAD / 2 && !channel.config().isAutoRead()) {
          channel.config().setAutoRead(true);
        }
        return n;
      } finally {
        lock.unlock();
      }
    }
  }

  private final class Out extends OutputStream {
    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      Objects.checkFromIndexSize(from, length, bytes.length);
      for (int at = from; at < from + length; at += PIECE) {
        send(Arrays.copyOfRange(bytes, at, Math.min(from + length, at + PIECE)));
      }
    }

    private void send(byte[] piece) throws IOException {
      lock.lock();
      try {
        while (unsent >= AHEAD && !gone && !closing) {
          await();
        }
        if (gone || closing) {
          throw new IOException("the connection to the client is closed");
        }
        unsent += piece.length;
      } finally {
        lock.unlock();
      }
      channel
          .writeAndFlush(Unpooled.wrappedBuffer(piece))
          .addListener((ChannelFutureListener) _ -> sent(piece.length));
    }
  }

  private void sent(int length) {
    lastMoved = System.nanoTime();
    lock.lock();
    try {
      unsent -= length;
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
      throw new IOException("interrupted while waiting for the client", e);
    }
  }
}

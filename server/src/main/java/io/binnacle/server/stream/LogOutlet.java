package io.binnacle.server.stream;

import io.binnacle.client.node.LogSink;
import io.binnacle.server.http.BlockingOutput;
import io.binnacle.server.http.ResponseStream;
import io.binnacle.server.websocket.WebSocket;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where a log goes to: nowhere until its first bytes, so that an agent that refuses can still be answered with a `Status`.
final class LogOutlet implements LogSink {
  private static final System.Logger LOG = System.getLogger(LogOutlet.class.getName());

  private final Supplier<Way> opening;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private @Nullable Way way;
  private @Nullable Runnable onClose;
  private boolean over;

  /// @param opening begins the answer
  LogOutlet(Supplier<Way> opening) {
    this.opening = opening;
  }

  /// How the bytes travel.
  interface Way {
    /// Sends bytes; blocks while the client is slow. False if it is gone.
    boolean write(byte[] bytes, int from, int length);

    boolean isOpen();

    void onClose(Runnable action);

    void end(boolean whole);
  }

  /// Begins the answer, unless it has been begun or all is over.
  void begin() {
    begun();
  }

  private @Nullable Way begun() {
    lock.lock();
    try {
      if (way == null && !over) {
        Way opened = opening.get();
        way = opened;
        if (onClose != null) {
          opened.onClose(onClose);
        }
      }
      return way;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean write(byte[] bytes, int from, int length) {
    Way to = begun();
    return to != null && to.write(bytes, from, length);
  }

  @Override
  public boolean isOpen() {
    lock.lock();
    try {
      return way == null ? !over : way.isOpen();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onClose(Runnable action) {
    lock.lock();
    try {
      onClose = action;
      if (way != null) {
        way.onClose(action);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends the answer.
  ///
  /// @param whole whether the log came to its end; otherwise an answer not begun is left to the caller
  void end(boolean whole) {
    Way to = null;
    lock.lock();
    try {
      if (whole) {
        to = begun();
      }
      over = true;
      to = way;
    } finally {
      lock.unlock();
    }
    if (to != null) {
      to.end(whole);
    }
  }

  /// The body of an HTTP answer.
  static final class Http implements Way {
    private final ResponseStream stream;
    private final BlockingOutput out;

    Http(ResponseStream stream) {
      this.stream = stream;
      this.out = new BlockingOutput(stream);
    }

    @Override
    public boolean write(byte[] bytes, int from, int length) {
      return out.write(bytes, from, length);
    }

    @Override
    public boolean isOpen() {
      return stream.isOpen();
    }

    @Override
    public void onClose(Runnable action) {
      out.onClose(action);
    }

    @Override
    public void end(boolean whole) {
      if (whole) {
        stream.close();
      } else {
        stream.abort();
      }
    }
  }

  /// Messages of a WebSocket. A thread reads it, to answer pings and to notice the end.
  static final class Messages implements Way {
    private final WebSocket socket;
    private final boolean base64;
    private volatile boolean open = true;

    Messages(WebSocket socket, boolean base64) {
      this.socket = socket;
      this.base64 = base64;
      Thread.ofVirtual().name("log-client").start(this::listen);
    }

    private void listen() {
      while (socket.read() != null) {
        // A client has nothing to say here: dropped, as upstream does.
      }
      open = false;
      socket.close();
    }

    @Override
    public boolean write(byte[] bytes, int from, int length) {
      try {
        if (base64) {
          byte[] some = Arrays.copyOfRange(bytes, from, from + length);
          socket.sendText(Base64.getEncoder().encode(some));
        } else {
          socket.sendBinary(bytes, from, length);
        }
        return true;
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "log to a client that is gone", e);
        open = false;
        return false;
      }
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void onClose(Runnable action) {
      socket.onClose(action);
    }

    @Override
    public void end(boolean whole) {
      socket.close(whole ? WebSocket.NORMAL : WebSocket.INTERNAL_ERROR, "");
    }
  }
}

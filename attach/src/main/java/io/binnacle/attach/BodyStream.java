package io.binnacle.attach;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The body of an answer as a stream to be read by one thread. Asks for the next piece only when the last one has been read, so
/// a fast server and a slow reader need no memory.
final class BodyStream extends InputStream {
  /// What sends the pieces. Any thread.
  interface Source {
    /// Asks for one more piece.
    void more();

    /// Wants no more, whatever is still to come.
    void cancel();
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final long limit;
  private final Duration patience;
  private final Runnable silent;
  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private volatile @Nullable Source source;
  private volatile boolean closed;
  private Iterator<ByteBuffer> ready = List.<ByteBuffer>of().iterator();
  private ByteBuffer current = NOTHING;
  private long taken;
  private boolean ended;

  private sealed interface Piece {
    record Bytes(List<ByteBuffer> buffers) implements Piece {}

    record End(@Nullable Throwable failure) implements Piece {}
  }

  /// @param limit how many bytes the body may have at most
  /// @param patience how long to wait for the next byte
  /// @param silent told when it was waited for in vain
  BodyStream(long limit, Duration patience, Runnable silent) {
    this.limit = limit;
    this.patience = patience;
    this.silent = silent;
  }

  /// Begins to take in what `from` sends.
  void start(Source from) {
    source = from;
    if (closed) {
      from.cancel();
    } else {
      from.more();
    }
  }

  /// One piece. Any thread, one at a time.
  void piece(List<ByteBuffer> buffers) {
    pieces.add(new Piece.Bytes(buffers));
  }

  /// There is no more.
  ///
  /// @param failure what ended it, null for the end of the answer
  void end(@Nullable Throwable failure) {
    pieces.add(new Piece.End(failure));
  }

  @Override
  public int read() throws IOException {
    return more() ? current.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    Objects.checkFromIndexSize(at, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (!more()) {
      return -1;
    }
    int n = Math.min(length, current.remaining());
    current.get(into, at, n);
    return n;
  }

  /// Whether there is a byte to read; waits for it.
  private boolean more() throws IOException {
    while (!current.hasRemaining()) {
      if (ready.hasNext()) {
        current = ready.next();
        taken += current.remaining();
        if (taken > limit) {
          close();
          throw new IOException("the answer is longer than " + limit + " bytes");
        }
      } else if (ended) {
        return false;
      } else {
        next();
      }
    }
    return true;
  }

  private void next() throws IOException {
    Piece piece;
    try {
      piece = pieces.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
    switch (piece) {
      case null -> {
        close();
        silent.run();
        throw new SocketTimeoutException(
            "nothing came from the server for " + patience.toSeconds() + " s");
      }
      case Piece.Bytes(List<ByteBuffer> buffers) -> {
        ready = buffers.iterator();
        Source from = source;
        if (from != null) {
          // only one piece ahead of the reader
          from.more();
        }
      }
      case Piece.End(Throwable failure) -> {
        ended = true;
        if (failure != null) {
          throw failure instanceof IOException io ? io : new IOException(failure);
        }
      }
    }
  }

  /// Ends the answer, whatever is still to come. Any thread.
  @Override
  public void close() {
    closed = true;
    Source from = source;
    if (from != null) {
      from.cancel();
    }
  }
}

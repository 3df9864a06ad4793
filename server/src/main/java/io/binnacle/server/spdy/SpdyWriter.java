package io.binnacle.server.spdy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/// Writes frames, each whole before the next. Safe for use by many threads; blocks while the peer is slow.
final class SpdyWriter implements AutoCloseable {
  /// The longest data frame sent: what `spdystream` peers send each other.
  static final int DATA = 32 * 1024;

  private final OutputStream out;
  private final HeaderBlock.Packer headers = new HeaderBlock.Packer();
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  SpdyWriter(OutputStream out) {
    this.out = out;
  }

  /// Opens a stream. The order of streams on the wire must be that of their numbers, so `next` draws one under the same lock.
  void synStream(IntSupplier next, Map<String, String> fields) throws IOException {
    lock.lock();
    try {
      requireOpen();
      int stream = next.getAsInt();
      byte[] block = headers.pack(fields);
      ByteBuffer frame = control(SpdyReader.SYN_STREAM, 10 + block.length);
      frame.putInt(stream).putInt(0).putShort((short) 0).put(block);
      out.write(frame.array(), frame.arrayOffset(), frame.capacity());
      out.flush();
    } finally {
      lock.unlock();
    }
  }

  /// Sends bytes of a stream; with `last` it ends after them in this direction.
  void data(int stream, byte[] bytes, int from, int length, boolean last) throws IOException {
    int at = from;
    do {
      int n = Math.min(DATA, from + length - at);
      boolean end = last && at + n == from + length;
      ByteBuffer frame = ByteBuffer.allocate(8 + n);
      frame.putInt(stream).putInt((end ? SpdyReader.FLAG_FIN << 24 : 0) | n).put(bytes, at, n);
      send(frame);
      at += n;
    } while (at < from + length);
  }

  /// Ends a stream in both directions.
  void reset(int stream, int status) throws IOException {
    send(control(SpdyReader.RST_STREAM, 8).putInt(stream).putInt(status));
  }

  /// Answers a ping.
  void ping(int id) throws IOException {
    send(control(SpdyReader.PING, 4).putInt(id));
  }

  /// Says that the connection is over.
  void goAway() throws IOException {
    send(control(SpdyReader.GOAWAY, 8).putInt(0).putInt(0));
  }

  private static ByteBuffer control(int type, int length) {
    return ByteBuffer.allocate(8 + length)
        .putShort((short) (0x8000 | SpdyReader.VERSION))
        .putShort((short) type)
        .putInt(length);
  }

  private void send(ByteBuffer frame) throws IOException {
    lock.lock();
    try {
      requireOpen();
      out.write(frame.array(), frame.arrayOffset(), frame.capacity());
      out.flush();
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("the SPDY connection is closed");
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      headers.close();
    } finally {
      lock.unlock();
    }
  }
}

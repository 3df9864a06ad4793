package io.binnacle.server.spdy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// The client's end of a SPDY/3.1 connection, over a transport that has been upgraded already.
///
/// A virtual thread reads and hands out what comes; when the connection ends, all streams do. Safe for use by many threads.
public final class SpdyConnection implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SpdyConnection.class.getName());
  private static final int REFUSED_STREAM = 3;

  private final SpdyReader reader;
  private final SpdyWriter writer;
  private final AutoCloseable transport;
  private final Map<Integer, SpdyStream> streams = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean over;
  private int lastStream = -1;

  private SpdyConnection(InputStream in, OutputStream out, AutoCloseable transport) {
    this.reader = new SpdyReader(in);
    this.writer = new SpdyWriter(out);
    this.transport = transport;
  }

  /// Speaks SPDY over `in` and `out`.
  ///
  /// @param transport closed with the connection; must end a read of `in`
  public static SpdyConnection start(InputStream in, OutputStream out, AutoCloseable transport) {
    SpdyConnection connection = new SpdyConnection(in, out, transport);
    Thread.ofVirtual().name("spdy-reader").start(connection::readAll);
    return connection;
  }

  /// Opens a stream. Returns before the peer has answered.
  ///
  /// @param headers names in lower case
  public SpdyStream open(Map<String, String> headers) throws IOException {
    SpdyStream stream = new SpdyStream(this);
    writer.synStream(
        () -> {
          lastStream += 2;
          stream.id(lastStream);
          streams.put(lastStream, stream);
          return lastStream;
        },
        headers);
    if (over) {
      stream.ended(true); // the reader has gone round already
    }
    return stream;
  }

  SpdyWriter writer() {
    return writer;
  }

  void forget(SpdyStream stream) {
    streams.remove(stream.id());
  }

  private void readAll() {
    try {
      for (Frame frame = reader.read(); frame != null; frame = reader.read()) {
        take(frame);
      }
    } catch (IOException e) {
      if (!closed.get()) {
        LOG.log(System.Logger.Level.DEBUG, "SPDY connection broke", e);
      }
    } finally {
      over = true;
      streams.values().forEach(s -> s.ended(true));
      streams.clear();
      reader.close();
      close();
    }
  }

  private void take(Frame frame) throws IOException {
    switch (frame) {
      case Frame.Data data -> {
        SpdyStream stream = streams.get(data.stream());
        if (stream != null) {
          stream.received(data.bytes());
          end(stream, data.last());
        }
      }
      case Frame.SynReply reply -> {
        SpdyStream stream = streams.get(reply.stream());
        if (stream != null) {
          stream.accepted();
          end(stream, reply.last());
        }
      }
      case Frame.More more -> {
        SpdyStream stream = streams.get(more.stream());
        if (stream != null) {
          end(stream, more.last());
        }
      }
      case Frame.Reset reset -> {
        SpdyStream stream = streams.remove(reset.stream());
        if (stream != null) {
          stream.ended(true);
        }
      }
      case Frame.SynStream pushed -> writer.reset(pushed.stream(), REFUSED_STREAM);
      case Frame.Ping ping -> {
        if (ping.id() % 2 == 0) {
          writer.ping(ping.id());
        }
      }
      case Frame.GoAway _, Frame.Ignored _ -> {}
    }
  }

  private static void end(SpdyStream stream, boolean last) {
    if (last) {
      stream.ended(false);
    }
  }

  /// Ends the connection and all its streams. Safe to repeat.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    streams
        .values()
        .forEach(s -> {
          s.discard();
          s.ended(true);
        });
    try {
      transport.close();
    } catch (Exception e) {
      LOG.log(System.Logger.Level.DEBUG, "closing the transport of a SPDY connection", e);
    }
    writer.close();
  }
}

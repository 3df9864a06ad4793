package io.binnacle.server.stream;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The runtime's end of one SPDY connection, for a test that may block.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close shows in channelInactive
public final class FakeSession extends ChannelInboundHandlerAdapter implements AutoCloseable {
  private static final byte[] END = {};
  private static final int AHEAD = 64;

  final Channel channel;
  private final BlockingQueue<FakeStream> opened = new LinkedBlockingQueue<>();
  private final Map<Integer, FakeStream> streams = new ConcurrentHashMap<>();

  FakeSession(Channel channel, AtomicInteger open) {
    this.channel = channel;
    open.incrementAndGet();
    channel.closeFuture().addListener(_ -> open.decrementAndGet());
  }

  /// The next stream the client opens; null when the connection is gone.
  @Nullable FakeStream next() throws InterruptedException {
    FakeStream stream = opened.take();
    return stream.id == 0 ? null : stream;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) throws Exception {
    try {
      switch (frame) {
        case SpdySynStreamFrame syn -> {
          FakeStream stream = new FakeStream(syn.streamId());
          syn.headers()
              .forEach(h -> stream.headers.put(h.getKey().toString(), h.getValue().toString()));
          streams.put(syn.streamId(), stream);
          DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(syn.streamId());
          reply
              .headers()
              .set("x", "y"); // for none Netty sends no block at all, which Go's reader takes amiss
          ctx.writeAndFlush(reply);
          opened.put(stream);
        }
        case SpdyDataFrame data -> {
          FakeStream stream = streams.get(data.streamId());
          if (stream != null) {
            stream.feed(ByteBufUtil.getBytes(data.content()), data.isLast());
          }
        }
        case SpdyRstStreamFrame rst -> {
          FakeStream stream = streams.get(rst.streamId());
          if (stream != null) {
            stream.feed(END, true);
          }
        }
        case SpdyPingFrame ping -> ctx.writeAndFlush(ping);
        default -> {}
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    streams.values().forEach(s -> s.feed(END, true));
    opened.put(new FakeStream(0));
  }

  /// Ends as `spdystream` does: GOAWAY, what is still open is reset, then the connection closes.
  @Override
  public void close() {
    channel.write(new DefaultSpdyGoAwayFrame(0));
    streams.keySet().stream()
        .sorted()
        .forEach(id -> channel.write(new DefaultSpdyRstStreamFrame(id, 5)));
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> channel.close());
  }

  /// One stream.
  final class FakeStream {
    final int id;
    final Map<String, String> headers = new ConcurrentHashMap<>();
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();

    FakeStream(int id) {
      this.id = id;
    }

    String type() {
      return headers.getOrDefault("streamtype", "");
    }

    void feed(byte[] bytes, boolean last) {
      if (bytes.length > 0) {
        received.add(bytes);
      }
      if (last) {
        received.add(END);
      }
      if (received.size() >= AHEAD) {
        channel.config().setAutoRead(false);
        goOn(); // the reader may have emptied it meanwhile
      }
    }

    private void goOn() {
      if (received.size() < AHEAD) {
        channel.config().setAutoRead(true);
      }
    }

    InputStream in() {
      return new InputStream() {
        private byte[] piece = {};
        private int from;
        private boolean ended;

        @Override
        public int read() {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int at, int length) {
          if (from == piece.length && !ended) {
            take();
          }
          if (ended) {
            return -1;
          }
          int n = Math.min(length, piece.length - from);
          System.arraycopy(piece, from, to, at, n);
          from += n;
          return n;
        }

        private void take() {
          try {
            piece = received.take();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          from = 0;
          ended = piece.length == 0;
          goOn();
        }
      };
    }

    OutputStream out() {
      return new OutputStream() {
        @Override
        public void write(int octet) throws IOException {
          write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          var sent =
              channel.writeAndFlush(
                  new DefaultSpdyDataFrame(
                      id, Unpooled.wrappedBuffer(bytes.clone(), from, length)));
          sent.awaitUninterruptibly(); // as slow as the client
          if (!sent.isSuccess()) {
            throw new IOException(sent.cause());
          }
        }

        @Override
        public void close() {
          channel.writeAndFlush(new DefaultSpdyDataFrame(id).setLast(true));
        }
      };
    }
  }
}

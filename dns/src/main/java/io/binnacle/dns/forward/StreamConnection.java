package io.binnacle.dns.forward;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// One connection to one server: any number of questions at once, replies in whatever order they come (RFC 7766 §6.2). Once broken
/// it stays so. The loop's thread only.
final class StreamConnection implements Attempt.Carrier {
  /// So many messages in a row that answer nothing, and the server is not worth listening to.
  private static final int STRAYS = 64;

  /// For the connection to be made, and again for the TLS handshake. Longer than anybody waits for an answer, and long enough for a
  /// lost SYN to be sent again.
  private static final int OPENING_MILLIS = 3_000;

  private static final int LARGEST = 0xffff;

  private final Upstream upstream;
  private final Carriage carriage;
  private final IdTable ids = new IdTable();

  /// What waits for the connection to be made.
  private final Deque<Attempt> early = new ArrayDeque<>();

  private @Nullable Channel channel;
  private boolean flushing;
  private boolean answered;
  private boolean broken;
  private int strays;
  private boolean silent;

  /// Whether it is made, handshake included. Until then silence says nothing, and making it has a time limit of its own.
  private boolean ready;

  /// Last sign of life.
  private long heard;

  long lastUsed;

  private StreamConnection(Upstream upstream, Carriage carriage) {
    this.upstream = upstream;
    this.carriage = carriage;
  }

  /// @param tls null for a plain one
  static StreamConnection open(Upstream upstream, @Nullable SslContext tls, Carriage carriage) {
    StreamConnection connection = new StreamConnection(upstream, carriage);
    Channel channel =
        new Bootstrap()
            .group(carriage.loop())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, OPENING_MILLIS)
            .handler(connection.pipeline(tls))
            .connect(upstream.address())
            .addListener(done -> {
              if (!done.isSuccess()) {
                connection.breakUp(text(done.cause()));
              }
            })
            .channel();
    connection.channel = channel;
    return connection;
  }

  private ChannelInitializer<Channel> pipeline(@Nullable SslContext tls) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel made) {
        ChannelPipeline pipeline = made.pipeline();
        if (tls != null) {
          String peer = upstream.tls().serverName();
          SslHandler handler =
              tls.newHandler(
                  made.alloc(),
                  peer == null ? upstream.address().getAddress().getHostAddress() : peer,
                  upstream.address().getPort());
          handler.setHandshakeTimeoutMillis(OPENING_MILLIS);
          pipeline.addLast(handler);
        }
        pipeline.addLast(new LengthFieldBasedFrameDecoder(LARGEST + 2, 0, 2, 0, 2));
        pipeline.addLast(new Replies());
      }
    };
  }

  boolean isBroken() {
    return broken;
  }

  /// Whether it is of no use for more questions, though those under way may still be answered.
  boolean isWorn() {
    return silent || ids.size() >= IdTable.MOST;
  }

  /// How many questions are under way.
  int load() {
    return ids.size();
  }

  /// @return null, or why it could not be sent
  @Nullable String send(Attempt attempt) {
    Channel to = channel;
    if (broken || to == null) {
      return "the connection is closed";
    }
    if (to.isActive() && !to.isWritable()) {
      return "the server does not read";
    }
    if (!ids.add(attempt, carriage.random())) {
      return "too many questions under way";
    }
    attempt.carrier = this;
    lastUsed = attempt.sent;
    if (to.isActive()) {
      write(to, attempt);
    } else {
      early.add(attempt);
    }
    return null;
  }

  /* Questions of one turn of the loop leave in one segment, or one TLS record's worth of calls. */
  private void write(Channel to, Attempt attempt) {
    byte[] message = attempt.message.octets();
    ByteBuf framed = to.alloc().buffer(message.length + 2);
    framed
        .writeShort(message.length)
        .writeShort(attempt.id)
        .writeBytes(message, 2, message.length - 2);
    ChannelFuture _ = to.write(framed, to.voidPromise());
    if (!flushing) {
      flushing = true;
      carriage
          .loop()
          .execute(() -> {
            flushing = false;
            to.flush();
          });
    }
  }

  @Override
  public void forget(int id) {
    ids.remove(id);
  }

  @Override
  public void late(Attempt attempt) {
    silent |= ready && heard < attempt.sent;
  }

  void close() {
    broken = true;
    if (channel != null) {
      ChannelFuture _ = channel.close();
    }
  }

  private void breakUp(String why) {
    broken = true;
    early.clear();
    carriage.lost(ids.drain(), !answered, why);
  }

  private static String text(Throwable cause) {
    Throwable at =
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
  }

  private final class Replies extends SimpleChannelInboundHandler<ByteBuf> {
    private String end = "the connection was closed";

    @Override
    public void channelActive(ChannelHandlerContext context) {
      if (upstream.protocol() != Upstream.Protocol.DOT) {
        isReady();
      }
      for (Attempt attempt = early.poll(); attempt != null; attempt = early.poll()) {
        if (attempt.state != Attempt.State.OVER) {
          write(context.channel(), attempt);
        }
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
        isReady();
      }
    }

    private void isReady() {
      ready = true;
      heard = carriage.clock().getAsLong();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
      Attempt attempt =
          frame.readableBytes() < AskedMessage.HEADER
              ? null
              : ids.find(frame.getUnsignedShort(frame.readerIndex()));
      if (attempt != null) {
        byte[] message = new byte[frame.readableBytes()];
        frame.readBytes(message);
        long now = carriage.clock().getAsLong();
        if (carriage.replied(attempt, message, now)) {
          heard = now;
          answered = true;
          strays = 0; // replies nobody waits for any more are strays too
          return;
        }
      }
      if (++strays >= STRAYS) {
        end = "it sends what nobody asked for";
        ChannelFuture _ = context.close();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      breakUp(end);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      end = text(cause);
      ChannelFuture _ = context.close();
    }
  }
}

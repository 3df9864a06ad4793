package io.binnacle.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import java.util.concurrent.TimeUnit;

/// HTTP/2 on one connection (RFC 9113): every stream becomes a channel with a [RequestHandler] of its own. Flow control, header
/// compression and the defences against floods of frames are Netty's.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close shows in channelInactive
final class Http2 {
  /// How much of a body one stream may send ahead: as kube-apiserver.
  private static final int STREAM_WINDOW = 256 * 1024;

  /// The time over which resets by the client are counted, in seconds.
  private static final int RESET_WINDOW = 30;

  private Http2() {}

  /// Makes `channel` speak HTTP/2.
  static void install(Shared shared, Channel channel, Peer peer) {
    Limits limits = shared.limits;
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forServer()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .maxConcurrentStreams(limits.streams())
                    .maxHeaderListSize(limits.headerBytes())
                    .initialWindowSize(STREAM_WINDOW))
            // A controller that stops ends each of its watches by a reset: that is not a flood.
            .decoderEnforceMaxRstFramesPerWindow(2 * limits.streams(), RESET_WINDOW)
            .gracefulShutdownTimeoutMillis(TimeUnit.SECONDS.toMillis(30))
            .build();
    // Stateless and shareable, but its validation of names is per instance; one per connection is
    // cheap.
    Http2StreamFrameToHttpObjectCodec toHttp = new Http2StreamFrameToHttpObjectCodec(true);
    Idle idle = new Idle(shared, channel);
    channel
        .pipeline()
        .addLast(
            codec,
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    idle.opened(stream);
                    stream
                        .pipeline()
                        .addLast(toHttp, new RequestHandler(shared, stream, peer, true));
                  }
                }),
            idle);
  }

  /// Closes the connection, with a GOAWAY, when it has had no stream for as long as it may idle.
  private static final class Idle extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(Http2.class.getName());

    private final Shared shared;
    private final Channel connection;
    private final Alarm alarm;
    private int streams;

    Idle(Shared shared, Channel connection) {
      this.shared = shared;
      this.connection = connection;
      this.alarm = new Alarm(connection.eventLoop());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      closeWhenIdle();
    }

    private void closeWhenIdle() {
      alarm.set(shared.limits.idle(), connection::close);
    }

    void opened(Channel stream) {
      alarm.cancel();
      streams++;
      stream
          .closeFuture()
          .addListener(_ -> {
            if (--streams == 0 && connection.isActive()) {
              closeWhenIdle();
            }
          });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      alarm.cancel();
      ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.log(
          System.Logger.Level.DEBUG, () -> "HTTP/2 with " + ctx.channel().remoteAddress(), cause);
      if (!(cause
          instanceof
          Http2Exception)) { // those end the connection by themselves, and tell the client why
        ctx.close();
      }
    }
  }
}

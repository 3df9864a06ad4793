package io.binnacle.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// Sets up a new connection: TLS first, then what ALPN (RFC 7301) has agreed on.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close shows in channelInactive
final class Connection extends ChannelInitializer<Channel> {
  private static final System.Logger LOG = System.getLogger(Connection.class.getName());
  private static final String H2 = "h2";

  private final Shared shared;
  private final SSLContext tls;

  Connection(Shared shared, SSLContext tls) {
    this.shared = shared;
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel channel) {
    if (shared.draining || shared.connections.size() >= shared.limits.connections()) {
      channel.close();
      return;
    }
    shared.connections.add(channel);
    channel.closeFuture().addListener(_ -> shared.connections.remove(channel));
    SslHandler handshake =
        new SslHandler(engine(), false, task -> Thread.ofVirtual().name("handshake").start(task));
    handshake.setHandshakeTimeoutMillis(shared.limits.handshake().toMillis());
    channel.pipeline().addLast(new NotTls(), handshake, new Agreed(handshake));
  }

  private SSLEngine engine() {
    SSLEngine engine = tls.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setApplicationProtocols(new String[] {H2, "http/1.1"});
    parameters.setUseCipherSuitesOrder(true);
    parameters.setWantClientAuth(true);
    engine.setSSLParameters(parameters);
    return engine;
  }

  private void http1(Channel channel, Peer peer) {
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setUseRfc9112TransferEncoding(true)
            .setStrictLineParsing(true)
            .setMaxInitialLineLength(shared.limits.lineBytes())
            .setMaxHeaderSize(shared.limits.headerBytes());
    channel
        .pipeline()
        .addLast(
            new Decoder(limits),
            new HttpResponseEncoder(),
            new RequestHandler(shared, channel, peer, false));
  }

  /// Refuses what Netty repairs: a length beside chunks is how requests are smuggled (RFC 9112 §6.3).
  private static final class Decoder extends HttpRequestDecoder {
    Decoder(HttpDecoderConfig config) {
      super(config);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
      throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
    }
  }

  /// Goes on with HTTP/1.1 or HTTP/2 when the handshake is done.
  private final class Agreed extends ChannelInboundHandlerAdapter {
    private final SslHandler handshake;

    Agreed(SslHandler handshake) {
      this.handshake = handshake;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (!(event instanceof SslHandshakeCompletionEvent done)) {
        ctx.fireUserEventTriggered(event);
        return;
      }
      if (!done.isSuccess()) {
        LOG.log(
            System.Logger.Level.DEBUG,
            () -> "TLS handshake with " + ctx.channel().remoteAddress() + ": " + done.cause());
        ctx.close();
        return;
      }
      Channel channel = ctx.channel();
      Peer peer = new Peer(channel.remoteAddress(), handshake.engine().getSession());
      if (H2.equals(handshake.engine().getApplicationProtocol())) {
        Http2.install(shared, channel, peer);
      } else {
        http1(channel, peer);
      }
      ctx.pipeline().remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.log(System.Logger.Level.DEBUG, () -> "TLS with " + ctx.channel().remoteAddress(), cause);
      ctx.close();
    }
  }

  /// Tells a client that forgot the `s` of `https` so, in the words of Go's server. Looks at the first octet only.
  private static final class NotTls extends ChannelInboundHandlerAdapter {
    private static final byte[] ANSWER =
        "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
            .getBytes(StandardCharsets.US_ASCII);

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ChannelPipeline pipeline = ctx.pipeline();
      if (message instanceof ByteBuf bytes && bytes.isReadable() && isLetter(bytes)) {
        ReferenceCountUtil.release(message);
        ctx.writeAndFlush(Unpooled.wrappedBuffer(ANSWER)).addListener(ChannelFutureListener.CLOSE);
        return;
      }
      ctx.fireChannelRead(message);
      pipeline.remove(this);
    }

    private static boolean isLetter(ByteBuf bytes) {
      byte first = bytes.getByte(bytes.readerIndex());
      return first >= 'A' && first <= 'Z';
    }
  }
}

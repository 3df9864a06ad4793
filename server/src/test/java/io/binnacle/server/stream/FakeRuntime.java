package io.binnacle.server.stream;

import io.binnacle.client.node.LogRequest;
import io.binnacle.client.node.LogSink;
import io.binnacle.client.node.NodeAgent;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// A node agent with a streaming server as a container runtime has it, in which a container is this machine: commands run as
/// processes here, ports are those of loopback. Its SPDY is Netty's, so that ours meets somebody else's.
///
/// Like `spdystream` it knows no flow-control windows, ends exec with the status and then resets what is open.
public final class FakeRuntime implements NodeAgent, AutoCloseable {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel listener;
  private final Map<String, Consumer<FakeSession>> doors = new ConcurrentHashMap<>();
  private final AtomicInteger tokens = new AtomicInteger();

  /// Sessions under way.
  public final AtomicInteger open = new AtomicInteger();

  /// What writes logs.
  public volatile BiConsumer<LogRequest, LogSink> logs = (_, _) -> {};

  public FakeRuntime() {
    listener =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(), new HttpObjectAggregator(1024), new Doorman());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  @Override
  public void logs(LogRequest request, LogSink sink) {
    logs.accept(request, sink);
  }

  @Override
  public URI exec(ExecRequest request) {
    return door("exec", session -> FakeProcess.run(request.command(), request.streams(), session));
  }

  @Override
  public URI attach(PodRef pod, String container, Streams streams) {
    return door("attach", session -> FakeProcess.run(List.of("cat"), streams, session));
  }

  @Override
  public URI portForward(PodRef pod, List<Integer> ports) {
    return door("portforward", FakeForward::run);
  }

  /// Opens a door to `play`, for one connection.
  public URI door(String kind, Consumer<FakeSession> play) {
    String token = "/" + kind + "/" + tokens.incrementAndGet();
    doors.put(token, play);
    int port = ((InetSocketAddress) listener.localAddress()).getPort();
    return URI.create("http://127.0.0.1:" + port + token);
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /// Lets those in who know the way.
  @SuppressWarnings("FutureReturnValueIgnored") // a failed write or close shows in channelInactive
  private final class Doorman extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      Consumer<FakeSession> play = doors.remove(request.uri());
      List<String> offered = request.headers().getAll("X-Stream-Protocol-Version");
      List<String> spoken =
          request.uri().startsWith("/portforward")
              ? List.of("portforward.k8s.io")
              : List.of("v4.channel.k8s.io", "v3.channel.k8s.io");
      String chosen = offered.stream().filter(spoken::contains).findFirst().orElse("");
      if (play == null || chosen.isEmpty()) {
        ctx.writeAndFlush(
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                play == null ? HttpResponseStatus.NOT_FOUND : HttpResponseStatus.FORBIDDEN));
        ctx.close();
        return;
      }
      DefaultFullHttpResponse answer =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
      answer.headers().set("Connection", "Upgrade").set("Upgrade", "SPDY/3.1");
      answer.headers().set("X-Stream-Protocol-Version", chosen);
      ctx.writeAndFlush(answer);
      FakeSession session = new FakeSession(ctx.channel(), open);
      ctx.pipeline().addLast(new SpdyFrameCodec(SpdyVersion.SPDY_3_1), session);
      ctx.pipeline().remove(HttpObjectAggregator.class);
      ctx.pipeline().remove(this);
      ctx.pipeline().remove(HttpServerCodec.class);
      Thread.ofVirtual()
          .start(() -> {
            try (session) {
              play.accept(session);
            }
          });
    }
  }
}

package io.binnacle.dns.run;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Serves connections, plain (RFC 7766) and with TLS (RFC 7858), of all listeners on two threads. Any thread.
public final class Streams implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int BACKLOG = 1_024;
  private static final int SWEEP_MILLIS = 500;

  /// Seconds between looks at a certificate's files.
  private static final int RELOAD = 10;

  /// While more octets than this wait for a client to read them, no more queries of its are begun.
  private static final int UNREAD = 64 << 10;

  private final StreamLimits limits;
  private final OpenStreams open;
  private final EventLoopGroup loops;
  private final ConcurrentMap<EventExecutor, LoopStreams> byLoop = new ConcurrentHashMap<>();

  /// Serves nobody before [#listen].
  public Streams(StreamLimits limits) {
    this(limits, OpenStreams.MAX_UNREAD);
  }

  /// @param maxUnread octets all clients together may leave unread
  Streams(StreamLimits limits, long maxUnread) {
    // Otherwise Netty looks for three logging libraries first, and fails to load each.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    this.limits = limits;
    this.open = new OpenStreams(limits, maxUnread);
    this.loops =
        new MultiThreadIoEventLoopGroup(
            THREADS, new DefaultThreadFactory("dns-stream", true), NioIoHandler.newFactory());
  }

  /// Where connections are taken. Closing it takes no more; those there are end when their queries are answered.
  public interface Listener extends AutoCloseable {
    /// Where it listens.
    InetSocketAddress address();

    @Override
    void close();
  }

  /// Takes plain connections.
  ///
  /// @param at port 0 takes a free one
  /// @throws IOException if the address cannot be listened on
  public Listener listen(InetSocketAddress at, MessageHandler resolver) throws IOException {
    return listen(at, resolver, null);
  }

  /// Takes connections with TLS.
  ///
  /// @param at port 0 takes a free one
  /// @param tls asked anew for every connection; its files are looked at again every ten seconds
  /// @throws IOException if the address cannot be listened on
  public Listener listenTls(InetSocketAddress at, MessageHandler resolver, Supplier<TlsFiles> tls)
      throws IOException {
    Listener listener = listen(at, resolver, () -> tls.get().get());
    Future<?> reloading =
        loops
            .next()
            .scheduleWithFixedDelay(
                () -> Thread.startVirtualThread(() -> tls.get().reload()),
                RELOAD,
                RELOAD,
                TimeUnit.SECONDS);
    return new Listener() {
      @Override
      public InetSocketAddress address() {
        return listener.address();
      }

      @Override
      public void close() {
        reloading.cancel(false);
        listener.close();
      }
    };
  }

  private Listener listen(
      InetSocketAddress at, MessageHandler resolver, @Nullable Supplier<SslContext> tls)
      throws IOException {
    ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    // Heap buffers, not pooled: TLS wants arrays, and an idle connection is to hold nothing.
    UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false, true);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.ALLOCATOR, buffers)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, tls == null)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(64, 512, MessageFrames.MAX_QUERY)
                    .maxMessagesPerRead(1))
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(UNREAD / 2, UNREAD))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    connections.add(channel);
                    if (tls != null) {
                      channel.pipeline().addLast(handshake(tls.get(), channel));
                    }
                    Client.Transport transport =
                        tls == null ? Client.Transport.TCP : Client.Transport.DOT;
                    channel
                        .pipeline()
                        .addLast(new StreamConnection(Streams.this, resolver, transport));
                  }
                })
            .bind(at)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(bound.cause().getMessage(), bound.cause());
    }
    return new Bound(bound.channel(), connections);
  }

  private static SslHandler handshake(SslContext tls, SocketChannel channel) {
    SslHandler handler = tls.newHandler(channel.alloc());
    handler.setHandshakeTimeoutMillis(0); // a connection without a query is idle
    return handler;
  }

  private record Bound(Channel listening, ChannelGroup connections) implements Listener {
    @Override
    public InetSocketAddress address() {
      return (InetSocketAddress) listening.localAddress();
    }

    @Override
    public void close() {
      listening.close().awaitUninterruptibly();
      for (Channel connection : connections) {
        StreamConnection handler = connection.pipeline().get(StreamConnection.class);
        if (handler == null) {
          ChannelFuture _ = connection.close();
        } else {
          connection.eventLoop().execute(handler::finish);
        }
      }
    }
  }

  /// How long a connection may be idle now.
  public Duration idle() {
    return open.idle();
  }

  /// How many connections are open.
  public int count() {
    return open.count();
  }

  StreamLimits limits() {
    return limits;
  }

  OpenStreams open() {
    return open;
  }

  /// The connections of an event loop, swept from time to time.
  LoopStreams of(EventExecutor loop) {
    return byLoop.computeIfAbsent(
        loop,
        l -> {
          LoopStreams streams = new LoopStreams();
          long every = Math.min(SWEEP_MILLIS, Math.max(1, limits.idle().toMillis() / 4));
          Future<?> _ =
              l.scheduleAtFixedRate(
                  () -> streams.sweep(System.nanoTime(), open.idle().toNanos()),
                  every,
                  every,
                  TimeUnit.MILLISECONDS);
          return streams;
        });
  }

  /// Ends all connections.
  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}

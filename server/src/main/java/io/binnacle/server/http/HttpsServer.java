package io.binnacle.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import jdk.net.ExtendedSocketOptions;

/// An HTTPS server that listens on one address or more and speaks HTTP/1.1 and HTTP/2.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close shows in channelInactive
public final class HttpsServer implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(5);

  /* A peer that vanished without a word is noticed after a minute and a half, whatever it was doing: an exec must end
   * with its client. The kernel answers for a process that is merely stopped. */
  private static final ChannelOption<Integer> KEEP_IDLE =
      NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE);
  private static final ChannelOption<Integer> KEEP_INTERVAL =
      NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL);
  private static final ChannelOption<Integer> KEEP_COUNT =
      NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT);

  private final Shared shared;
  private final EventLoopGroup loops;
  private final ServerBootstrap bootstrap;
  private final int port;

  /// By the address asked for; guarded by itself.
  private final Map<InetSocketAddress, Channel> listeners = new HashMap<>();

  private HttpsServer(
      Shared shared,
      EventLoopGroup loops,
      ServerBootstrap bootstrap,
      InetSocketAddress at,
      Channel first) {
    this.shared = shared;
    this.loops = loops;
    this.bootstrap = bootstrap;
    this.port = ((InetSocketAddress) first.localAddress()).getPort();
    this.listeners.put(at, first);
  }

  /// What a server needs beside its handler.
  ///
  /// @param at the first address to listen on; port 0 takes a free one
  /// @param tls the server's key and certificate. It must let clients without a certificate and with any certificate pass: whether
  ///     one is to be trusted is for `authenticator`, so that the client is told in words
  /// @param authenticator who clients are
  /// @param limits what clients may send, and how slowly
  /// @param clock the clock of the `Date` header
  public record Config(
      InetSocketAddress at,
      SSLContext tls,
      Authenticator authenticator,
      Limits limits,
      InstantSource clock) {}

  /// Listens, and hands every request to `handler` from now on.
  ///
  /// @throws BindException if the port is taken or may not be used; the message names it and the way out
  /// @throws IOException if the address cannot be listened on for another reason
  public static HttpsServer start(Config config, ApiHandler handler) throws IOException {
    // Otherwise Netty looks for three logging libraries first, and fails to load each.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      ResourceLeakDetector.setLevel(Level.DISABLED); // nothing here is pooled or off the heap
    }
    Shared shared = new Shared(config.limits(), config.authenticator(), handler, config.clock());
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("https", true), NioIoHandler.newFactory());
    // Heap buffers, not pooled: TLS wants arrays, connections hold little, and the pools take time
    // to start.
    UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false, true);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.ALLOCATOR, buffers)
            .childOption(ChannelOption.ALLOCATOR, buffers)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(KEEP_IDLE, 30)
            .childOption(KEEP_INTERVAL, 15)
            .childOption(KEEP_COUNT, 4)
            .childHandler(new Connection(shared, config.tls()));
    ChannelFuture bound = bootstrap.bind(config.at()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw cannotListen(config.at(), bound.cause());
    }
    return new HttpsServer(shared, loops, bootstrap, config.at(), bound.channel());
  }

  /// Listens on one more address, such as that of a bridge that has just been made. Does nothing if it does already.
  ///
  /// @param at port 0 takes a free one
  /// @throws IOException as [#start], and if the server is closed; the other addresses are not touched
  public void listen(InetSocketAddress at) throws IOException {
    synchronized (listeners) {
      if (shared.draining) {
        throw new IOException("cannot listen on " + at + ": the server is closed");
      }
      if (listeners.containsKey(at)) {
        return;
      }
      ChannelFuture bound = bootstrap.bind(at).awaitUninterruptibly();
      if (!bound.isSuccess()) {
        throw cannotListen(at, bound.cause());
      }
      listeners.put(at, bound.channel());
    }
  }

  /// No longer listens on an address; connections made over it go on. Does nothing for an address it does not listen on.
  public void stopListening(InetSocketAddress at) {
    synchronized (listeners) {
      Channel listener = listeners.remove(at);
      if (listener != null) {
        listener.close().awaitUninterruptibly();
      }
    }
  }

  private static IOException cannotListen(InetSocketAddress at, Throwable cause) {
    String where = at.getHostString() + ":" + at.getPort();
    if (!(cause instanceof BindException)) {
      return new IOException("cannot listen on " + where + ": " + cause.getMessage(), cause);
    }
    BindException out =
        new BindException(
            "cannot listen on "
                + where
                + ": "
                + cause.getMessage()
                + "; stop what uses it, or choose another port with --api-port");
    out.initCause(cause);
    return out;
  }

  /// The port it listens on at its first address.
  public int port() {
    return port;
  }

  /// How many bytes of request bodies it could still take in now.
  long bodyBytesLeft() {
    return shared.bodies.get();
  }

  /// Stops as [#close(Duration)] does, with five seconds for what is under way.
  @Override
  public void close() {
    close(GRACE);
  }

  /// Takes no more connections and requests, ends all streams in an orderly way, waits for the requests under way to be answered, at
  /// most for `grace`, then cuts off what is left. Blocks until that is done. Safe to repeat.
  public void close(Duration grace) {
    synchronized (listeners) {
      shared.draining = true;
      listeners.values().forEach(listener -> listener.close().awaitUninterruptibly());
      listeners.clear();
    }
    shared.requests.forEach(RequestHandler::shutDown);
    for (Channel connection : shared.connections) {
      UpgradedChannel upgraded = connection.pipeline().get(UpgradedChannel.class);
      if (upgraded != null) {
        upgraded.shutDown();
      } else if (connection.pipeline().get(RequestHandler.class) == null) {
        connection
            .close(); // HTTP/2: a GOAWAY, then the end when the last stream is done; a handshake:
        // the end
      }
    }
    if (!allClosedWithin(grace)) {
      shared.connections.forEach(HttpsServer::cut);
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
  }

  private boolean allClosedWithin(Duration grace) {
    long deadline = System.nanoTime() + grace.toNanos();
    for (Channel connection : shared.connections) {
      long left = Math.max(0, deadline - System.nanoTime());
      if (!connection.closeFuture().awaitUninterruptibly(left, TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return true;
  }

  /// Closes a connection at once. An orderly end of TLS would wait for bytes that nobody takes.
  static void cut(Channel connection) {
    ChannelHandlerContext first = connection.pipeline().firstContext();
    if (first == null) {
      connection.close();
    } else {
      first.close();
    }
  }

  /// Tells the other side that nothing more is sent, and goes on reading.
  static void endOutput(Channel connection) {
    SslHandler tls = connection.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    }
  }
}

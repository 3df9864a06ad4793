package io.binnacle.node.cri;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/// One gRPC connection to a containerd, made when first needed and again when it broke. Safe for use by many threads.
public final class CriChannel implements AutoCloseable {
  /// The namespace CRI keeps its containers and images in.
  public static final String NAMESPACE = "k8s.io";

  /* gRPC sets SO_KEEPALIVE on every channel; a unix socket has no such option, and Netty warns of it once per connection.
   * The logger is held here because the log manager keeps only weak references, and would forget its level. */
  private static final Logger BOOTSTRAP = Logger.getLogger("io.netty.bootstrap.Bootstrap");

  /// A listing of some thousand containers with all their annotations.
  private static final int MAX_MESSAGE = 64 << 20;

  private static final Metadata.Key<String> NAMESPACE_HEADER =
      Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER);

  private final MultiThreadIoEventLoopGroup eventLoops;
  private final ExecutorService callbacks;
  private final ManagedChannel channel;

  /// A connection to the socket `socket`; nothing is sent yet.
  public CriChannel(Path socket) {
    BOOTSTRAP.setLevel(Level.SEVERE);
    eventLoops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("containerd-client", true), NioIoHandler.newFactory());
    callbacks = Executors.newVirtualThreadPerTaskExecutor();
    channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
            .eventLoopGroup(eventLoops)
            .executor(callbacks)
            .offloadExecutor(callbacks)
            .overrideAuthority("localhost")
            .usePlaintext()
            .maxInboundMessageSize(MAX_MESSAGE)
            .build();
  }

  /// For CRI's services.
  Channel cri() {
    return channel;
  }

  /// For containerd's own services, which want to be told the namespace.
  public Channel containerd() {
    return ClientInterceptors.intercept(channel, headers(NAMESPACE_HEADER, NAMESPACE));
  }

  /// For containerd's own services, with what is made kept from the garbage collector by the lease `lease`.
  public Channel containerd(String lease) {
    Metadata.Key<String> header =
        Metadata.Key.of("containerd-lease", Metadata.ASCII_STRING_MARSHALLER);
    return ClientInterceptors.intercept(containerd(), headers(header, lease));
  }

  /// Connects at once if the last attempt failed, instead of waiting out the back-off: the caller knows that somebody listens.
  public void retryNow() {
    channel.resetConnectBackoff();
  }

  private static ClientInterceptor headers(Metadata.Key<String> key, String value) {
    return new ClientInterceptor() {
      @Override
      public <Q, A> ClientCall<Q, A> interceptCall(
          MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
          @Override
          public void start(Listener<A> listener, Metadata sent) {
            sent.put(key, value);
            super.start(listener, sent);
          }
        };
      }
    };
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      boolean _ = channel.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var _ =
        eventLoops.shutdownGracefully(0, Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS);
    callbacks.shutdown();
  }
}

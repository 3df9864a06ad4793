package io.binnacle.dns.forward;

import io.binnacle.dns.forward.OutsideAnswer.Failed;
import io.binnacle.dns.forward.Upstream.Protocol;
import io.binnacle.dns.name.DnsName;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Asks other servers, as a [ForwardConfig] says. One thread has all sockets and timers; answers are handed over on it, so
/// whoever gets one must not hold it up.
public final class Upstreams implements Exchange {
  /// Questions on the way to the thread; beyond that it does not keep up and more would only grow old.
  private static final int MOST_QUEUED = 10_000;

  private static final long SWEEP_SECONDS = 1;

  private final MultiThreadIoEventLoopGroup group;
  private final IoEventLoop loop;
  private final LongSupplier clock;
  private final Dispatcher dispatcher;
  private final Map<Peer, Sockets> sockets = new HashMap<>();
  private final AtomicInteger queued = new AtomicInteger();
  private @Nullable ScheduledFuture<?> alarm;
  private long alarmAt = Deadlines.NEVER;

  /// @param udp null where datagrams are not used
  private record Sockets(@Nullable UdpSockets udp, StreamConnections streams) {}

  private Upstreams(
      MultiThreadIoEventLoopGroup group,
      ForwardConfig config,
      ForwardEvents events,
      RandomGenerator random,
      Map<Upstream, SslContext> tls) {
    this.group = group;
    this.loop = group.next();
    long start = System.nanoTime();
    this.clock = () -> System.nanoTime() - start;
    this.dispatcher = new Dispatcher(config, this::send, random, events);
    Carriage carriage = new Carriage(loop, clock, random, dispatcher, this::setAlarm, events);
    ByteBuffer buffer = UdpSocket.buffer();
    for (Rule rule : dispatcher.rules()) {
      for (Peer peer : rule.peers) {
        Upstream upstream = peer.upstream;
        sockets.put(
            peer,
            new Sockets(
                upstream.protocol() == Protocol.UDP
                    ? new UdpSockets(upstream, carriage, buffer)
                    : null,
                new StreamConnections(upstream, tls.get(upstream), carriage)));
      }
    }
  }

  /// Starts. Nothing but a probe for loops is sent until somebody asks.
  ///
  /// @throws IOException if the certificates to trust cannot be read
  public static Upstreams start(ForwardConfig config, ForwardEvents events) throws IOException {
    return start(config, events, new UnguessableNumbers());
  }

  /// @param random for ids, tokens and choices; nobody must be able to foretell it
  static Upstreams start(ForwardConfig config, ForwardEvents events, RandomGenerator random)
      throws IOException {
    Map<Upstream, SslContext> tls = new HashMap<>();
    for (ForwardRule rule : config.rules()) {
      for (Upstream upstream : rule.upstreams()) {
        if (upstream.protocol() == Protocol.DOT) {
          tls.put(upstream, tls(upstream.tls()));
        }
      }
    }
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1,
            Thread.ofPlatform().name("dns-forward").daemon().factory(),
            NioIoHandler.newFactory());
    Upstreams upstreams = new Upstreams(group, config, events, random, tls);
    upstreams.loop.execute(upstreams::begin);
    return upstreams;
  }

  private static SslContext tls(Upstream.Tls given) throws IOException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .endpointIdentificationAlgorithm("HTTPS");
    Path authorities = given.authorities();
    try {
      return (authorities == null ? builder : builder.trustManager(authorities.toFile())).build();
    } catch (IllegalArgumentException e) {
      throw new IOException("no certificates to trust in " + authorities, e);
    }
  }

  private void begin() {
    ScheduledFuture<?> _ =
        loop.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    dispatcher.start(clock.getAsLong());
    turn();
  }

  @Override
  public void ask(OutsideQuestion question, Consumer<OutsideAnswer> out) {
    if (loop.inEventLoop()) {
      askHere(question, out);
      return;
    }
    if (queued.incrementAndGet() > MOST_QUEUED) {
      queued.decrementAndGet();
      out.accept(new OutsideAnswer.Overloaded());
      return;
    }
    try {
      loop.execute(() -> {
        queued.decrementAndGet();
        askHere(question, out);
      });
    } catch (RejectedExecutionException _) {
      queued.decrementAndGet();
      out.accept(new Failed("the server is stopping"));
    }
  }

  private void askHere(OutsideQuestion question, Consumer<OutsideAnswer> out) {
    if (loop.isShuttingDown()) {
      out.accept(new Failed("the server is stopping"));
      return;
    }
    dispatcher.ask(question, out, clock.getAsLong());
    setAlarm();
  }

  /// Whether a name somebody asks us for is one of our own, by which we look for loops. The caller answers SERVFAIL; who is
  /// asked in a circle is not asked any more. Any thread; costs one look-up.
  public boolean isOwnProbe(DnsName name) {
    LoopCheck check = dispatcher.health.tokens.find(name);
    if (check == null) {
      return false;
    }
    try {
      loop.execute(() -> {
        check.cameBack(name, clock.getAsLong());
        setAlarm();
      });
    } catch (RejectedExecutionException _) {
      return true; // stopping: nobody is asked any more anyway
    }
    return true;
  }

  private @Nullable String send(Attempt attempt) {
    Sockets of = sockets.get(attempt.peer);
    if (of == null) {
      throw new IllegalStateException("no sockets for " + attempt.peer.upstream);
    }
    UdpSockets udp = of.udp();
    return attempt.stream || udp == null ? of.streams().send(attempt) : udp.send(attempt);
  }

  private void turn() {
    alarmAt = Deadlines.NEVER;
    dispatcher.tick(clock.getAsLong());
    setAlarm();
  }

  /* The alarm is only ever moved forward. Most questions are answered long before they are due, and an alarm that finds nothing
   * to do costs less than one set and called off for every question. */
  private void setAlarm() {
    long next = dispatcher.deadlines.next();
    if (next >= alarmAt) {
      return;
    }
    if (alarm != null) {
      alarm.cancel(false);
    }
    alarmAt = next;
    long wait = Math.max(0, next - clock.getAsLong());
    alarm = loop.schedule(this::turn, wait, TimeUnit.NANOSECONDS);
  }

  private void sweep() {
    long now = clock.getAsLong();
    sockets.forEach((peer, of) -> {
      long before = now - peer.rule.options().idleExpiry().toNanos();
      if (of.udp() != null) {
        of.udp().sweep(before);
      }
      of.streams().sweep(before);
    });
  }

  /// Stops; questions under way fail. Waits for none of this thread's own answers.
  @Override
  public void close() {
    try {
      loop.execute(this::end);
    } catch (RejectedExecutionException _) {
      return; // closed already
    }
  }

  private void end() {
    dispatcher.stop("the server is stopping");
    sockets
        .values()
        .forEach(of -> {
          if (of.udp() != null) {
            of.udp().close();
          }
          of.streams().close();
        });
    Future<?> _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}

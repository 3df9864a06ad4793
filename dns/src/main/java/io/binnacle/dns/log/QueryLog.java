package io.binnacle.dns.log;

import io.binnacle.client.run.Scheduler;
import io.binnacle.dns.metrics.Families;
import io.binnacle.dns.metrics.MetricSource;
import io.binnacle.dns.name.DnsName;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes a sample of the answers down, in CoreDNS's format, and counts a sample of the names that search lists asked for in
/// vain. The data path goes through a [Tap]; lines are written from the scheduler's threads, ten times a second.
public final class QueryLog implements MetricSource, AutoCloseable {
  private static final Duration TURN = Duration.ofMillis(100);
  private static final int SLOTS = 1_024;

  private final Scheduler scheduler;
  private final AnswerRing ring = new AnswerRing(SLOTS);
  private final Function<InetAddress, @Nullable String> clients;
  private final SearchMisses misses;
  private final Consumer<String> out;
  private final AtomicLong written = new AtomicLong();
  private volatile LogSettings settings = LogSettings.OFF;
  private Scheduler.@Nullable Cancellable next;
  private boolean closed;

  /// @param clients who has an address, `shop/web-1` or only `shop`; null if unknown
  /// @param misses gets a sample of the names that do not exist
  /// @param out gets a line without its end; may block for a while
  public QueryLog(
      Scheduler scheduler,
      Function<InetAddress, @Nullable String> clients,
      SearchMisses misses,
      Consumer<String> out) {
    this.scheduler = scheduler;
    this.clients = clients;
    this.misses = misses;
    this.out = out;
    again();
  }

  /// From now on, what is written.
  public void settings(LogSettings now) {
    settings = now;
  }

  /// Access for one thread of the data path, or for the whole slow path, where calls that race shift the sample a little.
  ///
  /// @param tcp whether what goes through came over a connection
  public Tap tap(boolean tcp) {
    return new Tap(tcp);
  }

  @Override
  public void report(Families to) {
    to.counter("binnacle_dns_log_lines", "Queries written to the log", (double) written.get());
    to.counter("binnacle_dns_log_lost", "Queries the log had no room for", (double) ring.lost());
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (next != null) {
      next.cancel();
    }
    drain();
  }

  private synchronized void again() {
    if (!closed) {
      next =
          scheduler.schedule(
              TURN,
              () -> {
                drain();
                again();
              });
    }
  }

  private synchronized void drain() {
    LogSettings now = settings;
    AnswerSeen seen = ring.poll();
    while (seen != null) {
      DnsName name = seen.name();
      if (seen.is(AnswerSeen.MISS) && name != null) {
        misses.missed(name, Tap.MISSES_EVERY);
      }
      if (seen.is(AnswerSeen.LOG) && now.covers(name == null ? DnsName.ROOT : name)) {
        out.accept(seen.line(clients.apply(seen.client())));
        written.incrementAndGet();
      }
      seen = ring.poll();
    }
  }

  /// Where the data path shows its answers. Neither blocks nor allocates; an answer that is not taken costs a few loads.
  public final class Tap {
    /// Of names that do not exist, one in so many is looked at.
    static final int MISSES_EVERY = 64;

    private static final int NXDOMAIN = 3;

    private final long transport;

    // only their being about right matters, so nothing guards them
    private int answers;
    private int denied;

    private Tap(boolean tcp) {
      this.transport = tcp ? AnswerSeen.TCP : 0;
    }

    /// Whether anything may be written, so that it is worth the trouble to look at EDNS.
    public boolean on() {
      return !settings.off();
    }

    /// Shows an answer.
    ///
    /// @param reply holds it at `at`, at least a header
    /// @param high the first 8 octets of the client's address; 0 for IPv4
    /// @param low the last 8 octets, or the 4 of IPv4
    /// @param udpSize what the client's EDNS offers, 0 for none
    /// @param begun when the query came, by [System#nanoTime]
    /// @param slowPath whether it is looked at for slowness
    public void answered(
        MemorySegment reply,
        long at,
        int queryOctets,
        int replyOctets,
        long high,
        long low,
        boolean ipv6,
        int port,
        int udpSize,
        boolean dnssecOk,
        long begun,
        boolean slowPath) {
      if (replyOctets < MessageHead.HEADER) {
        return;
      }
      int rcode = MessageHead.rcode(reply, at);
      long wanted = 0;
      if (rcode == NXDOMAIN && ++denied % MISSES_EVERY == 0) {
        wanted = AnswerSeen.MISS;
      }
      LogSettings now = settings;
      if (!now.off() && logs(now, reply, at, rcode, begun, slowPath)) {
        wanted |= AnswerSeen.LOG;
      }
      if (wanted == 0) {
        return;
      }
      int end = MessageHead.questionEnd(reply, at, replyOctets);
      long bits = transport | (ipv6 ? AnswerSeen.IPV6 : 0) | (dnssecOk ? AnswerSeen.DNSSEC_OK : 0);
      ring.offer(
          reply,
          at,
          end < 0 ? MessageHead.HEADER : end,
          high,
          low,
          System.nanoTime() - begun,
          AnswerSeen.sizes(port, queryOctets, replyOctets, udpSize),
          wanted | bits);
    }

    private boolean logs(
        LogSettings now, MemorySegment reply, long at, int rcode, long begun, boolean slowPath) {
      Duration slow = now.slow();
      if (slowPath && slow != null && System.nanoTime() - begun >= slow.toNanos()) {
        return true;
      }
      return now.wants(AnswerClass.of(rcode, MessageHead.answers(reply, at)))
          && ++answers % now.every() == 0;
    }
  }
}

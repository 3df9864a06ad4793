package io.binnacle.dns.run;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// How many connections are open, together and by source, and how much they leave unread. Any thread.
final class OpenStreams {
  /// Octets all clients together may leave unread. Twice as many are held at most, whatever clients do.
  static final long MAX_UNREAD = 16 << 20;

  private final StreamLimits limits;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentMap<Long, Integer> bySource = new ConcurrentHashMap<>();

  private final AtomicLong unread = new AtomicLong();
  private final long maxUnread;

  OpenStreams(StreamLimits limits) {
    this(limits, MAX_UNREAD);
  }

  OpenStreams(StreamLimits limits, long maxUnread) {
    this.limits = limits;
    this.maxUnread = maxUnread;
  }

  /// Counts one more.
  ///
  /// @return whether its source may have it; if not it is not counted
  boolean admit(InetAddress source) {
    boolean[] admitted = {true};
    bySource.compute(
        key(source),
        (_, count) -> {
          admitted[0] = count == null || count < limits.perSource();
          return count == null ? 1 : admitted[0] ? count + 1 : count;
        });
    if (admitted[0]) {
      open.incrementAndGet();
    }
    return admitted[0];
  }

  /// Counts one less.
  void closed(InetAddress source) {
    bySource.computeIfPresent(key(source), (_, count) -> count == 1 ? null : count - 1);
    open.decrementAndGet();
  }

  /// Whether there are more than may be.
  boolean tooMany() {
    return open.get() > limits.connections();
  }

  int count() {
    return open.get();
  }

  /// Counts octets written and not yet taken by the system, or taken if negative.
  void wrote(int octets) {
    unread.addAndGet(octets);
  }

  /// Whether there is too much for clients to read, and one that leaves so many octets has more than its share in that.
  boolean tooMuch(int octets) {
    return unread.get() > maxUnread && octets > maxUnread / Math.max(1, open.get());
  }

  /// How long one may be idle now.
  Duration idle() {
    return limits.idle(open.get());
  }

  /// An IPv4 address, or the /64 of an IPv6 address: what one host can have for the asking.
  private static long key(InetAddress source) {
    ByteBuffer octets = ByteBuffer.wrap(source.getAddress());
    return octets.remaining() == 4 ? octets.getInt() & 0xffff_ffffL : octets.getLong();
  }
}

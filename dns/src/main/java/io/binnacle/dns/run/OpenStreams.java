package io.binnacle.dns.run;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/// How many connections are open, together and by source. Any thread.
final class OpenStreams {
  private final StreamLimits limits;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentMap<Long, Integer> bySource = new ConcurrentHashMap<>();

  OpenStreams(StreamLimits limits) {
    this.limits = limits;
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

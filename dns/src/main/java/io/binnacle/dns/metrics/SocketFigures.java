package io.binnacle.dns.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// What the kernel did not take or give, summed over the sockets of an address. Any thread.
public final class SocketFigures implements MetricSource {
  private final List<Sockets> open = new ArrayList<>();
  private final Map<String, long[]> past = new TreeMap<>();

  /// The sockets of a listener.
  ///
  /// @param server as CoreDNS names it, `dns://:53`
  /// @param kernelDrops queries the kernel had no room for so far
  /// @param unsent replies so far that could not be sent
  public record Sockets(String server, LongSupplier kernelDrops, LongSupplier unsent) {}

  /// Counts these too.
  public synchronized void opened(Sockets sockets) {
    past.computeIfAbsent(sockets.server, _ -> new long[2]);
    open.add(sockets);
  }

  /// They are about to be closed; what they counted stays counted.
  public synchronized void closing(Sockets sockets) {
    if (open.remove(sockets)) {
      add(sockets, past);
    }
  }

  @Override
  public synchronized void report(Families to) {
    Map<String, long[]> now = new TreeMap<>();
    past.forEach((server, counts) -> now.put(server, counts.clone()));
    open.forEach(sockets -> add(sockets, now));
    now.forEach((server, counts) -> {
      to.counter(
          "binnacle_dns_kernel_drops",
          "Queries the kernel had no room for",
          (double) counts[0],
          "server",
          server);
      to.counter(
          "binnacle_dns_unsent",
          "Replies the kernel did not take",
          (double) counts[1],
          "server",
          server);
    });
  }

  private static void add(Sockets sockets, Map<String, long[]> to) {
    long[] counts = to.computeIfAbsent(sockets.server, _ -> new long[2]);
    counts[0] += sockets.kernelDrops.getAsLong();
    counts[1] += sockets.unsent.getAsLong();
  }
}

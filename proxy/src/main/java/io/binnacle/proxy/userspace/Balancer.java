package io.binnacle.proxy.userspace;

import io.binnacle.proxy.plan.Backend;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Chooses an endpoint for each new connection at random, or the one its client had last. Safe for use by many threads.
final class Balancer {
  private static final int MAX_CLIENTS = 10_000;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<InetAddress, Sticky> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Sticky> eldest) {
          return size() > MAX_CLIENTS;
        }
      };
  private List<Backend> backends = List.of();
  private int affinitySeconds;

  private record Sticky(Backend backend, Instant used) {}

  Balancer(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /// From now on these endpoints; clients of others, or all without affinity, are forgotten.
  synchronized void update(List<Backend> wanted, int affinity) {
    backends = List.copyOf(wanted);
    affinitySeconds = affinity;
    remembered.values().removeIf(s -> affinity == 0 || !backends.contains(s.backend()));
  }

  /// Whether connections may still go to `backend`.
  synchronized boolean uses(Backend backend) {
    return backends.contains(backend);
  }

  /// The endpoint for a new connection, null if there is none.
  synchronized @Nullable Backend choose(InetAddress client) {
    if (backends.isEmpty()) {
      return null;
    }
    Instant now = clock.instant();
    Sticky last = remembered.get(client);
    Backend chosen =
        last != null && holds(last, now)
            ? last.backend()
            : backends.get(random.nextInt(backends.size()));
    if (affinitySeconds > 0) {
      remembered.put(client, new Sticky(chosen, now));
    }
    return chosen;
  }

  private boolean holds(Sticky last, Instant now) {
    return Duration.between(last.used(), now).compareTo(Duration.ofSeconds(affinitySeconds)) < 0;
  }

  /// Another endpoint than those that did not answer, null if there is none; the client is remembered for it.
  synchronized @Nullable Backend another(InetAddress client, List<Backend> tried) {
    List<Backend> rest = backends.stream().filter(b -> !tried.contains(b)).toList();
    if (rest.isEmpty()) {
      return null;
    }
    Backend chosen = rest.get(random.nextInt(rest.size()));
    if (affinitySeconds > 0) {
      remembered.put(client, new Sticky(chosen, clock.instant()));
    }
    return chosen;
  }
}

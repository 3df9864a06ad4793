package io.binnacle.doctor.probe;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.doctor.evidence.Probed.Connection;
import io.binnacle.doctor.evidence.Probed.Outcome;
import io.binnacle.doctor.evidence.Probed.Place;
import io.binnacle.doctor.evidence.Probed.Resolution;
import io.binnacle.doctor.policy.Direction;
import io.binnacle.doctor.policy.Policies;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Finds out what objects cannot say. Probes from this machine, within bounds: so many at once, so long each, so long in all; [Targets] says what is dialled.
///
/// That something is silent says little while nothing of the cluster answers: then we look from the wrong place, and nothing is
/// reported but that. Silence behind a NetworkPolicy is not reported either: it may be meant for us.
public final class LiveProber {
  private static final int DNS_PORT = 53;
  private static final int PODS = 5_000;

  private final Dialer dialer;
  private final Function<Evidence, @Nullable Names> names;
  private final Listeners listeners;
  private final Limits limits;
  private final LongSupplier nanos;
  private final Consumer<String> remarks;

  /// How much.
  ///
  /// @param atOnce connections, and names, at the same time
  /// @param each how long one may take
  /// @param all when no new one is begun any more
  record Limits(int atOnce, Duration each, Duration all) {
    static final Limits USUAL = new Limits(32, Duration.ofSeconds(1), Duration.ofSeconds(30));
  }

  LiveProber(
      Dialer dialer,
      Function<Evidence, @Nullable Names> names,
      Listeners listeners,
      Limits limits,
      LongSupplier nanos,
      Consumer<String> remarks) {
    this.dialer = dialer;
    this.names = names;
    this.listeners = listeners;
    this.limits = limits;
    this.nanos = nanos;
    this.remarks = remarks;
  }

  /// A prober for the command line.
  ///
  /// @param dns the server to ask for names; null for the cluster DNS at its Service address
  /// @param remarks hears what could not be probed, a sentence each
  public static LiveProber of(@Nullable InetSocketAddress dns, Consumer<String> remarks) {
    return new LiveProber(
        new SocketDialer(),
        seen -> {
          InetSocketAddress server = dns == null ? clusterDns(seen) : dns;
          return server == null ? null : new DnsNames(server);
        },
        new ProcListeners(Path.of("/proc")),
        Limits.USUAL,
        System::nanoTime,
        remarks);
  }

  private static @Nullable InetSocketAddress clusterDns(Evidence seen) {
    ObjectKey key = Kinds.DNS_SERVICE;
    ServiceView service =
        seen.sees(ResourceName.SERVICES, key.namespace()) ? seen.service(key) : null;
    IpAddress address = service == null ? null : IpAddress.parse(service.clusterIp());
    if (address == null || !Targets.isAllowed(address)) {
      return null;
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address.toBytes()), DNS_PORT);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /// Probes some Services and the Pods behind them. Blocks, for a bounded time; finds nothing rather than failing.
  public Probed probe(Evidence seen, Collection<ServiceView> services) {
    long end = nanos.getAsLong() + limits.all.toNanos();
    return new Probed(
        listening(seen, services), connected(seen, services, end), resolved(seen, services, end));
  }

  private Map<ObjectKey, List<Probed.Socket>> listening(
      Evidence seen, Collection<ServiceView> services) {
    Map<ObjectKey, PodView> pods = new TreeMap<>();
    for (ServiceView service : services) {
      try {
        seen.pods(service).forEach(pod -> pods.put(pod.key(), pod));
      } catch (NotSeenException _) {
        // then there is no Pod to look into
      }
    }
    return listeners.of(pods.values().stream().limit(PODS).toList());
  }

  // ---- connections

  private Map<Place, Connection> connected(
      Evidence seen, Collection<ServiceView> services, long end) {
    Targets targets = Targets.of(seen, services);
    Set<Place> all = new LinkedHashSet<>(targets.controls());
    all.addAll(targets.inside());
    all.addAll(targets.outside());
    Map<Place, Connection> found = new ConcurrentHashMap<>();
    boolean whole =
        each(all, end, (place, put) -> put.accept(dialer.dial(place, limits.each)), found::put);
    if (!whole) {
      remarks.accept("there was no time to connect to all of " + all.size() + " places");
    }
    boolean inside =
        found.entrySet().stream()
            .anyMatch(e ->
                !targets.outside().contains(e.getKey()) && e.getValue().outcome() == Outcome.OPEN);
    if (!inside) {
      if (!found.isEmpty()) {
        remarks.accept(
            "nothing of the cluster answers here: whether connections succeed cannot be said from this machine");
      }
      return Map.of();
    }
    Set<IpAddress> shielded = shielded(seen, services);
    Map<Place, Connection> out = new HashMap<>();
    found.forEach((place, connection) -> {
      boolean silent =
          connection.outcome() == Outcome.SILENT || connection.outcome() == Outcome.UNREACHABLE;
      boolean asked = targets.inside().contains(place) || targets.outside().contains(place);
      if (asked && !(silent && shielded.contains(place.address()))) {
        out.put(place, connection);
      }
    });
    return out;
  }

  /// Addresses behind a NetworkPolicy, which may let others through than us.
  private static Set<IpAddress> shielded(Evidence seen, Collection<ServiceView> services) {
    Policies policies = Policies.of(seen);
    Set<IpAddress> out = new HashSet<>();
    for (ServiceView service : services) {
      try {
        for (PodView pod : seen.pods(service)) {
          if (isIsolated(policies, pod)) {
            pod.podIps().forEach(ip -> add(out, ip));
            service.clusterIps().forEach(ip -> add(out, ip));
          }
        }
      } catch (NotSeenException e) {
        service.clusterIps().forEach(ip -> add(out, ip));
      }
    }
    return out;
  }

  private static boolean isIsolated(Policies policies, PodView pod) {
    try {
      return !policies.isolating(pod, Direction.INGRESS).isEmpty();
    } catch (NotSeenException e) {
      return true; // for all we know
    }
  }

  private static void add(Set<IpAddress> into, String text) {
    IpAddress address = IpAddress.parse(text);
    if (address != null) {
      into.add(address);
    }
  }

  // ---- names

  private Map<String, Resolution> resolved(
      Evidence seen, Collection<ServiceView> services, long end) {
    Names asked = names.apply(seen);
    if (asked == null) {
      return Map.of();
    }
    Set<String> all = new LinkedHashSet<>();
    for (ServiceView service : services) {
      all.add(service.name() + "." + service.namespace() + ".svc." + seen.facts().domain());
      String external = service.isExternalName() ? service.externalName() : "";
      if (!external.isEmpty() && IpAddress.parse(external) == null) {
        all.add(external.endsWith(".") ? external.substring(0, external.length() - 1) : external);
      }
    }
    if (all.isEmpty()) {
      return Map.of();
    }
    // One question first: where nobody answers, the others would only wait.
    String first = all.iterator().next();
    Resolution answer = asked.resolve(first);
    if (answer.rcode().equals("TIMEOUT")) {
      remarks.accept("the cluster DNS does not answer here: names are not resolved");
      return Map.of();
    }
    Map<String, Resolution> found = new ConcurrentHashMap<>();
    found.put(first, answer);
    List<String> rest = new ArrayList<>(all);
    rest.remove(first);
    if (!each(rest, end, (name, put) -> put.accept(asked.resolve(name)), found::put)) {
      remarks.accept("there was no time to resolve all of " + all.size() + " names");
    }
    return found;
  }

  /// Does something for each, several at once, until the time is up.
  ///
  /// @return whether it was done for all
  private <K, V> boolean each(
      Collection<K> all, long end, BiConsumer<K, Consumer<V>> work, BiConsumer<K, V> found) {
    Semaphore room = new Semaphore(limits.atOnce);
    boolean whole = true;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (K key : all) {
        room.acquire();
        if (nanos.getAsLong() - end >= 0) {
          whole = false;
          break;
        }
        threads.execute(() -> {
          try {
            work.accept(key, value -> found.accept(key, value));
          } finally {
            room.release();
          }
        });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return whole;
  }
}

package io.binnacle.proxy.userspace;

import io.binnacle.client.run.Scheduler;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.proxy.plan.Backend;
import io.binnacle.proxy.plan.Door;
import io.binnacle.proxy.plan.Fate;
import io.binnacle.proxy.plan.PortPlan;
import io.binnacle.proxy.plan.Protocol;
import io.binnacle.proxy.plan.ServicePlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The sockets that are open, one for each door on loopback that leads somewhere. A door that leads nowhere has no socket, so
/// that the kernel itself refuses connections there.
final class Listeners implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 8_192;
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final List<Cidr> silent;
  private final Complaints complaints;
  private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
  private final Map<At, Listener> listeners = new HashMap<>();

  /// Those that still carry something, whether they listen or not.
  private final Set<Forwarder> forwarders = new HashSet<>();

  private boolean closed;

  /// Hears what could not be done, to tell the Service's owner.
  interface Complaints {
    void complain(ObjectKey service, String reason, String message);
  }

  private record At(Protocol protocol, IpAddress address, int port) {
    @Override
    public String toString() {
      return protocol + " " + address + ":" + port;
    }
  }

  private record Wanted(List<Backend> backends, int affinitySeconds) {}

  private static final class Listener {
    final ObjectKey owner;
    final Balancer balancer;
    @Nullable Forwarder forwarder;
    Duration retry = FIRST_RETRY;
    boolean complained;

    Listener(ObjectKey owner, Balancer balancer) {
      this.owner = owner;
      this.balancer = balancer;
    }
  }

  /// @param silent where nothing answers: backends there count as none
  Listeners(Scheduler scheduler, RandomGenerator random, List<Cidr> silent, Complaints complaints) {
    this.scheduler = scheduler;
    this.random = random;
    this.silent = List.copyOf(silent);
    this.complaints = complaints;
  }

  /// Opens, changes and closes sockets as one Service wants it now.
  synchronized void service(ObjectKey key, List<ServicePlan> plans) {
    if (closed) {
      return;
    }
    Map<At, Wanted> wanted = wanted(plans);
    listeners
        .entrySet()
        .removeIf(entry -> {
          boolean gone = entry.getValue().owner.equals(key) && !wanted.containsKey(entry.getKey());
          if (gone) {
            close(entry.getValue());
          }
          return gone;
        });
    wanted.forEach((at, what) -> {
      Listener listener = listeners.get(at);
      if (listener == null) {
        listener = new Listener(key, new Balancer(scheduler.clock(), random));
        listeners.put(at, listener);
        listener.balancer.update(what.backends(), what.affinitySeconds());
        open(at, listener);
      } else if (listener.owner.equals(key)) {
        listener.balancer.update(what.backends(), what.affinitySeconds());
        if (listener.forwarder != null) {
          listener.forwarder.endpointsChanged();
        }
      }
    });
  }

  private Map<At, Wanted> wanted(List<ServicePlan> plans) {
    Map<At, Wanted> out = new HashMap<>();
    for (ServicePlan plan : plans) {
      for (PortPlan port : plan.ports()) {
        for (Door door : port.doors()) {
          List<Backend> backends = backends(door.fate());
          if (door.address().isLoopback() && !backends.isEmpty()) {
            out.put(
                new At(port.protocol(), door.address(), door.port()),
                new Wanted(backends, port.affinitySeconds()));
          }
        }
      }
    }
    return out;
  }

  /// Everything on loopback comes from this machine.
  private List<Backend> backends(Fate fate) {
    List<Backend> all =
        switch (fate) {
          case Fate.Forward forward -> forward.backends();
          case Fate.ByOrigin split -> split.inside().backends();
          case Fate.Reject _, Fate.Drop _ -> List.of();
        };
    return all.stream()
        .filter(backend -> silent.stream().noneMatch(range -> range.contains(backend.address())))
        .toList();
  }

  private void open(At at, Listener listener) {
    try {
      InetSocketAddress where =
          new InetSocketAddress(InetAddress.getByAddress(at.address().toBytes()), at.port());
      Forwarder forwarder =
          switch (at.protocol()) {
            case TCP -> TcpForwarder.start(where, listener.balancer, connections);
            case UDP -> UdpForwarder.start(where, listener.balancer, scheduler);
            case SCTP -> throw new IOException("SCTP is served by the kernel's proxy only");
          };
      listener.forwarder = forwarder;
      forwarders.removeIf(Forwarder::isOver);
      forwarders.add(forwarder);
    } catch (IOException e) {
      if (!listener.complained) {
        listener.complained = true;
        complaints.complain(
            listener.owner,
            "ProxyCannotListen",
            "no traffic on " + at + ": " + e.getMessage() + "; " + advice(at, e.getMessage()));
      }
      if (at.protocol() != Protocol.SCTP) {
        Duration wait = listener.retry;
        Duration twice = wait.multipliedBy(2);
        listener.retry = twice.compareTo(LAST_RETRY) < 0 ? twice : LAST_RETRY;
        scheduler.schedule(wait, () -> retry(at, listener));
      }
    }
  }

  private static String advice(At at, @Nullable String message) {
    if (at.protocol() == Protocol.SCTP) {
      return "run as root";
    }
    boolean forbidden = message != null && message.contains("denied");
    return forbidden
        ? "ports below 1024 need root, or: sysctl net.ipv4.ip_unprivileged_port_start=" + at.port()
        : "something else uses it (see: ss -ltnup), stop it; this is tried again";
  }

  private synchronized void retry(At at, Listener listener) {
    if (!closed && listeners.get(at) == listener && listener.forwarder == null) {
      open(at, listener);
    }
  }

  private static void close(Listener listener) {
    if (listener.forwarder != null) {
      listener.forwarder.close();
    }
  }

  /// How many sockets are open.
  synchronized int open() {
    return (int) listeners.values().stream().filter(l -> l.forwarder != null).count();
  }

  @Override
  public synchronized void close() {
    closed = true;
    listeners.values().forEach(Listeners::close);
    forwarders.forEach(Forwarder::cut);
    forwarders.clear();
    listeners.clear();
  }
}

package io.binnacle.proxy.userspace;

import io.binnacle.client.run.Scheduler;
import io.binnacle.proxy.plan.Backend;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Forwards datagrams. A flow is one client address and port: a socket of its own towards the endpoint, closed when nothing
/// has passed for a while, when there are too many flows, or when its endpoint is gone.
final class UdpForwarder implements Forwarder {
  static final Duration IDLE = Duration.ofSeconds(60);
  private static final Logger LOG = System.getLogger(UdpForwarder.class.getName());
  private static final int MAX_FLOWS = 4_096, MAX_DATAGRAM = 65_535;

  private final DatagramSocket listener;
  private final Balancer balancer;
  private final Scheduler scheduler;

  /// In order of last use. Guarded by itself.
  private final Map<SocketAddress, Flow> flows = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Flow {
    final DatagramSocket socket;
    final Backend backend;
    volatile Instant used;

    Flow(DatagramSocket socket, Backend backend, Instant used) {
      this.socket = socket;
      this.backend = backend;
      this.used = used;
    }
  }

  private UdpForwarder(DatagramSocket listener, Balancer balancer, Scheduler scheduler) {
    this.listener = listener;
    this.balancer = balancer;
    this.scheduler = scheduler;
  }

  /// @throws IOException if the address cannot be bound
  static UdpForwarder start(InetSocketAddress at, Balancer balancer, Scheduler scheduler)
      throws IOException {
    DatagramSocket listener = new DatagramSocket(null);
    try {
      listener.bind(at);
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    UdpForwarder forwarder = new UdpForwarder(listener, balancer, scheduler);
    Thread.ofVirtual().name("forward-udp-" + at).start(forwarder::listen);
    forwarder.scheduleSweep();
    return forwarder;
  }

  private void listen() {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
    while (!listener.isClosed()) {
      try {
        packet.setLength(MAX_DATAGRAM);
        listener.receive(packet);
        Flow flow = flow(packet.getSocketAddress(), packet.getAddress());
        if (flow != null) {
          flow.socket.send(
              new DatagramPacket(packet.getData(), packet.getOffset(), packet.getLength()));
        }
      } catch (IOException e) {
        if (!listener.isClosed()) {
          LOG.log(Level.DEBUG, "a datagram was lost: {0}", e.getMessage());
        }
      }
    }
  }

  private @Nullable Flow flow(SocketAddress client, InetAddress address) throws IOException {
    Instant now = scheduler.clock().instant();
    synchronized (flows) {
      Flow known = flows.get(client);
      if (known != null && !known.socket.isClosed()) {
        known.used = now;
        return known;
      }
      Backend to = balancer.choose(address);
      if (to == null) {
        return null;
      }
      DatagramSocket socket = new DatagramSocket();
      try {
        socket.connect(
            new InetSocketAddress(InetAddress.getByAddress(to.address().toBytes()), to.port()));
      } catch (IOException e) {
        socket.close();
        throw e;
      }
      Flow flow = new Flow(socket, to, now);
      flows.put(client, flow);
      if (flows.size() > MAX_FLOWS) {
        var eldest = flows.entrySet().iterator();
        eldest.next().getValue().socket.close();
        eldest.remove();
      }
      Thread.ofVirtual().start(() -> answer(flow, client));
      return flow;
    }
  }

  private void answer(Flow flow, SocketAddress client) {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
    while (!flow.socket.isClosed()) {
      try {
        packet.setLength(MAX_DATAGRAM);
        flow.socket.receive(packet);
        flow.used = scheduler.clock().instant();
        listener.send(
            new DatagramPacket(packet.getData(), packet.getOffset(), packet.getLength(), client));
      } catch (IOException e) {
        // Nobody listens at the endpoint: the next datagram chooses anew.
        LOG.log(Level.DEBUG, "a flow to {0} ended: {1}", flow.backend, e.getMessage());
        flow.socket.close();
      }
    }
    synchronized (flows) {
      flows.remove(client, flow);
    }
  }

  private void scheduleSweep() {
    scheduler.schedule(
        IDLE.dividedBy(4),
        () -> {
          if (!listener.isClosed()) {
            Instant limit = scheduler.clock().instant().minus(IDLE);
            cut(flow -> flow.used.isBefore(limit));
            scheduleSweep();
          }
        });
  }

  private void cut(Predicate<Flow> which) {
    synchronized (flows) {
      for (Flow flow : List.copyOf(flows.values())) {
        if (which.test(flow)) {
          flow.socket.close();
        }
      }
      flows.values().removeIf(flow -> flow.socket.isClosed());
    }
  }

  /// How many flows there are.
  int flows() {
    synchronized (flows) {
      return flows.size();
    }
  }

  @Override
  public void endpointsChanged() {
    cut(flow -> !balancer.uses(flow.backend));
  }

  /// Nothing can be answered without the socket, so that flows end here.
  @Override
  public void close() {
    listener.close();
    cut();
  }

  @Override
  public boolean isOver() {
    return listener.isClosed();
  }

  @Override
  public void cut() {
    cut(_ -> true);
  }
}

package io.binnacle.node.simulated;

import io.binnacle.client.KubeApi;
import io.binnacle.client.Target;
import io.binnacle.client.cache.ObjectCache;
import io.binnacle.client.queue.ControllerLoop;
import io.binnacle.client.queue.Outcome;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.node.lease.NodeLease;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A number of simulated nodes: registers them, keeps their heartbeats going, and plays the Pods bound to them.
public final class SimulatedNodes implements AutoCloseable {
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final KubeApi api;
  private final Scheduler scheduler;
  private final ObjectCache cache;
  private final Map<String, SimulatedNode> nodes = new LinkedHashMap<>();
  private final ControllerLoop<String> heartbeats;
  private final PodPlayer pods;

  /// Nothing happens before [#start].
  ///
  /// @param count how many nodes, `node-1` to `node-<count>`
  /// @param podCidr divided among the nodes: a /24 each, or as much as there is for more nodes than that
  /// @param kubeletVersion what the nodes say they run
  /// @throws IllegalArgumentException if the range is too small for so many nodes
  public SimulatedNodes(
      KubeApi api, Scheduler scheduler, int count, Cidr podCidr, String kubeletVersion) {
    this.api = api;
    this.scheduler = scheduler;
    this.cache = new ObjectCache(api, scheduler);
    for (int i = 1; i <= count; i++) {
      Cidr range = rangeOf(podCidr, count, i);
      SimulatedNode node =
          new SimulatedNode(name(i), nodeIp(i), range, new AddressRange(range), kubeletVersion);
      nodes.put(node.name(), node);
    }
    this.heartbeats = new ControllerLoop<>("node-heartbeat", scheduler, 32, this::heartbeat);
    this.pods = new PodPlayer(api, scheduler, cache, nodes);
  }

  /// Registers the nodes and begins to play their Pods.
  public void start() {
    nodes.keySet().forEach(heartbeats::enqueue);
    cache.onSynced(pods::start);
    cache.start();
    heartbeats.start();
  }

  /// Stops playing; the objects stay as they are.
  @Override
  public void close() {
    heartbeats.close();
    pods.close();
    cache.close();
  }

  /// The names of `count` nodes.
  public static Set<String> names(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(SimulatedNodes::name)
        .collect(Collectors.toSet());
  }

  private static String name(int index) {
    return "node-" + index;
  }

  /// Whether `podCidr` is large enough for `count` nodes.
  public static boolean fit(int count, Cidr podCidr) {
    return podCidr.family().bits() - prefixOf(podCidr, count) >= 3;
  }

  private static int prefixOf(Cidr podCidr, int count) {
    int smallest = podCidr.family() == IpAddress.Family.IPv4 ? 24 : 64;
    int needed = podCidr.prefix() + 32 - Integer.numberOfLeadingZeros(count);
    return Math.max(smallest, needed);
  }

  /// The range of node `index` (from 1) of `count`.
  static Cidr rangeOf(Cidr podCidr, int count, int index) {
    int bits = podCidr.family().bits();
    int prefix = prefixOf(podCidr, count);
    if (!fit(count, podCidr)) {
      throw new IllegalArgumentException(
          "the Pod range "
              + podCidr
              + " is too small for "
              + count
              + " nodes: each needs 8 addresses at least");
    }
    return Cidr.around(podCidr.base().plus((long) index << Math.min(bits - prefix, 62)), prefix);
  }

  private static String nodeIp(int index) {
    return "172.30." + index / 250 + "." + (index % 250 + 1);
  }

  private Outcome heartbeat(String name) {
    SimulatedNode node = nodes.get(name);
    if (node == null) {
      return Outcome.DONE;
    }
    Instant now = scheduler.clock().instant();
    try {
      NodeLease.renew(api, register(node, now), now);
    } catch (ApiException e) {
      if (!e.isConflict() && !e.isAlreadyExists()) {
        throw e;
      }
    }
    return new Outcome.Later(HEARTBEAT, "next heartbeat");
  }

  /// The Node as it is, created if it is missing, ready again if something made it otherwise.
  private Obj register(SimulatedNode node, Instant now) {
    Obj current;
    try {
      current = api.get(Target.of(ResourceName.NODES, "", node.name()));
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      current = api.create(ResourceName.NODES, "", node.object());
    }
    Obj status = node.status(now);
    boolean same =
        current.obj("status").obj("allocatable").equals(status.obj("allocatable"))
            && NodeView.of(current).isReady();
    return same
        ? current
        : api.update(
            Target.of(ResourceName.NODES, "", node.name()).status(),
            current.with("status", status));
  }
}

package io.binnacle.it.simulation;

import io.binnacle.client.KubeApi;
import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.control.run.ControllerManager;
import io.binnacle.control.run.Controllers;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.run.ZoneFollower;
import io.binnacle.dns.zone.ClusterZone;
import io.binnacle.dns.zone.ZoneConfig;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.schema.Schema;
import io.binnacle.node.simulated.SimulatedNodes;
import io.binnacle.server.bootstrap.Bootstrap;
import io.binnacle.server.registry.InProcessApi;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.registry.RegistryConfig;
import io.binnacle.store.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// A whole cluster in one thread: registry on a memory store, all controllers, simulated nodes, the DNS zone.
final class World implements AutoCloseable {
  static final DnsName DOMAIN = DnsName.of("cluster.local");
  static final Cidr SERVICES = Cidr.of("10.96.0.0/16");

  final SimulatedScheduler scheduler;
  final KubeApi user;

  private final Bootstrap bootstrap;
  private final ControllerManager controllers;
  private final SimulatedNodes nodes;
  private final ZoneFollower zone;

  World(long seed) {
    scheduler = new SimulatedScheduler(seed);
    SplittableRandom random = new SplittableRandom(seed);
    Schema schema = Schema.builtIn();
    Registry registry =
        new Registry(
            new MemoryStore(),
            schema,
            new RegistryConfig(List.of(SERVICES), 30_000, 32_767, scheduler.clock(), random));
    user = new InProcessApi(registry, "user");
    bootstrap =
        new Bootstrap(
            new InProcessApi(registry, "apiserver"), scheduler, List.of(SERVICES), null, 6443);
    controllers =
        new ControllerManager(
            new InProcessApi(registry, "controllers"),
            scheduler,
            random,
            Controllers.cluster(schema, "a certificate", List.of(Cidr.of("198.51.100.0/28"))));
    nodes =
        new SimulatedNodes(
            new InProcessApi(registry, "kubelet"),
            scheduler,
            3,
            Cidr.of("10.244.0.0/16"),
            "v1.33.0");
    ZoneConfig config =
        new ZoneConfig(
            DOMAIN,
            5,
            5,
            ZoneConfig.PodNames.VERIFIED,
            new ObjectKey("kube-system", "kube-dns"),
            List.of(SERVICES));
    zone = new ZoneFollower(new InProcessApi(registry, "dns"), scheduler, config);
    bootstrap.start();
    controllers.start();
    nodes.start();
    zone.start();
    scheduler.advance(Duration.ofSeconds(5));
  }

  /// What the DNS says now.
  ClusterZone zone() {
    return zone.zone();
  }

  /// Lets everything that is under way come to an end.
  void rest() {
    scheduler.advance(Duration.ofMinutes(3));
  }

  @Override
  public void close() {
    zone.close();
    nodes.close();
    controllers.close();
    bootstrap.close();
  }
}

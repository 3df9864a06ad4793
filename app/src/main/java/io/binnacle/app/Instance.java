package io.binnacle.app;

import io.binnacle.app.UpConfig.DnsPods;
import io.binnacle.app.UpConfig.Storage;
import io.binnacle.app.cli.CommandFailure;
import io.binnacle.app.cli.Version;
import io.binnacle.client.node.NodeAgents;
import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.control.run.ControllerManager;
import io.binnacle.control.run.Controllers;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.run.DnsServer;
import io.binnacle.dns.run.Forwarder;
import io.binnacle.dns.run.ZoneFollower;
import io.binnacle.dns.zone.ZoneConfig;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.schema.Schema;
import io.binnacle.node.simulated.SimulatedNodes;
import io.binnacle.server.api.ApiServer;
import io.binnacle.server.api.HealthCheck;
import io.binnacle.server.bootstrap.Bootstrap;
import io.binnacle.server.bootstrap.BuiltInObjects;
import io.binnacle.server.http.ApiHandler;
import io.binnacle.server.http.HttpsServer;
import io.binnacle.server.http.Limits;
import io.binnacle.server.registry.InProcessApi;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.registry.RegistryConfig;
import io.binnacle.server.tls.ClusterKeys;
import io.binnacle.server.tls.KeysException;
import io.binnacle.server.tls.Kubeconfig;
import io.binnacle.server.tls.ServerTls;
import io.binnacle.server.tls.ServingNames;
import io.binnacle.store.MemoryStore;
import io.binnacle.store.Store;
import io.binnacle.store.StoreException;
import io.binnacle.store.sqlite.SqliteStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/// One running Binnacle: everything built by constructor, started in order, stopped in the opposite one.
final class Instance implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Instance.class.getName());
  private static final String KUBELET_VERSION = "v1.33.0";

  private final UpConfig config;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final InstantSource clock = InstantSource.system();

  /// Names, UIDs, jitter: shared by all threads, secret from nobody.
  private final RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

  private int apiPort;
  private String dnsAddress = "";

  private Instance(UpConfig config) {
    this.config = config;
  }

  /// Starts everything and returns when API and DNS answer.
  ///
  /// @throws CommandFailure in one line, if something is in the way; nothing is left running
  static Instance start(UpConfig config) throws IOException, InterruptedException {
    Instance instance = new Instance(config);
    try {
      instance.run();
      return instance;
    } catch (IOException e) {
      instance.close();
      throw CommandFailure.of(e);
    } catch (StoreException | KeysException e) {
      instance.close();
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | InterruptedException e) {
      instance.close();
      throw e;
    }
  }

  private void run() throws IOException, InterruptedException {
    Files.createDirectories(config.dataDir());
    // Three things that take their time and do not need each other.
    CompletableFuture<Store> storing =
        CompletableFuture.supplyAsync(this::openStore, Thread::startVirtualThread);
    CompletableFuture<Schema> reading =
        CompletableFuture.supplyAsync(Schema::builtIn, Thread::startVirtualThread);
    Store store = null;
    try {
      SecureRandom secure = new SecureRandom();
      ClusterKeys keys =
          ClusterKeys.open(config.dataDir().resolve("keys"), servingNames(), clock, secure);
      ServerTls tls = ServerTls.of(keys, clock, secure);
      store = join(storing);
      running.push(store);
      serve(store, join(reading), keys, tls);
    } finally {
      if (store == null) {
        CompletableFuture<Void> _ = storing.thenAccept(Store::close);
      }
    }
  }

  private void serve(Store store, Schema schema, ClusterKeys keys, ServerTls tls)
      throws IOException, InterruptedException {
    VirtualThreadScheduler scheduler = track(new VirtualThreadScheduler());
    Cidr services = config.serviceCidrs().getFirst();
    Registry registry =
        new Registry(
            store,
            schema,
            new RegistryConfig(config.serviceCidrs(), 30_000, 32_767, clock, random));
    ZoneFollower zone = track(new ZoneFollower(api(registry, "dns"), scheduler, zoneConfig()));

    AtomicReference<ApiHandler> handler = new AtomicReference<>();
    HttpsServer https =
        track(
            HttpsServer.start(
                new HttpsServer.Config(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), config.apiPort()),
                    tls.context(),
                    tls.authenticator(),
                    Limits.DEFAULT,
                    clock),
                (request, responder) -> handler.get().handle(request, responder)));
    apiPort = https.port();
    HealthCheck dnsReady =
        new HealthCheck("dns", () -> zone.zone().isReady() ? null : "the zone is not complete yet");
    handler.set(
        new ApiServer(
            new ApiServer.Parts(
                registry,
                schema,
                scheduler,
                random,
                PrometheusRegistry.defaultRegistry,
                List.of(dnsReady),
                "127.0.0.1:" + apiPort,
                NodeAgents.NONE)));

    track(
            new Bootstrap(
                api(registry, "apiserver"), scheduler, services, AdvertisedAddress.find(), apiPort))
        .start();
    zone.start();
    Forwarder forwarder = new Forwarder(config.dnsUpstream(), random);
    DnsServer dns = track(DnsServer.start(config.dnsListen(), zone::zone, forwarder));
    InetSocketAddress at = dns.address();
    dnsAddress = at.getAddress().getHostAddress() + ":" + at.getPort();
    Kubeconfig.write(config.kubeconfig(), "https://127.0.0.1:" + apiPort, keys);

    track(
            new ControllerManager(
                api(registry, "kube-controller-manager"),
                scheduler,
                random,
                Controllers.cluster(
                    schema, keys.authority().certificatePem(), List.of(LOAD_BALANCER_POOL))))
        .start();
    if (config.nodes() > 0) {
      track(
              new SimulatedNodes(
                  api(registry, "kubelet"),
                  scheduler,
                  config.nodes(),
                  config.podCidr(),
                  KUBELET_VERSION))
          .start();
      track(new KubeDnsPod(api(registry, "dns"), scheduler, "binnacle:" + Version.text(), null)).start();
    }
    CountDownLatch zoneReady = new CountDownLatch(1);
    zone.onReady(zoneReady::countDown);
    zoneReady.await();
  }

  /// What others can know of this instance.
  StatusFile status() {
    return new StatusFile(
        ProcessHandle.current().pid(),
        ProcessHandle.current().info().startInstant().map(Instant::toString).orElse(""),
        "https://127.0.0.1:" + apiPort,
        config.kubeconfig().toString(),
        dnsAddress,
        config.clusterDomain(),
        runtime(),
        Version.text());
  }

  private String runtime() {
    return switch (config.nodes()) {
      case 0 -> "none: --nodes 0";
      case 1 -> "simulated on 1 node: this version has no other runtime";
      default -> "simulated on " + config.nodes() + " nodes: this version has no other runtime";
    };
  }

  /// Stops everything, the last started first. What was acknowledged is stored.
  @Override
  public void close() {
    while (!running.isEmpty()) {
      AutoCloseable part = running.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.log(Level.ERROR, "stopping " + part.getClass().getSimpleName() + " failed", e);
      }
    }
  }

  private <T extends AutoCloseable> T track(T part) {
    running.push(part);
    return part;
  }

  private Store openStore() {
    return config.storage() == Storage.memory
        ? new MemoryStore()
        : SqliteStore.open(config.dataDir().resolve("store"));
  }

  private ServingNames servingNames() throws IOException {
    List<IpAddress> more = new ArrayList<>();
    for (Cidr range : config.serviceCidrs()) {
      more.add(BuiltInObjects.apiAddress(range));
    }
    return ServingNames.of(config.clusterDomain(), InetAddress.getLocalHost().getHostName(), more);
  }

  private ZoneConfig zoneConfig() {
    List<Cidr> own = new ArrayList<>(config.serviceCidrs());
    own.add(config.podCidr());
    return new ZoneConfig(
        DnsName.of(config.clusterDomain()), TTL, TTL, podNames(config.dnsPods()), DNS_SERVICE, own);
  }

  private static ZoneConfig.PodNames podNames(DnsPods mode) {
    return switch (mode) {
      case disabled -> ZoneConfig.PodNames.DISABLED;
      case insecure -> ZoneConfig.PodNames.INSECURE;
      case verified -> ZoneConfig.PodNames.VERIFIED;
    };
  }

  private static InProcessApi api(Registry registry, String name) {
    return new InProcessApi(registry, name);
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /// Seconds an answer may be kept by others: short, because our own answers are never late.
  private static final int TTL = 5;

  private static final ObjectKey DNS_SERVICE = new ObjectKey("kube-system", "kube-dns");

  /// Where addresses of LoadBalancer Services come from: a range for documentation (RFC 5737), so that it is nobody's.
  private static final Cidr LOAD_BALANCER_POOL = Cidr.of("198.51.100.0/24");
}

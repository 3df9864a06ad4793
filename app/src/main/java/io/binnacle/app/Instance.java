package io.binnacle.app;

import io.binnacle.app.UpConfig.Storage;
import io.binnacle.app.cli.CommandFailure;
import io.binnacle.app.cli.Version;
import io.binnacle.client.KubeApi;
import io.binnacle.client.node.NodeAgents;
import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.control.run.ControllerManager;
import io.binnacle.dns.run.ClientNamespaces;
import io.binnacle.dns.run.PodClients;
import io.binnacle.dns.service.DnsService;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.schema.Schema;
import io.binnacle.node.agent.Machine;
import io.binnacle.node.containerd.Prerequisites.Tools;
import io.binnacle.node.containerd.Purge;
import io.binnacle.node.dns.ClusterDns;
import io.binnacle.node.simulated.SimulatedNodes;
import io.binnacle.proxy.plan.Bound;
import io.binnacle.server.api.Advice;
import io.binnacle.server.api.ApiServer;
import io.binnacle.server.api.HealthCheck;
import io.binnacle.server.auth.TokenAuthenticator;
import io.binnacle.server.bootstrap.Bootstrap;
import io.binnacle.server.bootstrap.BuiltInObjects;
import io.binnacle.server.http.ApiHandler;
import io.binnacle.server.http.HttpsServer;
import io.binnacle.server.http.Limits;
import io.binnacle.server.registry.InProcessApi;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.tls.ClusterKeys;
import io.binnacle.server.tls.KeysException;
import io.binnacle.server.tls.Kubeconfig;
import io.binnacle.server.tls.ServerTls;
import io.binnacle.store.MemoryStore;
import io.binnacle.store.Store;
import io.binnacle.store.StoreException;
import io.binnacle.store.sqlite.FolderLock;
import io.binnacle.store.sqlite.SqliteStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One running Binnacle: everything built by constructor, started in order, stopped in the opposite one.
final class Instance implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Instance.class.getName());
  private static final String KUBELET_VERSION = "v1.33.0";

  private final UpConfig config;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final InstantSource clock = InstantSource.system();

  /// Names, UIDs, jitter: shared by all threads, secret from nobody.
  private final RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

  private final RuntimeChoice runtime;
  private final ServiceTraffic traffic;
  private final IpAddress dnsServiceAddress;
  private int apiPort;
  private String dnsAddress = "";
  private String podsRunBy = "";

  private Instance(UpConfig config) {
    this.config = config;
    this.runtime = RuntimeChoice.of(config);
    this.traffic = ServiceTraffic.of(config, runtime);
    this.dnsServiceAddress = Settings.dnsAddress(config);
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
      instance.abandon();
      throw CommandFailure.of(e);
    } catch (StoreException | KeysException e) {
      instance.abandon();
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | InterruptedException e) {
      instance.abandon();
      throw e;
    }
  }

  /// Undoes a start. One that was told to end by an interrupt has time for that.
  private void abandon() {
    boolean interrupted = Thread.interrupted();
    close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() throws IOException, InterruptedException {
    boolean newFolder = !Files.exists(config.dataDir());
    Files.createDirectories(config.dataDir());
    track(FolderLock.of(config.dataDir().toRealPath()));
    FailedStart undo = track(FailedStart.watching(config.dataDir(), newFolder));
    // Four things that take their time and do not need each other.
    CompletableFuture<Store> storing =
        CompletableFuture.supplyAsync(this::openStore, Thread::startVirtualThread);
    track(() -> closeStore(storing));
    CompletableFuture<Schema> reading =
        CompletableFuture.supplyAsync(Schema::builtIn, Thread::startVirtualThread);
    RealNode node = prepareNode();
    SecureRandom secure = new SecureRandom();
    ClusterKeys keys =
        ClusterKeys.open(
            config.dataDir().resolve("keys"), Settings.servingNames(config, node), clock, secure);
    ServerTls tls = ServerTls.of(keys, clock, secure);
    serve(join(storing), join(reading), keys, tls, node);
    undo.succeeded();
  }

  private static void closeStore(CompletableFuture<Store> storing) {
    Store store = storing.handle((opened, _) -> opened).join(); // null: it could not be opened
    if (store != null) {
      store.close();
    }
  }

  private @Nullable RealNode prepareNode() throws IOException, InterruptedException {
    if (runtime instanceof RuntimeChoice.Real(Tools tools, _)) {
      return track(
          RealNode.prepare(
              config.dataDir(),
              tools,
              RealNode.bridge(config.dataDir(), config.podCidr(), dnsServiceAddress)));
    }
    if (Purge.runs(config.dataDir())) {
      OtherRuntime.endContainers(config.dataDir());
    }
    return null;
  }

  private void serve(
      Store store, Schema schema, ClusterKeys keys, ServerTls tls, @Nullable RealNode node)
      throws IOException, InterruptedException {
    VirtualThreadScheduler scheduler = track(new VirtualThreadScheduler());
    Registry registry = new Registry(store, schema, Settings.registry(config, keys, clock, random));
    PodClients clients =
        node == null ? null : track(new PodClients(api(registry, "dns"), scheduler, node.name()));
    DnsService dns =
        track(
            new DnsService(
                Settings.dns(config, node),
                api(registry, "dns"),
                scheduler,
                random,
                clients == null ? ClientNamespaces.NONE : clients,
                Version.text()));
    HealthCheck dnsReady =
        new HealthCheck(
            "dns", () -> dns.zone().isReady() ? null : String.join(", ", dns.waitingFor()));
    ServiceAdvice advice = new ServiceAdvice(schema, config);
    listen(registry, schema, scheduler, tls, node, dnsReady, advice);

    IpAddress apiAddress = node == null ? AdvertisedAddress.find() : node.gateway();
    Bootstrap bootstrap =
        track(
            new Bootstrap(
                api(registry, "apiserver"), scheduler, config.serviceCidrs(), apiAddress, apiPort));
    bootstrap.start();
    bootstrap.ensureLocalStorage();
    if (clients != null) {
      clients.start();
    }
    answerNames(dns);
    Kubeconfig.write(config.kubeconfig(), "https://127.0.0.1:" + apiPort, keys);

    track(
            new ControllerManager(
                api(registry, "kube-controller-manager"),
                scheduler,
                random,
                ClusterControllers.of(config, schema, keys, advice)))
        .start();
    track(
        traffic.start(
            api(registry, "kube-proxy"),
            scheduler,
            random,
            config,
            node == null ? HostName.asNodeName() : node.name(),
            servedBySockets(node)));
    runPods(registry, scheduler, node);
    CountDownLatch zoneReady = new CountDownLatch(1);
    dns.onReady(zoneReady::countDown);
    zoneReady.await();
  }

  /// Opens the API's port: on loopback, and where Pods reach it.
  private void listen(
      Registry registry,
      Schema schema,
      VirtualThreadScheduler scheduler,
      ServerTls tls,
      @Nullable RealNode node,
      HealthCheck ready,
      Advice advice)
      throws IOException {
    AtomicReference<ApiHandler> handler = new AtomicReference<>();
    HttpsServer https =
        track(
            HttpsServer.start(
                new HttpsServer.Config(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), config.apiPort()),
                    tls.context(),
                    new TokenAuthenticator(tls.authenticator(), registry.tokens()),
                    Limits.DEFAULT,
                    clock),
                (request, responder) -> handler.get().handle(request, responder)));
    apiPort = https.port();
    handler.set(
        new ApiServer(
            new ApiServer.Parts(
                registry,
                schema,
                scheduler,
                random,
                PrometheusRegistry.defaultRegistry,
                List.of(ready),
                "127.0.0.1:" + apiPort,
                node == null ? NodeAgents.NONE : node,
                advice)));
    if (node != null) {
      https.listen(new InetSocketAddress(inet(node.gateway()), apiPort));
    } else if (traffic instanceof ServiceTraffic.OnLoopback) {
      IpAddress service = BuiltInObjects.apiAddress(config.serviceCidrs().getFirst());
      whereAllowed(() -> https.listen(new InetSocketAddress(inet(service), API_SERVICE_PORT)));
    }
  }

  private interface Opening {
    void open() throws IOException;
  }

  /// Opens a port below 1024 for somebody who may not be allowed to, and can do without.
  private static void whereAllowed(Opening opening) {
    try {
      opening.open();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "not answering there: {0}", e.getMessage());
    }
  }

  /// What the proxy leaves alone: Service addresses that sockets of ours answer at.
  private Set<Bound> servedBySockets(@Nullable RealNode node) {
    Bound dns = new Bound(dnsServiceAddress, DNS_PORT);
    if (traffic instanceof ServiceTraffic.OnLoopback) {
      IpAddress api = BuiltInObjects.apiAddress(config.serviceCidrs().getFirst());
      return Set.of(dns, new Bound(api, API_SERVICE_PORT));
    }
    return node == null ? Set.of() : Set.of(dns);
  }

  /// Opens the DNS's ports: where the user wants it, and where Pods ask.
  private void answerNames(DnsService dns) throws IOException {
    try {
      dns.start();
    } catch (BindException e) {
      BindException told = new BindException(e.getMessage() + " with --dns-listen");
      told.initCause(e);
      throw told;
    }
    InetSocketAddress at = dns.addresses().getFirst();
    dnsAddress = at.getAddress().getHostAddress() + ":" + at.getPort();
  }

  private void runPods(Registry registry, VirtualThreadScheduler scheduler, @Nullable RealNode node)
      throws IOException, InterruptedException {
    KubeApi kubelet = api(registry, "kubelet");
    String image = "binnacle:" + Version.text();
    podsRunBy = runtime.why();
    OtherRuntime.removeNodes(
        kubelet,
        new OtherRuntime.Here(
            HostName.asNodeName(),
            Machine.here(config.dataDir()).machineId(),
            node == null ? "simulated" : "containerd",
            node == null ? SimulatedNodes.names(config.nodes()) : Set.of(node.name())));
    if (node != null) {
      ClusterDns dns =
          new ClusterDns(List.of(dnsServiceAddress.toString()), config.clusterDomain());
      track(node); // once more, above what it uses
      node.start(
          kubelet, scheduler, random, PrometheusRegistry.defaultRegistry, dns, KUBELET_VERSION);
      podsRunBy = "in containers on node " + node.name() + ": " + runtime.why();
      KubeDnsPod.Place place =
          new KubeDnsPod.Place(node.name(), node.address().toString(), node.gateway().toString());
      track(new KubeDnsPod(api(registry, "dns"), scheduler, image, place)).start();
    } else if (config.nodes() > 0) {
      track(
              new SimulatedNodes(
                  kubelet, scheduler, config.nodes(), config.podCidr(), KUBELET_VERSION))
          .start();
      track(new KubeDnsPod(api(registry, "dns"), scheduler, image, null)).start();
    }
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
        podsRunBy,
        traffic.why(),
        Version.text());
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

  private static InetAddress inet(IpAddress address) throws IOException {
    return InetAddress.getByAddress(address.toBytes());
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

  private static final int DNS_PORT = 53;
  private static final int API_SERVICE_PORT = 443;
}

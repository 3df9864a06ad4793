package io.binnacle.app;

import io.binnacle.app.ProxyConfig.Mode;
import io.binnacle.app.cli.CommandFailure;
import io.binnacle.attach.ClusterAccess;
import io.binnacle.attach.RemoteApi;
import io.binnacle.client.KubeApi;
import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.linux.nft.Family;
import io.binnacle.linux.nft.TableId;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.rules.RulesOptions;
import io.binnacle.proxy.run.ProxyOptions;
import io.binnacle.proxy.run.RuleSink;
import io.binnacle.proxy.run.ServiceProxy;
import io.binnacle.proxy.userspace.UserspaceProxy;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The Service proxy by itself, for the Services of some other API: in place of kube-proxy. Its rules stay when it stops.
public final class ProxyAlone implements AutoCloseable {
  /// The first line on standard output once the rules are in force, or the sockets open.
  public static final String READY = "binnacle proxy is ready";

  private static final Logger LOG = System.getLogger(ProxyAlone.class.getName());
  private static final Duration A_WHILE = Duration.ofHours(1);

  private final ProxyConfig config;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private String carries = "";
  private String url = "";

  ProxyAlone(ProxyConfig config) {
    this.config = config;
  }

  /// Runs it until SIGTERM or SIGINT; never returns, unless starting fails.
  ///
  /// @throws CommandFailure in one line, if something is in the way that waiting does not help
  public static int run(ProxyConfig config) throws IOException, InterruptedException {
    Logs.toStandardError();
    ProxyAlone proxy = new ProxyAlone(config);
    try {
      RemoteApi api = proxy.connect();
      RuleSink kernel = config.mode() == Mode.userspace ? null : kernel(config);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(proxy), "binnacle-stop"));
      if (kernel != null) {
        proxy.inKernel(api, proxy.track(kernel));
      } else {
        proxy.inUserspace(api);
      }
    } catch (IOException | RuntimeException e) {
      proxy.close();
      throw e;
    }
    System.out.print(proxy.banner());
    System.out.flush();
    new CountDownLatch(1).await();
    return 0;
  }

  /// Takes the tables away that a proxy of this name left.
  ///
  /// @return in words, what was done
  public static String cleanup(String table) throws IOException {
    List<TableId> removed = KernelRules.remove(table);
    return removed.isEmpty()
        ? "there is no nftables table " + table
        : "removed nftables table"
            + (removed.size() == 1 ? " " : "s ")
            + KernelRules.names(removed);
  }

  /// The kernel's door if the traffic goes through it; null for sockets.
  private static @Nullable RuleSink kernel(ProxyConfig config) {
    try {
      return KernelRules.open();
    } catch (CommandFailure e) {
      if (config.mode() == Mode.auto && ServiceTraffic.onLoopback(config.serviceCidrs())) {
        return null;
      }
      throw new CommandFailure(
          e.getMessage() + ". Without: --mode userspace, for Service addresses in 127.0.0.0/8", e);
    }
  }

  /// Prepares to ask the API; nothing is sent yet.
  ///
  /// @throws IOException if the kubeconfig leads nowhere
  RemoteApi connect() throws IOException {
    ClusterAccess access = ClusterAccess.kubeconfig(config.kubeconfig(), config.context());
    url = access.url();
    return track(
        new RemoteApi(access, RemoteApi.Options.reading("binnacle-proxy").writing(), random()));
  }

  private static RandomGenerator random() {
    return () -> ThreadLocalRandom.current().nextLong();
  }

  /// Returns when the rules are in force, however long the API lets it wait.
  ///
  /// @param sink is closed by the caller
  void inKernel(KubeApi api, RuleSink sink) throws IOException, InterruptedException {
    ServiceProxy proxy = start(api, sink);
    while (!proxy.awaitReady(A_WHILE)) {
      // The reasons are in the log: whoever waits may as well go on.
    }
    List<TableId> tables =
        families().stream()
            .map(f ->
                new TableId(f == IpAddress.Family.IPv4 ? Family.IP : Family.IP6, config.table()))
            .toList();
    carries = "nftables, table" + (tables.size() == 1 ? " " : "s ") + KernelRules.names(tables);
    InetSocketAddress health = proxy.healthAddress();
    if (health != null) {
      carries +=
          "\n  Metrics     http://"
              + health.getAddress().getHostAddress()
              + ":"
              + health.getPort()
              + "/metrics";
    }
  }

  private ServiceProxy start(KubeApi api, RuleSink sink) throws IOException {
    RulesOptions rules =
        RulesOptions.of(config.table(), config.serviceCidrs(), config.podCidrs())
            .withComment("binnacle proxy");
    ProxyOptions options =
        ProxyOptions.of(config.nodeName(), rules)
            .withFamilies(families())
            .withHealth(config.metrics());
    VirtualThreadScheduler scheduler = track(new VirtualThreadScheduler());
    ServiceProxy proxy = track(new ServiceProxy(api, scheduler, options, sink));
    try {
      proxy.start();
    } catch (BindException e) {
      throw new CommandFailure(
          "--metrics " + config.metrics() + ": " + e.getMessage() + "; another port, or none", e);
    }
    return proxy;
  }

  private List<IpAddress.Family> families() {
    List<Cidr> known = config.serviceCidrs().isEmpty() ? config.podCidrs() : config.serviceCidrs();
    return known.isEmpty()
        ? List.of(IpAddress.Family.IPv4, IpAddress.Family.IPv6)
        : known.stream().map(Cidr::family).distinct().toList();
  }

  private void inUserspace(KubeApi api) throws InterruptedException {
    VirtualThreadScheduler scheduler = track(new VirtualThreadScheduler());
    UserspaceProxy proxy =
        track(new UserspaceProxy(api, scheduler, random(), config.nodeName(), Set.of(), List.of()));
    CountDownLatch ready = new CountDownLatch(1);
    proxy.onReady(ready::countDown);
    proxy.start();
    ready.await();
    carries = "sockets of this process, on loopback addresses";
  }

  private String banner() {
    return READY
        + "\n  API         "
        + url
        + "\n  Node        "
        + config.nodeName()
        + "\n  Services    "
        + carries
        + "\n";
  }

  private synchronized <T extends AutoCloseable> T track(T part) {
    running.push(part);
    return part;
  }

  private static void stop(ProxyAlone proxy) {
    proxy.close();
    // The default status after SIGTERM is 143; a clean stop is a success.
    Runtime.getRuntime().halt(0);
  }

  @Override
  public synchronized void close() {
    while (!running.isEmpty()) {
      AutoCloseable part = running.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.log(Level.ERROR, "stopping " + part.getClass().getSimpleName() + " failed", e);
      }
    }
  }
}

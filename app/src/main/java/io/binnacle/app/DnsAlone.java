package io.binnacle.app;

import io.binnacle.app.cli.CommandFailure;
import io.binnacle.app.cli.Version;
import io.binnacle.attach.ClusterAccess;
import io.binnacle.attach.RemoteApi;
import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.dns.config.ConfigException;
import io.binnacle.dns.config.DnsConfig;
import io.binnacle.dns.config.KubernetesRule;
import io.binnacle.dns.config.KubernetesRule.Api;
import io.binnacle.dns.metrics.RestClientTimes;
import io.binnacle.dns.run.ClientNamespaces;
import io.binnacle.dns.run.PodClients;
import io.binnacle.dns.service.ConfigWatch;
import io.binnacle.dns.service.DnsService;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The cluster DNS by itself, for the names of some other API: in place of CoreDNS.
public final class DnsAlone implements AutoCloseable {
  /// The first line on standard output once names of the cluster are answered.
  public static final String READY = "binnacle dns is ready";

  private static final Logger LOG = System.getLogger(DnsAlone.class.getName());
  private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

  private final DnsOptions options;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final CountDownLatch ready = new CountDownLatch(1);
  private @Nullable DnsService service;
  private @Nullable ConfigWatch watch;
  private String url = "";

  DnsAlone(DnsOptions options) {
    this.options = options;
  }

  /// Runs it until SIGTERM or SIGINT; never returns, unless starting fails.
  ///
  /// @throws CommandFailure in one line, if something is in the way that waiting does not help
  public static int run(DnsOptions options) throws IOException, InterruptedException {
    Logs.toStandardError();
    DnsAlone dns = new DnsAlone(options);
    try {
      dns.start();
    } catch (IOException | RuntimeException e) {
      dns.close();
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(dns), "binnacle-stop"));
    ConfigWatch watch = dns.watch;
    if (watch != null) {
      Hangup.handle(watch::now);
    }
    dns.ready.await();
    System.out.print(dns.banner());
    System.out.flush();
    new CountDownLatch(1).await();
    return 0;
  }

  /// The configuration that would be in force.
  ///
  /// @throws CommandFailure saying what is wrong with it
  public static DnsConfig check(DnsOptions options) {
    try {
      return options.read();
    } catch (ConfigException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  /// Opens the sockets; the API is asked beside that.
  void start() throws IOException {
    DnsConfig config = check(options);
    KubernetesRule rule = config.kubernetes();
    RemoteApi api = null;
    RestClientTimes times = null;
    if (rule != null) {
      ClusterAccess access = access(rule.api());
      url = access.url();
      times = new RestClientTimes(URI.create(url).getAuthority());
      RemoteApi.Options how =
          RemoteApi.Options.reading("binnacle-dns")
              .patience(options.apiPatience())
              .seenBy(times::answered);
      api = track(new RemoteApi(access, how, RANDOM));
    }
    VirtualThreadScheduler scheduler = track(new VirtualThreadScheduler());
    ClientNamespaces clients = ClientNamespaces.NONE;
    if (api != null && config.autopath()) {
      PodClients pods = track(PodClients.everywhere(api, scheduler));
      pods.start();
      clients = pods;
    }
    DnsService dns = new DnsService(config, api, scheduler, RANDOM, clients, Version.text());
    if (times != null) {
      dns.show(times);
    }
    try {
      dns.start();
    } catch (BindException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
    service = track(dns);
    dns.onReady(() -> {
      dns.warm();
      ready.countDown();
    });
    ConfigWatch configs = track(new ConfigWatch(dns, options::read, scheduler, RANDOM));
    configs.start();
    watch = configs;
  }

  /// Returns when names of the cluster are answered.
  void awaitReady() throws InterruptedException {
    ready.await();
  }

  /// Where it listens first.
  InetSocketAddress address() {
    if (service == null) {
      throw new IllegalStateException("not started");
    }
    return service.addresses().getFirst();
  }

  private ClusterAccess access(@Nullable Api told) throws IOException {
    Path kubeconfig = options.kubeconfig();
    if (kubeconfig != null) {
      return ClusterAccess.kubeconfig(kubeconfig, options.context());
    }
    return switch (told) {
      case Api.Kubeconfig(String file, String context) ->
          ClusterAccess.kubeconfig(
              Path.of(file), options.context().isEmpty() ? context : options.context());
      case Api.Endpoint(String at, String certificate, String key, String authority) ->
          ClusterAccess.endpoint(at, certificate, key, authority);
      case null -> {
        if (System.getenv("KUBERNETES_SERVICE_HOST") == null) {
          throw new CommandFailure(
              "--kubeconfig FILE says whose Services are named; only a Pod knows by itself");
        }
        yield ClusterAccess.inCluster();
      }
    };
  }

  private String banner() {
    StringBuilder out = new StringBuilder(READY);
    if (!url.isEmpty()) {
      out.append("\n  API         ").append(url);
    }
    if (service != null) {
      for (InetSocketAddress at : service.addresses()) {
        out.append("\n  DNS         ").append(at.getAddress().getHostAddress());
        out.append(':').append(at.getPort());
      }
    }
    return out.append('\n').toString();
  }

  private synchronized <T extends AutoCloseable> T track(T part) {
    running.push(part);
    return part;
  }

  /// Says not ready, answers on for those who have not heard, and ends.
  private static void stop(DnsAlone dns) {
    DnsService service = dns.service;
    Duration lameDuck = service == null ? null : service.config().lameDuck();
    if (service != null && lameDuck != null) {
      service.lameDuck();
      System.err.println("binnacle: stopping in " + lameDuck.toMillis() / 1000.0 + " s");
      try {
        Thread.sleep(lameDuck);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    dns.close();
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

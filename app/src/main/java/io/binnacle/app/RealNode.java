package io.binnacle.app;

import io.binnacle.client.KubeApi;
import io.binnacle.client.node.NodeAgent;
import io.binnacle.client.node.NodeAgents;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.node.agent.HookRunner;
import io.binnacle.node.agent.Machine;
import io.binnacle.node.agent.NodeConfig;
import io.binnacle.node.agent.NodeRunner;
import io.binnacle.node.agent.Probing;
import io.binnacle.node.agent.Volumes;
import io.binnacle.node.containerd.Containerd;
import io.binnacle.node.containerd.ContainerdPaths;
import io.binnacle.node.containerd.Prerequisites.Tools;
import io.binnacle.node.dns.ClusterDns;
import io.binnacle.node.network.PodBridge;
import io.binnacle.node.probe.HandlerTransport;
import io.binnacle.node.probe.Hooks;
import io.binnacle.node.probe.Probes;
import io.binnacle.node.volume.LinuxMounter;
import io.binnacle.node.volume.PodVolumes;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// This machine as the cluster's one real node: a bridge for its Pods, a containerd of our own, and the agent that runs them.
///
/// Use: [#prepare], which makes the bridge and begins to start containerd; [#start]; [#close], which leaves containers and
/// bridge as they are, so that the next start goes on with them.
final class RealNode implements NodeAgents, AutoCloseable {
  private static final int MAX_PODS = 110;
  private static final int PROBES_AT_ONCE = 32;
  private static final Duration END_PATIENCE = Duration.ofSeconds(20);

  private final String name;
  private final IpAddress address;
  private final PodBridge bridge;
  private final Path dataDir;
  private final CompletableFuture<Containerd> containerd;
  private final Thread starting;
  private volatile @Nullable NodeRunner agent;
  private boolean closed;

  private RealNode(
      String name,
      IpAddress address,
      PodBridge bridge,
      Path dataDir,
      CompletableFuture<Containerd> containerd,
      Thread starting) {
    this.name = name;
    this.address = address;
    this.bridge = bridge;
    this.dataDir = dataDir;
    this.containerd = containerd;
    this.starting = starting;
  }

  /// The bridge of an instance.
  ///
  /// @param podCidr the cluster's range of Pod addresses; the node takes its first /24, or all of a smaller one
  /// @param dns the Service address the DNS answers Pods at
  static PodBridge bridge(Path dataDir, Cidr podCidr, IpAddress dns) {
    int prefix = podCidr.family() == IpAddress.Family.IPv4 ? 24 : 64;
    Cidr range = Cidr.around(podCidr.base(), Math.max(podCidr.prefix(), prefix));
    return new PodBridge(ContainerdPaths.of(dataDir).bridge(), range, List.of(dns));
  }

  /// Makes the Pods' network, and begins to start containerd.
  ///
  /// @throws IOException if the network cannot be made; the message says what is in the way
  static RealNode prepare(Path dataDir, Tools tools, PodBridge bridge) throws IOException {
    bridge.ensure();
    IpAddress address = AdvertisedAddress.find();
    CompletableFuture<Containerd> containerd = new CompletableFuture<>();
    Thread starting =
        Thread.ofPlatform()
            .name("containerd-start")
            .daemon()
            .start(() -> {
              try {
                Containerd started =
                    Containerd.start(dataDir, tools, List.of(bridge.range().toString()));
                if (!containerd.complete(started)) {
                  started.close(); // nobody waits any more
                }
              } catch (IOException | RuntimeException | InterruptedException e) {
                containerd.completeExceptionally(e);
              }
            });
    return new RealNode(
        HostName.asNodeName(),
        address == null ? bridge.gateway() : address,
        bridge,
        dataDir,
        containerd,
        starting);
  }

  String name() {
    return name;
  }

  /// The machine's own address.
  IpAddress address() {
    return address;
  }

  /// The address of this machine that Pods have as gateway; API and DNS answer there too.
  IpAddress gateway() {
    return bridge.gateway();
  }

  /// The range of the node's Pods.
  Cidr range() {
    return bridge.range();
  }

  /// Waits for containerd, then registers the node and runs its Pods.
  ///
  /// @param dns where Pods are to ask for names
  /// @throws IOException if containerd did not start; the message ends with what it said
  void start(
      KubeApi api,
      Scheduler scheduler,
      RandomGenerator random,
      PrometheusRegistry metrics,
      ClusterDns dns,
      String kubeletVersion)
      throws IOException, InterruptedException {
    Containerd running = await();
    Path pods = dataDir.resolve("pods");
    Hooks hooks = new Hooks(Thread::sleep);
    HookRunner hookRunner = hooks::run;
    HandlerTransport transport = new HandlerTransport();
    NodeRunner runner =
        new NodeRunner(
            new NodeRunner.Parts(
                api,
                scheduler,
                running.runtime(),
                Volumes.of(new PodVolumes(pods, api, new LinuxMounter(), scheduler.clock())),
                hookRunner,
                listener ->
                    Probing.of(new Probes(scheduler, transport, PROBES_AT_ONCE, random, listener)),
                new NodeConfig(
                    name,
                    List.of(address.toString()),
                    List.of(bridge.range()),
                    kubeletVersion,
                    MAX_PODS,
                    Map.of(),
                    dataDir.resolve("logs"),
                    dns,
                    0),
                Machine.here(dataDir),
                KubeDnsPod::isOurs,
                metrics));
    agent = runner;
    runner.start();
  }

  private Containerd await() throws IOException, InterruptedException {
    try {
      return containerd.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException("containerd does not start: " + e.getCause(), e);
    }
  }

  @Override
  public @Nullable NodeAgent of(String nodeName) {
    NodeRunner running = agent;
    return running == null ? null : running.of(nodeName);
  }

  /// Safe to repeat.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    NodeRunner running = agent;
    if (running != null) {
      running.close();
    }
    if (containerd.completeExceptionally(new IOException("stopped"))) {
      awaitNoStart();
    } else if (!containerd.isCompletedExceptionally()) {
      containerd.join().close();
    }
  }

  /// Returns when the start under way has been broken off: containerd would be left behind otherwise.
  private void awaitNoStart() {
    starting.interrupt();
    try {
      starting.join(END_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

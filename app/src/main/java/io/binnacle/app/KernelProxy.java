package io.binnacle.app;

import io.binnacle.client.KubeApi;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.meta.Cidr;
import io.binnacle.node.containerd.ContainerdPaths;
import io.binnacle.proxy.plan.Bound;
import io.binnacle.proxy.rules.RulesOptions;
import io.binnacle.proxy.run.NftSink;
import io.binnacle.proxy.run.ProxyOptions;
import io.binnacle.proxy.run.ServiceProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// The Service proxy of this instance, in the kernel's packet filter. Its rules stay when it stops: what runs goes on.
final class KernelProxy implements AutoCloseable {
  private final NftSink sink;
  private final ServiceProxy proxy;

  private KernelProxy(NftSink sink, ServiceProxy proxy) {
    this.sink = sink;
    this.proxy = proxy;
  }

  /// The name of the table of the instance with this data folder.
  static String table(Path dataDir) {
    return ContainerdPaths.of(dataDir).network();
  }

  /// Starts it; the rules follow once the API has been read.
  ///
  /// @param bound addresses in the Service ranges that other sockets serve, kept out of translation
  /// @throws IOException if the kernel's door does not open
  static KernelProxy start(
      KubeApi api, Scheduler scheduler, UpConfig config, String node, Set<Bound> bound)
      throws IOException {
    RulesOptions rules =
        RulesOptions.of(table(config.dataDir()), config.serviceCidrs(), List.of(config.podCidr()))
            .withComment("binnacle in " + config.dataDir())
            .withPodEgress(true)
            .withLoopback(true)
            .withBound(bound);
    ProxyOptions options =
        ProxyOptions.of(node, rules)
            .withFamilies(config.serviceCidrs().stream().map(Cidr::family).toList())
            .withHostPorts(true);
    NftSink sink = NftSink.open(null);
    ServiceProxy proxy = new ServiceProxy(api, scheduler, options, sink);
    try {
      proxy.start();
    } catch (IOException | RuntimeException e) {
      proxy.close();
      sink.close();
      throw e;
    }
    return new KernelProxy(sink, proxy);
  }

  @Override
  public void close() {
    proxy.close();
    sink.close();
  }
}

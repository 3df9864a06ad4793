package io.binnacle.attach;

import io.binnacle.client.node.NodeAgents;
import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Json;
import io.binnacle.server.api.ApiServer;
import io.binnacle.server.auth.TokenAuthenticator;
import io.binnacle.server.http.HttpsServer;
import io.binnacle.server.http.Limits;
import io.binnacle.server.registry.InProcessApi;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.registry.RegistryConfig;
import io.binnacle.server.tls.ClusterKeys;
import io.binnacle.server.tls.Kubeconfig;
import io.binnacle.server.tls.ServerTls;
import io.binnacle.server.tls.ServingNames;
import io.binnacle.server.token.TokenAuthority;
import io.binnacle.store.MemoryStore;
import io.binnacle.store.Retention;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/// Our own API behind real HTTPS on a free port of loopback, with a kubeconfig that leads to it.
final class TestCluster implements AutoCloseable {
  final Path kubeconfig;
  final InProcessApi inside;
  final int port;
  final ClusterKeys keys;
  private final VirtualThreadScheduler scheduler = new VirtualThreadScheduler();
  private final HttpsServer https;

  /// @param remembered how many changes it keeps for watches that come late
  TestCluster(Path folder, int remembered) throws IOException {
    InstantSource clock = scheduler.clock();
    SecureRandom secure = new SecureRandom();
    keys =
        ClusterKeys.open(
            folder.resolve("keys"),
            ServingNames.of("cluster.local", "localhost", List.of()),
            clock,
            secure);
    ServerTls tls = ServerTls.of(keys, clock, secure);
    Registry registry =
        new Registry(
            new MemoryStore(new Retention(remembered, Duration.ofHours(1)), clock),
            Schema.builtIn(),
            new RegistryConfig(
                List.of(Cidr.of("10.96.0.0/12")),
                30_000,
                32_767,
                clock,
                new Random(7),
                TokenAuthority.of(keys.tokens(), "cluster.local", clock)));
    ApiServer api =
        new ApiServer(
            new ApiServer.Parts(
                registry,
                Schema.builtIn(),
                scheduler,
                new Random(7),
                new PrometheusRegistry(),
                List.of(),
                "127.0.0.1",
                NodeAgents.NONE));
    https =
        HttpsServer.start(
            new HttpsServer.Config(
                new InetSocketAddress("127.0.0.1", 0),
                tls.context(),
                new TokenAuthenticator(tls.authenticator(), registry.tokens()),
                Limits.DEFAULT,
                clock),
            api);
    port = https.port();
    kubeconfig = folder.resolve("kubeconfig");
    Kubeconfig.write(kubeconfig, "https://127.0.0.1:" + port, keys);
    inside = new InProcessApi(registry, "inside");
    inside.create(
        ResourceName.NAMESPACES, "", Json.object("{\"metadata\":{\"name\":\"default\"}}"));
  }

  /// Cuts all connections at once.
  void stop() {
    https.close(Duration.ZERO);
  }

  @Override
  public void close() {
    stop();
    scheduler.close();
  }
}

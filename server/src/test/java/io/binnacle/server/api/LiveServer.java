package io.binnacle.server.api;

import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.schema.Schema;
import io.binnacle.server.auth.TokenAuthenticator;
import io.binnacle.server.http.HttpsServer;
import io.binnacle.server.http.Limits;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.registry.RegistryConfig;
import io.binnacle.server.tls.ClusterKeys;
import io.binnacle.server.tls.ServerTls;
import io.binnacle.server.tls.ServingNames;
import io.binnacle.server.token.TokenAuthority;
import io.binnacle.store.MemoryStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/// The whole API over HTTPS on a free port of loopback, with a memory store and no controllers: what a real client can
/// be pointed at.
final class LiveServer implements AutoCloseable {
  final Registry registry;
  final Path kubeconfig;
  private final VirtualThreadScheduler scheduler = new VirtualThreadScheduler();
  private final HttpsServer https;

  /// @param folder for keys and the kubeconfig
  LiveServer(Path folder) throws IOException {
    InstantSource clock = scheduler.clock();
    SecureRandom secure = new SecureRandom();
    ClusterKeys keys =
        ClusterKeys.open(
            folder, ServingNames.of("cluster.local", "localhost", List.of()), clock, secure);
    ServerTls tls = ServerTls.of(keys, clock, secure);
    registry =
        new Registry(
            new MemoryStore(),
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
                "127.0.0.1"));
    https =
        HttpsServer.start(
            new HttpsServer.Config(
                new InetSocketAddress("127.0.0.1", 0),
                tls.context(),
                new TokenAuthenticator(tls.authenticator(), registry.tokens()),
                Limits.DEFAULT,
                clock),
            api);
    kubeconfig = folder.resolve("kubeconfig");
    Files.writeString(kubeconfig, kubeconfig(keys, https.port()));
  }

  private static String kubeconfig(ClusterKeys keys, int port) {
    return """
    apiVersion: v1
    kind: Config
    current-context: test
    clusters:
    - name: test
      cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}
    users:
    - name: admin
      user: {client-certificate-data: %s, client-key-data: %s}
    contexts:
    - name: test
      context: {cluster: test, user: admin}
    """
        .formatted(
            port,
            base64(keys.authority().certificatePem()),
            base64(keys.admin().certificatePem()),
            base64(keys.admin().keyPem()));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    https.close();
    scheduler.close();
  }

  /// Serves until the process is ended, to try things by hand: `java … LiveServer FOLDER`.
  public static void main(String[] args) throws Exception {
    try (LiveServer server = new LiveServer(Files.createDirectories(Path.of(args[0])))) {
      System.out.println("export KUBECONFIG=" + server.kubeconfig);
      Thread.currentThread().join();
    }
  }
}

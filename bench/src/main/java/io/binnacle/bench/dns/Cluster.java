package io.binnacle.bench.dns;

import io.binnacle.bench.api.ApiCalls;
import io.binnacle.bench.api.Bodies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/// An API with the Services of a [World]: a Binnacle in memory, with a DNS of its own.
final class Cluster implements AutoCloseable {
  private final World world;
  private final Path data;
  private final int apiPort;
  private final Contender inside;
  private final ApiCalls api;

  private Cluster(World world, Path data, int apiPort, Contender inside, ApiCalls api) {
    this.world = world;
    this.data = data;
    this.apiPort = apiPort;
    this.inside = inside;
    this.api = api;
  }

  /// Starts one and fills it.
  ///
  /// @param folder for its state
  /// @param apiPort free, as is the one after it, which its DNS takes
  static Cluster start(World world, Path folder, int apiPort)
      throws IOException, InterruptedException {
    Path data = folder.resolve("api-" + apiPort);
    int dnsPort = apiPort + 1;
    ServerProcess process =
        ServerProcess.start(
            folder.resolve("api-" + apiPort + ".log"),
            "",
            List.of(),
            List.of(
                "./binnacle",
                "up",
                "--data-dir",
                data.toString(),
                "--runtime",
                "simulated",
                "--nodes",
                "1",
                "--storage",
                "memory",
                "--api-port",
                Integer.toString(apiPort),
                "--dns-listen",
                "127.0.0.1:" + dnsPort,
                "--dns-upstream",
                "none",
                "--proxy",
                "none"));
    try {
      while (!process.says().contains("binnacle is ready")) {
        if (!process.isAlive()) {
          throw new IOException("the API did not start: " + process.says());
        }
        Thread.sleep(20);
      }
      ApiCalls api = ApiCalls.open("https://127.0.0.1:" + apiPort, data);
      // One alone first: many at once would open many connections.
      api.call(Bodies.namespace("bench"));
      api.callAll(World.namespaces());
      api.callAll(world.objects());
      return new Cluster(
          world, data, apiPort, new Contender("in process", true, dnsPort, "", process), api);
    } catch (GeneralSecurityException e) {
      process.close();
      throw new IOException("the administrator's key", e);
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  World world() {
    return world;
  }

  ApiCalls api() {
    return api;
  }

  int apiPort() {
    return apiPort;
  }

  Path data() {
    return data;
  }

  /// Leads to it as administrator.
  Path kubeconfig() {
    return data.resolve("kubeconfig");
  }

  /// A kubeconfig that leads somewhere else, without keys: to a [Relay].
  Path kubeconfig(String url) throws IOException {
    return Files.writeString(
        data.resolve("kubeconfig-" + url.replaceAll("\\W+", "-")),
        """
        apiVersion: v1
        kind: Config
        current-context: bench
        clusters: [{name: bench, cluster: {server: "%s"}}]
        users: [{name: bench, user: {}}]
        contexts: [{name: bench, context: {cluster: bench, user: bench}}]
        """
            .formatted(url));
  }

  /// The DNS in the process of the API.
  Contender inside() {
    return inside;
  }

  @Override
  public void close() {
    api.close();
    inside.close();
  }
}

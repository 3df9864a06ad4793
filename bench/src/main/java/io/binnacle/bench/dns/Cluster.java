package io.binnacle.bench.dns;

import io.binnacle.bench.api.ApiCalls;
import io.binnacle.bench.api.Bodies;
import io.binnacle.bench.api.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// An API with the Services of a [World]: a Binnacle in memory, with a DNS of its own.
final class Cluster implements AutoCloseable {
  private final World world;
  private final Instance instance;
  private final Contender inside;

  private Cluster(World world, Instance instance, Contender inside) {
    this.world = world;
    this.instance = instance;
    this.inside = inside;
  }

  /// Starts one and fills it.
  ///
  /// @param folder for its state
  /// @param apiPort free, as is the one after it, which its DNS takes
  static Cluster start(World world, Path folder, int apiPort)
      throws IOException, InterruptedException {
    Instance instance = Instance.start(folder, apiPort, 1);
    try {
      // One alone first: many at once would open many connections.
      instance.api().call(Bodies.namespace("bench"));
      instance.api().callAll(World.namespaces());
      instance.api().callAll(world.objects());
      Contender inside = new Contender("in process", true, apiPort + 1, "", instance.process());
      return new Cluster(world, instance, inside);
    } catch (IOException | InterruptedException | RuntimeException e) {
      instance.close();
      throw e;
    }
  }

  World world() {
    return world;
  }

  ApiCalls api() {
    return instance.api();
  }

  int apiPort() {
    return instance.apiPort();
  }

  Path data() {
    return instance.data();
  }

  /// Leads to it as administrator.
  Path kubeconfig() {
    return instance.kubeconfig();
  }

  /// A kubeconfig that leads somewhere else, without keys: to a [Relay].
  Path kubeconfig(String url) throws IOException {
    return Files.writeString(
        data().resolve("kubeconfig-" + url.replaceAll("\\W+", "-")),
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
    instance.close();
  }
}

package io.binnacle.attach;

import io.binnacle.client.KubeApi;
import io.binnacle.testkit.KubeApiContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The door over HTTPS, to a server of our own, by the short way.
class RemoteContractTest extends KubeApiContract {
  @TempDir Path folder;
  private @Nullable TestCluster cluster;
  private @Nullable RemoteApi api;

  @BeforeEach
  void open() throws IOException {
    cluster = new TestCluster(folder, REMEMBERED);
    api =
        new RemoteApi(
            access(cluster.kubeconfig), RemoteApi.Options.reading("test").writing(), new Random(7));
  }

  ClusterAccess access(Path kubeconfig) throws IOException {
    return ClusterAccess.kubeconfig(kubeconfig, "");
  }

  /// By the long way, which takes every kubeconfig.
  static final class ThroughFabric8Test extends RemoteContractTest {
    @Override
    ClusterAccess access(Path kubeconfig) throws IOException {
      return ClusterAccess.throughFabric8(kubeconfig, "");
    }
  }

  @AfterEach
  void close() {
    if (api != null) {
      api.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Override
  protected KubeApi api() {
    if (api == null) {
      throw new IllegalStateException("not open yet");
    }
    return api;
  }
}

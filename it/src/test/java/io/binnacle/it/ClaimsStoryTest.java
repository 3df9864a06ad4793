package io.binnacle.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.testkit.image.DebianImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Claims and what is behind them, in real containers.
class ClaimsStoryTest {
  @TempDir Path temp;

  @BeforeAll
  static void needsContainers() {
    Containers.require();
  }

  @Test
  void whatAPodWroteIsThereForTheNextOneAndGoesWithTheClaim()
      throws IOException, InterruptedException {
    DebianImages debian = DebianImages.ofThisClone();
    try (Containers cluster =
        Containers.start(
            temp.resolve("data"),
            List.of(debian.redis()),
            "--pod-cidr",
            "10.247.0.0/16",
            "--service-cidr",
            "10.124.0.0/16")) {
      cluster.must("kubectl apply -f examples/stateful-data.yaml");
      cluster.must("kubectl rollout status statefulset/data --timeout=60s");
      assertThat(cluster.must("kubectl exec data-0 -- redis-cli set who me")).isEqualTo("OK");
      cluster.must("kubectl delete pod data-0");
      cluster.must("kubectl rollout status statefulset/data --timeout=60s");
      cluster.must("kubectl wait --for=condition=Ready pod/data-0 --timeout=60s");
      assertThat(cluster.must("kubectl exec data-0 -- redis-cli get who")).isEqualTo("me");
      cluster.must("kubectl delete statefulset data && kubectl delete pvc --all");
      cluster.must("kubectl wait --for=delete pv --all --timeout=30s");
      try (Stream<Path> left = Files.list(cluster.dataDir().resolve("claims"))) {
        assertThat(left).isEmpty();
      }
    }
  }
}

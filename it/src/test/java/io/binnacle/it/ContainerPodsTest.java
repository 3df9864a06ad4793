package io.binnacle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.testkit.Transcript;
import io.binnacle.testkit.image.DebianImages;
import io.binnacle.testkit.load.Backend;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What a user does with Pods that are containers, each in a few lines.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerPodsTest {
  private Containers cluster;

  @BeforeAll
  void start(@TempDir Path temp) throws IOException, InterruptedException {
    Containers.require();
    DebianImages debian = DebianImages.ofThisClone();
    cluster =
        Containers.start(
            temp.resolve("data"),
            List.of(debian.busybox(), debian.nginx(), debian.netshoot()),
            "--service-cidr",
            "10.113.0.0/16",
            "--pod-cidr",
            "10.246.0.0/16");
  }

  @AfterAll
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void podsBehaveAsTheStoryTells() throws IOException {
    new Transcript(Path.of("src/test/testdata/pods.txt"), cluster.shell(), Normal::form).check();
  }

  /// The Java client that most JUnit suites use, over its own WebSocket.
  @Test
  void fabric8ExecutesReadsLogsAndForwards() throws Exception {
    cluster.must("kubectl run fabric --image=nginx:1.27");
    cluster.must("kubectl wait --for=condition=Ready pod/fabric --timeout=30s");
    Config config = Config.fromKubeconfig(Files.readString(cluster.kubeconfig()));
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      PodResource pod = client.pods().inNamespace("default").withName("fabric");
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      try (ExecWatch exec =
          pod.writingOutput(out)
              .writingError(err)
              .exec("sh", "-c", "echo out; echo err >&2; exit 7")) {
        assertEquals(7, exec.exitCode().get(10, TimeUnit.SECONDS));
      }
      assertEquals("out\n", out.toString(StandardCharsets.UTF_8));
      assertEquals("err\n", err.toString(StandardCharsets.UTF_8));
      try (LocalPortForward forward = pod.portForward(80)) {
        for (int i = 0; i < 3; i++) {
          assertEquals(
              "<!DOCTYPE html>",
              Backend.ask("127.0.0.1", forward.getLocalPort(), Duration.ofSeconds(5)));
        }
      }
      String log = pod.tailingLines(3).getLog();
      assertTrue(log.lines().count() == 3 && log.contains("GET / HTTP/1.1"), log);
    }
  }
}

package io.binnacle.it;

import io.binnacle.testkit.Transcript;
import io.binnacle.testkit.image.DebianImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
}

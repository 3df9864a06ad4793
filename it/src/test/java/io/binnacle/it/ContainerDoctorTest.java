package io.binnacle.it;

import io.binnacle.testkit.Transcript;
import io.binnacle.testkit.image.DebianImages;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What only running containers and a kernel with rules can tell: where a program listens, and where a packet goes.
class ContainerDoctorTest {
  @TempDir Path temp;

  @BeforeAll
  static void needsContainers() {
    Containers.require();
  }

  @Test
  void probesAndTheKernelsRulesSayWhatObjectsDoNot() throws IOException, InterruptedException {
    DebianImages debian = DebianImages.ofThisClone();
    try (Containers cluster =
        Containers.start(temp.resolve("data"), List.of(debian.busybox(), debian.netshoot()))) {
      Path story = Path.of("src/test/testdata/doctor-containers.txt");
      String host = InetAddress.getLocalHost().getHostName();
      Pattern node = Pattern.compile("\\b" + Pattern.quote(host) + "\\b");
      new Transcript(
              story, cluster.shell(), out -> Normal.form(node.matcher(out).replaceAll("<node>")))
          .check();
    }
  }
}

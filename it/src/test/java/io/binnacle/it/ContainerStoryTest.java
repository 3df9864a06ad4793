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

/// The seed text, command by command, in real containers.
class ContainerStoryTest {
  @TempDir Path temp;

  @BeforeAll
  static void needsContainers() {
    Containers.require();
  }

  @Test
  void theSessionOfTheTextRunsAsWritten() throws IOException, InterruptedException {
    DebianImages debian = DebianImages.ofThisClone();
    List<Path> images =
        List.of(
            debian.busybox(),
            debian.curl(),
            debian.redis(),
            debian.nginx(),
            debian.postgres(),
            debian.netshoot());
    try (ExternalHosts outside = ExternalHosts.start();
        Containers cluster =
            Containers.start(temp.resolve("data"), images, "--dns-upstream", outside.dns())) {
      Path story = Path.of("src/test/testdata/containers.txt");
      String host = InetAddress.getLocalHost().getHostName();
      Pattern node = Pattern.compile("\\b" + Pattern.quote(host) + "\\b");
      new Transcript(
              story, cluster.shell(), out -> Normal.form(node.matcher(out).replaceAll("<node>")))
          .check();
    }
  }
}

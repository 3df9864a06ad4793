package io.binnacle.node.volume;

import static io.binnacle.node.env.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.PodFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The volumes of a Pod with mounts of the kernel.
class RealMountsTest {
  private static final PodFacts FACTS = new PodFacts(List.of(), List.of(), Map.of());

  @TempDir Path temp;
  private final SimulatedScheduler scheduler = new SimulatedScheduler(1);
  private final FakeApi api = new FakeApi(scheduler.clock());
  private final LinuxMounter mounter = new LinuxMounter();

  @BeforeEach
  void mayMount() throws IOException {
    Path probe = Files.createDirectory(temp.resolve("probe"));
    boolean may;
    try {
      mounter.tmpfs(probe, 0);
      mounter.unmount(probe);
      may = true;
    } catch (IOException | UnsupportedOperationException _) {
      may = false;
    }
    assumeTrue(may, "needs root with CAP_SYS_ADMIN: mounting is refused here");
  }

  @AfterEach
  void clean() throws IOException {
    for (Path mount : mounter.mountsBelow(temp.toRealPath())) {
      mounter.unmount(mount);
    }
  }

  @Test
  void secretsAreInMemoryASubPathStaysWhatItWasAndNothingIsLeft() throws IOException {
    api.put("secrets/keys", yaml("{data: {token: b25l}}"));
    Obj pod =
        yaml(
            "{metadata: {name: p, namespace: shop, uid: u1}, spec: {volumes: [{name: s, secret:"
                + " {secretName: keys}}, {name: m, emptyDir: {medium: Memory, sizeLimit: 64Ki}}],"
                + " containers: [{name: web, volumeMounts: [{name: s, mountPath: /s}, {name: s,"
                + " mountPath: /t, subPath: token}, {name: m, mountPath: /m, subPath: a/b}]}]}}");
    PodVolumes volumes = new PodVolumes(temp.resolve("pods"), api, mounter, scheduler.clock());
    assertThat(volumes.prepare(pod, FACTS).problems()).isEmpty();
    List<String> hosts = hosts(volumes, pod);
    assertEquals("tmpfs", Files.getFileStore(Path.of(hosts.get(0))).type());
    assertEquals("one", Files.readString(Path.of(hosts.get(0), "token")));
    assertEquals("one", Files.readString(Path.of(hosts.get(1))));
    Files.writeString(Path.of(hosts.get(2), "file"), "x");

    api.put("secrets/keys", yaml("{data: {token: dHdv}}"));
    PodVolumes next = new PodVolumes(temp.resolve("pods"), api, mounter, scheduler.clock());
    assertThat(next.prepare(pod, FACTS).problems()).isEmpty();
    assertEquals("two", Files.readString(Path.of(hosts.get(0), "token")));
    assertEquals("one", Files.readString(Path.of(hosts.get(1))));
    assertEquals("two", Files.readString(Path.of(hosts(next, pod).get(1))));
    assertThat(Path.of(hosts(next, pod).get(2), "file")).exists();

    assertThat(next.tearDown("u1")).isEmpty();
    assertThat(mounter.mountsBelow(temp.toRealPath())).isEmpty();
    assertThat(temp.resolve("pods/u1")).doesNotExist();
  }

  private static List<String> hosts(PodVolumes volumes, Obj pod) {
    Obj container = pod.obj("spec").arr("containers").objects().getFirst();
    return switch (volumes.mounts(pod, container, 0, Map.of(), "")) {
      case MountOutcome.Mounts m -> m.mounts().stream().map(mount -> mount.hostPath()).toList();
      case MountOutcome.Refused r -> throw new AssertionError(r.message());
    };
  }
}

package io.binnacle.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.testkit.Shell;
import io.binnacle.testkit.image.DebianImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// What runs goes on while Binnacle is away, cleanly or not, and the next one goes on with it; and what is to leave nothing
/// leaves nothing. One instance, from its first start to its removal.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContainerRestartTest {
  private static final String[] RANGES = {
    "--service-cidr", "10.120.0.0/16", "--pod-cidr", "10.233.0.0/16"
  };

  /// Every container with its restarts: unchanged, if nothing happened to it.
  private static final String CONTAINERS =
      "kubectl get pods -l app=web -o jsonpath='{range .items[*]}{.metadata.name} {.status.podIP} "
          + "{.status.containerStatuses[*].containerID} {.status.containerStatuses[*].restartCount} "
          + "{.status.conditions[?(@.type==\"Ready\")].status}{\"\\n\"}{end}'";

  private static final String ASK = "curl -s --max-time 2 10.120.9.9";

  @TempDir static Path temp;
  private static @Nullable Containers started;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Containers.require();
    Containers cluster =
        Containers.start(
            temp.resolve("data"), List.of(DebianImages.ofThisClone().busybox()), RANGES);
    started = cluster;
    cluster.must("kubectl apply -f it/src/test/testdata/web.yaml");
    cluster.must("kubectl rollout status deployment/web --timeout=50s");
    assertThat(cluster.must(ASK)).startsWith("web-");
  }

  @AfterAll
  static void stop() {
    if (started != null) {
      started.close();
    }
  }

  private static Containers cluster() {
    Containers running = started;
    if (running == null) {
      throw new AssertionError("not started");
    }
    return running;
  }

  @Test
  @Order(1)
  void podsAndTrafficGoOnThroughAKillAndTheNextOneGoesOn() throws Exception {
    Containers cluster = cluster();
    cluster.must("kubectl run leaving --image=busybox:1.36 -- sleep 1000");
    cluster.await("kubectl get pod leaving", "Running");
    String before = cluster.must(CONTAINERS);
    cluster.must("kubectl delete pod leaving --grace-period=2 --wait=false");

    cluster.kill();
    for (int i = 0; i < 10; i++) {
      assertThat(cluster.must(ASK)).as("while nobody is there").startsWith("web-");
    }

    cluster.startAgain();
    cluster.await("kubectl get pods -o name", "\\A(pod/web-\\S+\\s*){2}\\z");
    assertThat(cluster.must(CONTAINERS)).isEqualTo(before);
    goesOn(cluster);
    assertThat(cluster.must(CONTAINERS)).as("after new Pods came and went").isEqualTo(before);
  }

  @Test
  @Order(2)
  void podsAndTrafficGoOnThroughDownAndUp() throws Exception {
    Containers cluster = cluster();
    String before = cluster.must(CONTAINERS);
    assertThat(cluster.must("$BINNACLE down --data-dir $DATA_DIR"))
        .startsWith("binnacle is down\nits containers and rules stay");
    assertThat(cluster.must(ASK)).startsWith("web-");
    cluster.startAgain();
    assertThat(cluster.must(CONTAINERS)).isEqualTo(before);
    goesOn(cluster);
  }

  @Test
  @Order(3)
  void podsAndTrafficGoOnWhenContainerdIsKilledToo() throws Exception {
    Containers cluster = cluster();
    String before = cluster.must(CONTAINERS);
    Traces traces = new Traces(cluster.dataDir());
    cluster.kill();
    cluster.must("kill -9 $(cat " + traces.paths().run() + "/pid)");
    assertThat(cluster.must(ASK)).startsWith("web-");
    cluster.startAgain();
    assertThat(cluster.must(CONTAINERS)).isEqualTo(before);
    goesOn(cluster);
  }

  @Test
  @Order(4)
  void aContainerThatEndedMeanwhileIsStartedAgainAndNoOtherIs() throws Exception {
    Containers cluster = cluster();
    String[] before = cluster.must(CONTAINERS).split("\n", -1);
    String[] first = before[0].split(" ", -1);
    cluster.kill();
    String id = first[2].replaceFirst(".*://", "");
    cluster.must("kill -9 $(cat /run/binnacle/*/state/*/k8s.io/" + id + "/init.pid)");
    cluster.startAgain();
    String after = cluster.await(CONTAINERS, first[0] + " \\S+ \\S+ 1 True");
    assertThat(after).contains(before[1]).doesNotContain(id);
  }

  @Test
  @Order(5)
  void aSecondOneOnTheSameFolderIsRefusedAndTheFirstStaysWhole() {
    Containers cluster = cluster();
    String before = cluster.must(CONTAINERS);
    String pid = cluster.must("cat /run/binnacle/*/pid");
    Shell.Result second =
        cluster.shell().run("$BINNACLE up --runtime containerd --data-dir $DATA_DIR --api-port 0");
    assertThat(second.output()).contains("is in use by another Binnacle (process ");
    assertThat(second.status()).isEqualTo(1);
    assertThat(cluster.must("cat /run/binnacle/*/pid")).isEqualTo(pid);
    assertThat(cluster.must(CONTAINERS)).isEqualTo(before);
    assertThat(cluster.must(ASK)).startsWith("web-");
  }

  /// Switched to simulated nodes and back.
  @Test
  @Order(6)
  void nodesOfTheOtherKindDoNotLinger() throws Exception {
    Containers cluster = cluster();
    String node = cluster.must("kubectl get nodes -o name");
    Traces traces = new Traces(cluster.dataDir());
    cluster.process().close();

    cluster.startAgain(with("--runtime", "simulated", "--nodes", "2"));
    assertThat(traces.containers()).as("containers nobody looks after").isEmpty();
    cluster.await("kubectl get nodes -o name", "\\Anode/node-1\nnode/node-2\n\\z");
    cluster.must("kubectl rollout status deployment/web --timeout=20s");
    assertThat(cluster.must("kubectl get pods -A -o jsonpath='{.items[*].spec.nodeName}'"))
        .matches("(node-[12] ?)+");
    cluster.process().close();

    cluster.startAgain(with("--runtime", "containerd"));
    cluster.await("kubectl get nodes -o name", "\\A" + node + "\n\\z");
    cluster.must("kubectl rollout status deployment/web --timeout=20s");
    cluster.await(ASK, "web-");
    goesOn(cluster);
  }

  @Test
  @Order(7)
  void purgeAfterAKillLeavesNothingOfOursAndAllOfOthers() throws Exception {
    Containers cluster = cluster();
    Traces traces = new Traces(cluster.dataDir());
    Shell shell = new Shell(Path.of("."), Map.of());
    Path notes = Files.writeString(cluster.dataDir().resolve("notes.txt"), "the user's own");
    shell.run("nft add table ip bn-foreign && nft add chain ip bn-foreign theirs");
    shell.run("ip netns add bn-foreign && ip link add bn-foreign0 type veth peer bn-foreign1");
    try {
      String theirs = shell.run("nft list table ip bn-foreign").output();
      traces.mark();
      assertThat(traces.containers()).isNotEmpty();
      cluster.kill();
      cluster.must("$BINNACLE down --purge --data-dir $DATA_DIR");

      assertThat(notes).hasContent("the user's own");
      Files.delete(notes);
      cluster.must("rm -r $DATA_DIR/kubectl-cache && rmdir $DATA_DIR");
      assertThat(traces.all()).isEmpty();
      assertThat(shell.run("nft list table ip bn-foreign").output()).isEqualTo(theirs);
      assertThat(shell.run("ip netns list").output()).contains("bn-foreign");
      assertThat(shell.run("ip link show bn-foreign0").status()).isZero();
    } finally {
      shell.run("nft delete table ip bn-foreign; ip netns del bn-foreign; ip link del bn-foreign0");
    }
  }

  private static String[] with(String... options) {
    return Stream.concat(Stream.of(RANGES), Stream.of(options)).toArray(String[]::new);
  }

  /// New Pods start, find names, and end.
  private static void goesOn(Containers cluster) {
    cluster.must(
        "kubectl run fresh --image=busybox:1.36 --restart=Never -- nslookup web.default.svc.cluster.local");
    cluster.await("kubectl get pod fresh", "Completed");
    assertThat(cluster.must("kubectl logs fresh")).contains("10.120.9.9");
    cluster.must("kubectl delete pod fresh");
    assertThat(cluster.must(ASK)).startsWith("web-");
  }
}

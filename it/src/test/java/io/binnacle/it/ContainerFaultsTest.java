package io.binnacle.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.testkit.Shell;
import io.binnacle.testkit.image.DebianImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Things that break or are broken by others, one after another in one instance that has five addresses for Pods, two of them
/// taken by the Deployment `web`. After each everything is as it was.
class ContainerFaultsTest {
  private static final String ASK = "curl -s --max-time 2 10.120.9.9";

  /// The Pods of `web`, with their containers and restarts.
  private static final String WEB =
      "kubectl get pods -l app=web -o jsonpath='{range .items[*]}{.metadata.name} "
          + "{.status.containerStatuses[*].containerID} {.status.containerStatuses[*].restartCount} "
          + "{.status.conditions[?(@.type==\"Ready\")].status}{\"\\n\"}{end}'";

  @TempDir static Path temp;
  private static @Nullable Containers started;

  /// While this file is there, no containerd starts.
  private static Path brake() {
    return temp.resolve("brake");
  }

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Containers.require();
    Path bin = Files.createDirectory(temp.resolve("bin"));
    Files.writeString(
        bin.resolve("containerd"),
        """
        #!/bin/sh
        while [ -e %s ]; do sleep 0.1; done
        exec /usr/bin/containerd "$@"
        """
            .formatted(brake()));
    Files.setPosixFilePermissions(
        bin.resolve("containerd"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Containers cluster =
        Containers.start(
            Map.of("PATH", bin + ":" + System.getenv("PATH")),
            temp.resolve("data"),
            List.of(DebianImages.ofThisClone().busybox()),
            "--service-cidr",
            "10.120.0.0/16",
            "--pod-cidr",
            "10.233.0.0/29");
    started = cluster;
    // Without our rules, what is sent to a Service would leave this machine.
    cluster.must(
        """
        nft -f - <<'EOF'
        table ip bn-guard {
          chain out {
            type filter hook postrouting priority srcnat + 10
            ip daddr 10.120.0.0/16 ip daddr != 10.120.0.10 drop
          }
        }
        EOF
        """);
    cluster.must("kubectl apply -f it/src/test/testdata/web.yaml");
    cluster.must("kubectl rollout status deployment/web --timeout=50s");
    assertThat(cluster.must(ASK)).startsWith("web-");
  }

  @AfterAll
  static void stop() {
    if (started != null) {
      started.shell().run("nft delete table ip bn-guard");
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

  private static String table() {
    return "binnacle-" + new Traces(cluster().dataDir()).paths().id();
  }

  @Test
  void whileContainerdIsAwayPodsRunOnAndTheNodeSaysWhyItIsNotReady() throws IOException {
    Containers cluster = cluster();
    String before = cluster.must(WEB);
    Files.createFile(brake());
    cluster.must("kill -9 $(cat " + new Traces(cluster.dataDir()).paths().run() + "/pid)");
    cluster.await(
        "kubectl get nodes -o jsonpath='{.items[*].status.conditions[?(@.type==\"Ready\")]}'",
        "\"message\":\"container runtime is down: .*\"reason\":\"KubeletNotReady\",\"status\":\"False\"");
    assertThat(cluster.must("kubectl get nodes")).contains("NotReady");
    assertThat(cluster.must(ASK)).startsWith("web-");
    assertThat(cluster.must(WEB)).isEqualTo(before);

    Files.delete(brake());
    cluster.await("kubectl get nodes --no-headers", "\\S+ +Ready ");
    assertThat(cluster.must(WEB)).isEqualTo(before);
    cluster.must("kubectl run after --image=busybox:1.36 --restart=Never -- true");
    cluster.await("kubectl get pod after", "Completed");
    cluster.must("kubectl delete pod after");
    assertThat(cluster.must(WEB)).isEqualTo(before);
  }

  @Test
  void aContainerOutOfMemoryIsKilledAndStartedAgainAndThenWaits() {
    Containers cluster = cluster();
    cluster.must(
        """
        kubectl apply -f - <<'EOF'
        apiVersion: v1
        kind: Pod
        metadata: {name: glutton}
        spec:
          terminationGracePeriodSeconds: 0
          containers:
            - name: glutton
              image: busybox:1.36
              command: [tail, /dev/zero]
              resources: {limits: {memory: 16Mi}}
        EOF
        """);
    cluster.await("kubectl get pod glutton", "CrashLoopBackOff +[1-9]");
    assertThat(cluster.must("kubectl describe pod glutton"))
        .containsPattern("Last State: +Terminated\\s+Reason: +OOMKilled\\s+Exit Code: +137")
        .containsPattern("State: +Waiting\\s+Reason: +CrashLoopBackOff")
        .containsPattern(
            "Warning +BackOff .*Back-off restarting failed container glutton in pod glutton_default\\(");
    assertThat(
            cluster.must(
                "kubectl get pod glutton -o jsonpath='{.status.containerStatuses[0].state.waiting.message}'"))
        .matches("back-off 10s restarting failed container=glutton pod=glutton_default\\(.*\\)");
    cluster.must("kubectl delete pod glutton");
  }

  @Test
  void anImageThatIsNowhereIsAskedForAgainAndAgain() {
    Containers cluster = cluster();
    cluster.must("kubectl run lost --image=127.0.0.1:1/nowhere:1 --restart=Never");
    cluster.await("kubectl get pod lost", "ErrImagePull|ImagePullBackOff");
    cluster.await("kubectl get pod lost", "ImagePullBackOff");
    cluster.await("kubectl get events --field-selector involvedObject.name=lost", "BackOff");
    assertThat(cluster.must("kubectl describe pod lost"))
        .containsPattern("Normal +Pulling .*Pulling image \"127.0.0.1:1/nowhere:1\"")
        .containsPattern(
            "Warning +Failed .*Failed to pull image \"127.0.0.1:1/nowhere:1\": .*connection refused")
        .containsPattern("Warning +Failed .*Error: ErrImagePull")
        .containsPattern("Normal +BackOff .*Back-off pulling image \"127.0.0.1:1/nowhere:1\"")
        .containsPattern("Warning +Failed .*Error: ImagePullBackOff");
    cluster.must("kubectl delete pod lost --grace-period=1");
  }

  @Test
  void aPodWithoutAnAddressWaitsAndSaysWhyUntilAnotherGoes() {
    Containers cluster = cluster();
    cluster.must(
        "for i in 1 2 3; do kubectl run full$i --image=busybox:1.36 -- sleep 1000; done;"
            + " for i in 1 2 3; do kubectl wait --for=condition=Ready pod/full$i --timeout=20s; done");
    cluster.must("kubectl run waiting --image=busybox:1.36 -- sleep 1000");
    String events =
        cluster.await(
            "kubectl get events --field-selector involvedObject.name=waiting",
            "FailedCreatePodSandBox");
    assertThat(events)
        .containsPattern(
            "Warning +FailedCreatePodSandBox .*no IP addresses available in range set: 10.233.0.1-10.233.0.6");
    assertThat(cluster.must("kubectl get pod waiting")).contains("ContainerCreating");
    cluster.must("kubectl delete pod full1 --grace-period=1");
    cluster.await("kubectl get pod waiting", "Running");
    cluster.must("kubectl delete pod full2 full3 waiting --grace-period=1");
    cluster.await("kubectl get pods --no-headers", "\\A(web-\\S+ +1/1 [^\n]*\n){2}\\z");
  }

  @Test
  void rulesThatOthersTakeAwayAreBackWithinASecond() {
    Containers cluster = cluster();
    String whole = cluster.must("nft list table ip " + table());
    for (String harm :
        List.of(
            "nft delete table ip " + table(),
            "nft flush table ip " + table(),
            "nft flush map ip " + table() + " $(nft list table ip " + table() + SERVICES)) {
      cluster.must(harm);
      long broken = System.nanoTime();
      cluster.await(ASK + " --connect-timeout 0.2", "web-");
      assertThat(System.nanoTime() - broken).as(harm).isLessThan(2_000_000_000L);
      assertThat(cluster.await("nft list table ip " + table(), "map"))
          .isEqualToIgnoringNewLines(whole);
    }
  }

  /// Of what `nft list table` prints, the name of a map with the Service's address.
  private static final String SERVICES =
      " | awk '/map / {name = $2} /10.120.9.9/ {print name; exit}')";

  /// A table that another process owns (nft's `flags owner`) is one the kernel lets nobody else change.
  @Test
  void whileTheKernelRefusesTheRulesTheNodeSaysSoAndThenTheyAreBuiltAnew() throws Exception {
    Containers cluster = cluster();
    ProcessBuilder thief =
        new ProcessBuilder("nft", "-i")
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("nft.out").toFile());
    Process owner = thief.start();
    try {
      owner
          .outputWriter()
          .append(
              "delete table ip " + table() + "; add table ip " + table() + " { flags owner; }\n")
          .flush();
      cluster.await("nft list table ip " + table(), "flags owner");
      cluster.must("kubectl create service clusterip late --tcp=80:8080");
      cluster.must("kubectl set selector service late app=web");
      cluster.await(
          "kubectl get events -A --field-selector reason=FailedToProgramServices", "not permitted");
      assertThat(cluster.must("nft list table ip " + table()))
          .as("no rules")
          .doesNotContain("10.120.9.9");
    } finally {
      owner.outputWriter().close();
      owner.waitFor();
    }
    cluster.await(ASK, "web-");
    cluster.await(
        "curl -s --max-time 2 $(kubectl get service late -o jsonpath='{.spec.clusterIP}')", "web-");
    cluster.must("kubectl delete service late");
  }

  @Test
  void rulesOfOthersAreObeyedAndStayAsTheyAre() {
    Containers cluster = cluster();
    String pod =
        cluster.must("kubectl get pods -l app=web -o jsonpath='{.items[0].metadata.name}'");
    String inside = "kubectl exec " + pod + " -- timeout 2 wget -q -O - http://10.120.9.9:80";
    Shell shell = cluster.shell();
    String ours = cluster.must("nft list table ip " + table());
    cluster.must(
        """
        nft -f - <<'EOF'
        table inet bn-foreign {
          set doors { type inet_service; elements = { 8080 } }
          chain forward {
            type filter hook forward priority filter; policy accept;
            ip saddr 10.233.0.0/29 tcp dport @doors drop
          }
          chain nat { type nat hook prerouting priority dstnat; policy accept; }
        }
        EOF
        """);
    try {
      String theirs = cluster.must("nft list table inet bn-foreign");
      assertThat(shell.run(inside).status()).as("their rule drops it").isNotZero();
      cluster.must("kubectl create service clusterip more --tcp=80:8080");
      cluster.must("kubectl delete service more");
      assertThat(cluster.must("nft list table inet bn-foreign")).isEqualTo(theirs);
      assertThat(cluster.must("nft list table ip " + table())).isEqualTo(ours);
    } finally {
      shell.run("nft delete table inet bn-foreign");
    }
    cluster.await(inside, "web-");
  }
}

package io.binnacle.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.testkit.BinnacleProcess;
import io.binnacle.testkit.Shell;
import io.binnacle.testkit.image.DebianImages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two instances on one machine, and starts that something is in the way of.
class ContainerNeighboursTest {
  private static final String SERVICES = "10.120.0.0/16";
  private static final String PODS = "10.233.0.0/16";

  @TempDir Path temp;

  @BeforeAll
  static void needsContainers() {
    Containers.require();
  }

  private static Containers start(Path dataDir, String services, String pods) throws Exception {
    List<Path> images = List.of(DebianImages.ofThisClone().busybox());
    return Containers.start(dataDir, images, "--service-cidr", services, "--pod-cidr", pods);
  }

  /// What `binnacle up` says when it does not come up.
  private Shell.Result refused(
      Path dataDir, Map<String, String> environment, int apiPort, String services, String pods) {
    List<String> command =
        BinnacleProcess.command(
            "up",
            "--data-dir",
            dataDir.toString(),
            "--runtime",
            "containerd",
            "--dns-upstream",
            "none",
            "--dns-listen",
            "127.0.0.1:0",
            "--api-port",
            Integer.toString(apiPort),
            "--service-cidr",
            services,
            "--pod-cidr",
            pods);
    Shell.Result result = new Shell(temp, environment).run(String.join(" ", command));
    assertThat(result.status()).as(result.output()).isEqualTo(1);
    return result;
  }

  @Test
  void twoWithRangesOfTheirOwnLiveSideBySide() throws Exception {
    Path one = temp.resolve("one");
    Path two = temp.resolve("two");
    try (Containers first = start(one, SERVICES, PODS)) {
      asks(first, "10.120.0.10");
      Traces traces = new Traces(two);
      try (Containers second = start(two, "10.121.0.0/16", "10.234.0.0/16")) {
        asks(second, "10.121.0.10");
        second.must("kubectl run stays --image=busybox:1.36 -- sleep 1000");
        second.await("kubectl get pod stays", "Running");
        asks(first, "10.120.0.10");
        traces.mark();
      }
      Shell here = new Shell(temp, Map.of());
      here.run("rm -r " + two + "/kubectl-cache && rmdir " + two);
      assertThat(traces.all()).as("of the one that was purged").isEmpty();
      asks(first, "10.120.0.10");

      String pid = first.must("cat " + new Traces(one).paths().run() + "/pid");
      for (String[] own :
          List.of(new String[] {SERVICES, "10.234.0.0/16"}, new String[] {"10.121.0.0/16", PODS})) {
        Path third = temp.resolve("third");
        Shell.Result said = refused(third, Map.of(), 0, own[0], own[1]);
        assertThat(said.output())
            .matches(
                "binnacle: 10\\.\\S+ is an address of this machine already \\(another instance\\?\\);"
                    + " choose another --(service|pod)-cidr\n");
        assertThat(new Traces(third).all()).isEmpty();
      }
      assertThat(first.must("cat " + new Traces(one).paths().run() + "/pid")).isEqualTo(pid);
      asks(first, "10.120.0.10");
    }
  }

  /// Its Pods find names where they are told to ask.
  private static void asks(Containers cluster, String dns) {
    cluster.must(
        "kubectl run asks --image=busybox:1.36 --restart=Never -- nslookup kubernetes.default.svc.cluster.local");
    cluster.await("kubectl get pod asks", "Completed");
    assertThat(cluster.must("kubectl logs asks"))
        .containsPattern("Server:\\s+" + dns.replace(".", "\\."))
        .containsPattern("Address: " + dns.replaceFirst("10$", "1"));
    cluster.must("kubectl delete pod asks");
  }

  @Test
  void withoutRootItSaysWhatIsMissingAndAutoTakesSimulatedNodes() throws Exception {
    Path home = Files.createDirectory(temp.resolve("nobody"));
    // It may read everything: the class path may be root's own.
    String nobody =
        "setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+dac_read_search --ambient-caps=+dac_read_search ";
    new Shell(temp, Map.of()).run("chown 65534 " + home + " && chmod 755 " + temp);
    List<String> up =
        BinnacleProcess.command(
            "up", "--data-dir", home + "/data", "--api-port", "0", "--dns-listen", "127.0.0.1:0");
    String command = nobody + String.join(" ", up);
    Shell shell = new Shell(temp, Map.of("HOME", home.toString()));
    Shell.Result asked = shell.run(command + " --runtime containerd");
    assertThat(asked.output())
        .isEqualTo("binnacle: --runtime containerd: not root (run it with sudo)\n");
    assertThat(asked.status()).isEqualTo(1);
    assertThat(home.resolve("data")).doesNotExist();

    Shell.Result auto =
        shell.run(
            command
                + " > out 2>&1 & until grep -q 'Pods ' out; do sleep 0.1; done; kill -TERM $!; wait $!; cat out");
    assertThat(auto.output())
        .contains("Pods        simulated on 3 nodes: not root (run it with sudo)");
  }

  @Test
  void withoutContainerdItSaysHowToGetIt() {
    // What is looked through beside PATH cannot be hidden from it, so the whole of /usr/bin is
    // another one, in a mount namespace of its own.
    String hide = "mount --bind /dev/null /usr/bin/containerd";
    String up =
        String.join(
            " ",
            BinnacleProcess.command("up", "--data-dir", temp + "/data", "--runtime", "containerd"));
    Shell.Result said =
        new Shell(temp, Map.of()).run("unshare -m sh -c '" + hide + " && exec " + up + "'");
    assertThat(said.output())
        .isEqualTo(
            "binnacle: --runtime containerd: containerd is not installed (Debian: apt install containerd)\n");
    assertThat(said.status()).isEqualTo(1);
    assertThat(temp.resolve("data")).doesNotExist();
  }

  @Test
  void aContainerdThatDoesNotRunIsQuotedAndNothingIsLeft() throws IOException {
    Path bin = Files.createDirectory(temp.resolve("bin"));
    Path broken = bin.resolve("containerd");
    Files.writeString(
        broken,
        """
        #!/bin/sh
        [ "$1" = --version ] && { echo containerd v1.7.0; exit; }
        echo 'cannot find my configuration' >&2
        exit 3
        """);
    Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path data = temp.resolve("data");
    Shell.Result said =
        refused(data, Map.of("PATH", bin + ":" + System.getenv("PATH")), 0, SERVICES, PODS);
    assertThat(said.output())
        .contains(
            "binnacle: containerd ended while it started; it said: cannot find my configuration");
    assertThat(new Traces(data).all()).isEmpty();
  }

  @Test
  void portsThatAreTakenAreNamedAndNothingIsLeft() throws IOException {
    Path data = temp.resolve("data");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Shell.Result said = refused(data, Map.of(), port, SERVICES, PODS);
      assertThat(said.output())
          .isEqualTo(
              "binnacle: cannot listen on localhost:"
                  + port
                  + ": Address already in use; stop what uses it, or choose another port with --api-port\n");
      assertThat(new Traces(data).all()).isEmpty();
    }
    try (Taken _ = Taken.dns()) {
      Shell.Result said = refused(data, Map.of(), 0, SERVICES, PODS);
      assertThat(said.output()).contains("10.120.0.10:53").contains("in use");
      assertThat(new Traces(data).all()).isEmpty();
    }
  }

  @Test
  void aStartThatFailsLeavesWhatWasThereBefore() throws Exception {
    Path data = temp.resolve("data");
    try (Containers cluster = start(data, SERVICES, PODS)) {
      cluster.must("kubectl run stays --image=busybox:1.36 -- sleep 1000");
      cluster.await("kubectl get pod stays", "Running");
      String container =
          "kubectl get pod stays -o jsonpath='{.status.containerStatuses[0].containerID}'";
      String before = cluster.must(container);
      cluster.process().close();
      try (Taken _ = Taken.dns()) {
        refused(data, Map.of(), 0, SERVICES, PODS);
      }
      cluster.startAgain();
      assertThat(cluster.must(container)).isEqualTo(before);
    }
  }

  @Test
  void aStartThatIsBrokenOffLeavesNothing() throws IOException {
    Path data = temp.resolve("data");
    Path bin = Files.createDirectory(temp.resolve("bin"));
    Path slow = bin.resolve("containerd");
    Files.writeString(
        slow,
        """
        #!/bin/sh
        [ "$1" = --version ] && { echo containerd v1.7.0; exit; }
        touch %s
        exec sleep 1000
        """
            .formatted(temp.resolve("starting")));
    Files.setPosixFilePermissions(slow, PosixFilePermissions.fromString("rwxr-xr-x"));
    String up =
        String.join(
            " ",
            BinnacleProcess.command(
                "up",
                "--data-dir",
                data.toString(),
                "--runtime",
                "containerd",
                "--api-port",
                "0",
                "--dns-listen",
                "127.0.0.1:0",
                "--service-cidr",
                SERVICES,
                "--pod-cidr",
                PODS));
    Shell.Result said =
        new Shell(temp, Map.of("PATH", bin + ":" + System.getenv("PATH")))
            .run(up + " & until [ -e starting ]; do sleep 0.1; done; kill -TERM $!; wait $!");
    assertThat(said.status()).as(said.output()).isEqualTo(143);
    assertThat(new Traces(data).all()).isEmpty();
  }

  /// Somebody else's name server, at the address where Pods are to ask ours. The address need not be there yet.
  private record Taken(Process server) implements AutoCloseable {
    static Taken dns() throws IOException {
      Process server =
          new ProcessBuilder("socat", "-u", "TCP-LISTEN:53,bind=10.120.0.10,freebind", "STDOUT")
              .start();
      Shell shell = new Shell(Path.of("."), Map.of());
      shell.run("until ss -tln | grep -q 10.120.0.10:53; do sleep 0.05; done");
      return new Taken(server);
    }

    @Override
    public void close() {
      server.destroy();
      server.onExit().join();
    }
  }
}

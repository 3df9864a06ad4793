package io.binnacle.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.testkit.BinnacleProcess;
import io.binnacle.testkit.image.DebianImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The cluster DNS as containers meet it: what they ask it with, and `binnacle dns` as one of them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerDnsTest {
  private static final String DNS = "10.125.0.10";

  private Containers cluster;

  @BeforeAll
  void start(@TempDir Path temp) throws IOException, InterruptedException {
    Containers.require();
    Stories.requirePrograms("nslookup");
    DebianImages debian = DebianImages.ofThisClone();
    cluster =
        Containers.start(
            temp.resolve("data"),
            List.of(debian.busybox(), debian.nginx()),
            "--service-cidr",
            "10.125.0.0/16",
            "--pod-cidr",
            "10.248.0.0/16");
  }

  @AfterAll
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void nslookupFindsAddressesAndPorts() {
    cluster.must("kubectl apply -f it/src/test/testdata/dns/headless.yaml");
    cluster.must("kubectl rollout status statefulset/peer --timeout=50s");
    cluster.must("kubectl wait --for=condition=Ready pod/client --timeout=30s");
    String pods = cluster.ask("pods -l app=peer", "{range .items[*]}{.status.podIP}{\"\\n\"}{end}");

    // It fails because it asks all of the search list, whatever it has found.
    String addresses = cluster.shell().run("kubectl exec client -- nslookup peer").output();
    assertThat(addresses.lines().filter(l -> l.startsWith("Address: ")).map(l -> l.substring(9)))
        .containsExactlyInAnyOrderElementsOf(pods.lines().toList());
    assertThat(addresses).contains("Name:\tpeer.default.svc.cluster.local");

    String ports =
        cluster.must(
            "kubectl exec client -- nslookup -type=srv _redis._tcp.peer.default.svc.cluster.local");
    assertThat(ports)
        .contains("service = 0 50 6379 peer-0.peer.default.svc.cluster.local")
        .contains("service = 0 50 6379 peer-1.peer.default.svc.cluster.local");

    // The one of BIND complains where recursion is not available, and goes to the next server.
    String bind =
        cluster.must("nslookup -type=srv _redis._tcp.peer.default.svc.cluster.local " + DNS);
    assertThat(bind).contains("service = 0 50 6379 peer-0").doesNotContain("ecursion");
    assertThat(cluster.must("dig @" + DNS + " peer.default.svc.cluster.local"))
        .contains("flags: qr aa rd ra;");
  }

  /// Where the API is and who asks for it comes from the Pod alone. Before there is RBAC here a service account may read nothing:
  /// the DNS is told so by the API it has found, and says what it takes.
  @Test
  void aPodKnowsItsApiByItself() throws IOException {
    cluster.must("kubectl create serviceaccount binnacle-dns -n kube-system");
    cluster.must("kubectl apply -f deploy/configmap.yaml");
    Path manifest = cluster.dataDir().resolveSibling("dns-pod.yaml");
    Files.writeString(manifest, pod());
    cluster.must("kubectl apply -f " + manifest);
    cluster.await("kubectl get pod -n kube-system dns-alone", "Running");
    String ip = cluster.ask("pod -n kube-system dns-alone", "{.status.podIP}");
    assertThat(
            cluster.await(
                "curl -s http://" + ip + ":8181/ready",
                "it takes the verbs list and watch on services in all namespaces"))
        .contains("system:serviceaccount:kube-system:binnacle-dns");
    assertThat(cluster.must("dig @" + ip + " kubernetes.default.svc.cluster.local"))
        .contains("status: SERVFAIL");
    assertThat(cluster.must("curl -s http://" + ip + ":8080/health")).isEqualTo("OK");
  }

  /// The JDK and the classes of this test, in a container that has none.
  private static String pod() throws IOException {
    List<String> command = BinnacleProcess.command("dns", "--conf", "/etc/coredns/Corefile");
    String classPath = command.get(command.indexOf("-cp") + 1);
    Path libraries;
    try (Stream<Path> all = Files.list(Path.of("/usr/lib"))) {
      libraries = all.filter(p -> p.toString().endsWith("-linux-gnu")).findFirst().orElseThrow();
    }
    Stream<Path> classes =
        List.of(classPath.split(":")).stream()
            .map(p -> Path.of(p).toAbsolutePath().normalize().getParent());
    List<Path> folders =
        Stream.concat(Stream.of(Path.of(System.getProperty("java.home"))), classes)
            .distinct()
            .toList();
    StringBuilder mounts = new StringBuilder(mount("libraries", Path.of("/host")));
    StringBuilder volumes = new StringBuilder(volume("libraries", libraries));
    for (int i = 0; i < folders.size(); i++) {
      mounts.append(mount("v" + i, folders.get(i)));
      volumes.append(volume("v" + i, folders.get(i)));
    }
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: dns-alone
      namespace: kube-system
    spec:
      serviceAccountName: binnacle-dns
      dnsPolicy: Default
      containers:
        - name: dns
          image: nginx:1.27
          command: [%s]
          # What the image lacks comes from here, the rest must be its own.
          env: [{name: LD_LIBRARY_PATH, value: "/lib/%s:/host"}]
          volumeMounts:
            - {name: config, mountPath: /etc/coredns, readOnly: true}
    %s  volumes:
        - {name: config, configMap: {name: coredns}}
    %s\
    """
        .formatted(
            command.stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(", ")),
            libraries.getFileName(),
            mounts,
            volumes);
  }

  private static String mount(String name, Path at) {
    return "        - {name: %s, mountPath: %s, readOnly: true}\n".formatted(name, at);
  }

  private static String volume(String name, Path of) {
    return "    - {name: %s, hostPath: {path: %s}}\n".formatted(name, of);
  }
}

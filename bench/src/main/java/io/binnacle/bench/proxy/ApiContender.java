package io.binnacle.bench.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A whole Service proxy as its user starts it. The first is ours; ratios are against it.
enum ApiContender {
  /// Ours, alone, as a user starts it; the launcher becomes the Java process.
  BINNACLE("binnacle") {
    @Override
    List<String> command(Path folder, Path kubeconfig) {
      return List.of(
          Path.of("binnacle").toAbsolutePath().toString(),
          "proxy",
          "--kubeconfig",
          kubeconfig.toString(),
          "--node-name",
          "node-1",
          "--service-cidr",
          Fleet.SERVICES,
          "--pod-cidr",
          Fleet.PODS,
          "--table",
          "binnacle-bench");
    }
  },
  /// kube-proxy in nftables mode with the settings it comes with: at most one sync a second, two in a burst.
  KUBE_PROXY("kube-proxy") {
    @Override
    List<String> command(Path folder, Path kubeconfig) throws IOException {
      return kubeProxy(folder, kubeconfig, "1s");
    }
  },
  /// kube-proxy allowed to sync as often as it can.
  EAGER_KUBE_PROXY("kube-proxy-eager") {
    @Override
    List<String> command(Path folder, Path kubeconfig) throws IOException {
      return kubeProxy(folder, kubeconfig, "1ms");
    }
  };

  /// Where `bench/kube-proxy.sh` puts it.
  static final Path KUBE_PROXY_PROGRAM = Path.of("bench", "target", "kube-proxy", "kube-proxy");

  private final String title;

  ApiContender(String title) {
    this.title = title;
  }

  /// As said on the command line and in tables.
  String title() {
    return title;
  }

  static ApiContender of(String title) {
    return Arrays.stream(values())
        .filter(c -> c.title.equals(title))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no contender " + title + ": want binnacle, kube-proxy, kube-proxy-eager"));
  }

  /// What starts it.
  ///
  /// @param folder for files it needs
  abstract List<String> command(Path folder, Path kubeconfig) throws IOException;

  private static List<String> kubeProxy(Path folder, Path kubeconfig, String minSyncPeriod)
      throws IOException {
    if (!Files.isExecutable(KUBE_PROXY_PROGRAM)) {
      throw new IOException(KUBE_PROXY_PROGRAM + " is missing: run bench/kube-proxy.sh first");
    }
    Path config = folder.resolve("kube-proxy.yaml");
    // In a network namespace it may not set the size of the machine's connection table: 0 leaves it
    // alone.
    Files.writeString(
        config,
        """
        apiVersion: kubeproxy.config.k8s.io/v1alpha1
        kind: KubeProxyConfiguration
        mode: nftables
        clientConnection: {kubeconfig: "%s", qps: 50, burst: 100}
        clusterCIDR: %s
        hostnameOverride: node-1
        nftables: {minSyncPeriod: %s, syncPeriod: 30s}
        conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
        metricsBindAddress: 127.0.0.1:10249
        healthzBindAddress: 127.0.0.1:10256
        """
            .formatted(kubeconfig, Fleet.PODS, minSyncPeriod));
    return List.of(KUBE_PROXY_PROGRAM.toAbsolutePath().toString(), "--config", config.toString());
  }
}

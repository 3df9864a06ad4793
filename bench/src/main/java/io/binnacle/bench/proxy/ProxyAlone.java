package io.binnacle.bench.proxy;

import io.binnacle.attach.ClusterAccess;
import io.binnacle.attach.RemoteApi;
import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.proxy.rules.RulesOptions;
import io.binnacle.proxy.run.NftSink;
import io.binnacle.proxy.run.ProxyOptions;
import io.binnacle.proxy.run.ServiceProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/// Our Service proxy alone against an API, in nftables mode, until its standard input or the process ends: the parts of
/// `binnacle proxy`, wired for a measurement.
final class ProxyAlone {
  private ProxyAlone() {}

  /// @param args a kubeconfig file and the node's name
  public static void main(String[] args) throws IOException {
    RulesOptions rules =
        RulesOptions.of(
            "binnacle-bench",
            List.of(OwnContender.cidr(Fleet.SERVICES)),
            List.of(OwnContender.cidr(Fleet.PODS)));
    ClusterAccess access = ClusterAccess.kubeconfig(Path.of(args[0]), "");
    try (VirtualThreadScheduler scheduler = new VirtualThreadScheduler();
        RemoteApi api =
            new RemoteApi(
                access, RemoteApi.Options.reading("binnacle-proxy").writing(), new SecureRandom());
        NftSink sink = NftSink.open(null);
        ServiceProxy proxy =
            new ServiceProxy(api, scheduler, ProxyOptions.of(args[1], rules), sink)) {
      proxy.start();
      while (System.in.read() >= 0) {
        // Only its end matters.
      }
    }
  }
}

package io.binnacle.proxy.kernel;

import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.proxy.ApiInMemory;
import io.binnacle.proxy.Await;
import io.binnacle.proxy.Given;
import io.binnacle.proxy.run.NftSink;
import io.binnacle.proxy.run.ProxyOptions;
import io.binnacle.proxy.run.ServiceProxy;
import java.io.IOException;
import java.util.List;

/// A proxy at work on the node of some [Machines], under an API in memory.
final class Rig implements AutoCloseable {
  final VirtualThreadScheduler scheduler = new VirtualThreadScheduler();
  final ApiInMemory api;
  final NftSink sink;
  final ServiceProxy proxy;

  Rig(Machines machines, String serviceCidrs, ProxyOptions options) throws IOException {
    api = new ApiInMemory(scheduler, serviceCidrs);
    sink = NftSink.open(machines.path("node"));
    proxy = new ServiceProxy(api.api, scheduler, options, sink);
    proxy.start();
    Await.until("the first rules", proxy::isReady);
  }

  static ProxyOptions options() {
    return ProxyOptions.of("n1", Given.OPTIONS)
        .withFamilies(List.of(IpAddress.Family.IPv4, IpAddress.Family.IPv6));
  }

  @Override
  public void close() throws IOException {
    proxy.removeAll();
    proxy.close();
    sink.close();
    scheduler.close();
  }
}

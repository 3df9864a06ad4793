package io.binnacle.proxy.kernel;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.Target;
import io.binnacle.client.run.VirtualThreadScheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Obj;
import io.binnacle.proxy.Given;
import io.binnacle.proxy.run.NftSink;
import io.binnacle.proxy.run.ProxyOptions;
import io.binnacle.proxy.run.ServiceProxy;
import io.binnacle.server.registry.InProcessApi;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.registry.RegistryConfig;
import io.binnacle.store.MemoryStore;
import io.binnacle.store.Retention;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A proxy at work on the node of some [Machines], under an API in memory.
final class Rig implements AutoCloseable {
  final VirtualThreadScheduler scheduler = new VirtualThreadScheduler();
  final KubeApi api;
  final NftSink sink;
  ServiceProxy proxy;

  Rig(Machines machines, ProxyOptions options) throws Exception {
    Registry registry =
        new Registry(
            new MemoryStore(Retention.DEFAULT, scheduler.clock()),
            Schema.builtIn(),
            RegistryConfig.usual(scheduler.clock(), new Random(1)));
    api = new InProcessApi(registry, "test");
    create(ResourceName.NAMESPACES, "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'default'}}");
    create(
        ResourceName.NODES,
        "{'apiVersion':'v1','kind':'Node','metadata':{'name':'n1','labels':"
            + "{'topology.kubernetes.io/zone':'z1'}},'status':{'addresses':["
            + "{'type':'InternalIP','address':'192.168.1.10'},{'type':'InternalIP','address':'fd01::10'}]}}");
    sink = NftSink.open(machines.path("node"));
    proxy = new ServiceProxy(api, scheduler, options, sink);
    proxy.start();
    await("the first rules", () -> proxy.isReady());
  }

  static ProxyOptions options() {
    return ProxyOptions.of("n1", Given.OPTIONS)
        .withFamilies(List.of(IpAddress.Family.IPv4, IpAddress.Family.IPv6));
  }

  void create(ResourceName resource, String json) {
    Obj object = Given.json(json);
    api.create(resource, resource.equals(ResourceName.NAMESPACES) || resource.equals(ResourceName.NODES) ? "" : "default", object);
  }

  /// A Service without selector, so that its slices are the test's.
  void service(String name, String spec) {
    put(ResourceName.SERVICES, Given.service(name, spec));
  }

  void status(String name, String status) {
    Obj service = api.get(Target.of(ResourceName.SERVICES, "default", name));
    api.update(
        Target.of(ResourceName.SERVICES, service).status(),
        service.with("status", Given.json("{" + status + "}")));
  }

  void slice(String service, String ports, String... endpoints) {
    String family = endpoints.length > 0 && endpoints[0].contains(":") ? "-6" : "-4";
    put(
        ResourceName.ENDPOINT_SLICES,
        Given.slice(service + family, service, ports, endpoints));
  }

  void delete(String service) {
    api.delete(Target.of(ResourceName.SERVICES, "default", service), DeleteOptions.DEFAULT);
  }

  private void put(ResourceName resource, Obj object) {
    try {
      Obj known = api.get(Target.of(resource, "default", Meta.name(object)));
      Obj spec = object;
      if (resource.equals(ResourceName.SERVICES)) {
        spec = object.with("metadata", known.obj("metadata")).with("status", known.obj("status"));
      }
      api.update(Target.of(resource, "default", Meta.name(object)), spec);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      api.create(resource, "default", object);
    }
  }

  /// Waits up to ten seconds.
  static void await(String what, BooleanSupplier goal) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!goal.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within ten seconds: " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() throws IOException {
    proxy.removeAll();
    proxy.close();
    sink.close();
    scheduler.close();
  }
}

package io.binnacle.proxy;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Target;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.registry.InProcessApi;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.registry.RegistryConfig;
import io.binnacle.store.MemoryStore;
import io.binnacle.store.Retention;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A whole API in memory with the node `n1` and the namespace `default`, where slices are written by hand.
public final class ApiInMemory {
  public final KubeApi api;

  /// @param serviceCidrs one or two, with a comma between them
  public ApiInMemory(Scheduler scheduler, String serviceCidrs) {
    Registry registry =
        new Registry(
            new MemoryStore(Retention.DEFAULT, scheduler.clock()),
            Schema.builtIn(),
            new RegistryConfig(
                Arrays.stream(serviceCidrs.split(",")).map(Cidr::of).toList(),
                30_000,
                32_767,
                scheduler.clock(),
                new Random(1)));
    api = new InProcessApi(registry, "test");
    api.create(
        ResourceName.NAMESPACES,
        "",
        Given.json("{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'default'}}"));
    api.create(
        ResourceName.NODES,
        "",
        Given.json(
            "{'apiVersion':'v1','kind':'Node','metadata':{'name':'n1','labels':"
                + "{'topology.kubernetes.io/zone':'z1'}},'status':{'addresses':["
                + "{'type':'InternalIP','address':'192.168.1.10'},"
                + "{'type':'InternalIP','address':'fd01::10'}]}}"));
  }

  /// Creates or replaces a Service without selector.
  public void service(String name, String spec) {
    put(ResourceName.SERVICES, Given.service(name, spec));
  }

  /// Writes the status of a Service.
  public void status(String name, String status) {
    Obj service = service(name);
    api.update(
        Target.of(ResourceName.SERVICES, service).status(),
        service.with("status", Given.json("{" + status + "}")));
  }

  public Obj service(String name) {
    return api.get(Target.of(ResourceName.SERVICES, "default", name));
  }

  /// Creates or replaces the one slice of a Service and a family; words as in [Given#slice].
  public void slice(String service, String ports, String... endpoints) {
    String family = endpoints.length > 0 && endpoints[0].contains(":") ? "-6" : "-4";
    put(ResourceName.ENDPOINT_SLICES, Given.slice(service + family, service, ports, endpoints));
  }

  public void delete(String service) {
    api.delete(Target.of(ResourceName.SERVICES, "default", service), DeleteOptions.DEFAULT);
  }

  /// `reason: message` of every Event.
  public List<String> events() {
    return api.list(ResourceName.EVENTS, "default", ListOptions.ALL).items().stream()
        .map(event -> event.str("reason") + ": " + event.str("message"))
        .toList();
  }

  private void put(ResourceName resource, Obj object) {
    Target target = Target.of(resource, "default", Meta.name(object));
    try {
      Obj known = api.get(target);
      Obj next = object.with("metadata", known.obj("metadata"));
      api.update(
          target,
          resource.equals(ResourceName.SERVICES) ? next.with("status", known.obj("status")) : next);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      api.create(resource, "default", object);
    }
  }
}

package io.binnacle.doctor.corpus.world;

import io.binnacle.control.endpoints.EndpointsPlanner;
import io.binnacle.control.endpoints.MirrorPlanner;
import io.binnacle.control.endpointslice.EndpointSlicePlan;
import io.binnacle.control.endpointslice.EndpointSlicePlanner;
import io.binnacle.control.endpointslice.Observed;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What API server and controllers write for Services: addresses, node ports, slices, Endpoints, balancers' addresses.
final class Services {
  private final World world;
  private final Settled out;
  private final Set<String> taken = new HashSet<>();
  private final Set<Integer> ports = new HashSet<>();

  Services(World world, Settled out) {
    this.world = world;
    this.out = out;
  }

  void write() {
    for (Obj service : out.all(ResourceName.SERVICES)) {
      taken.addAll(service.obj("spec").arr("clusterIPs").strings());
      taken.add(service.obj("spec").str("clusterIP"));
      service
          .obj("spec")
          .arr("ports")
          .objects()
          .forEach(p -> ports.add((int) p.integer("nodePort", 0)));
    }
    Map<String, String> zones = new TreeMap<>();
    for (Obj node : out.all(ResourceName.NODES)) {
      zones.put(Meta.name(node), NodeView.of(node).zone());
    }
    for (Obj service : List.copyOf(out.all(ResourceName.SERVICES))) {
      Obj allocated = allocate(service);
      out.put(ResourceName.SERVICES, allocated);
      ServiceView view = ServiceView.of(allocated);
      if (view.hasSelector() && !view.isExternalName()) {
        endpoints(view, zones);
      }
    }
    world.leaders.forEach(this::lead);
    for (Obj endpoints : List.copyOf(out.all(ResourceName.ENDPOINTS))) {
      ServiceView service = out.service(ObjectKey.of(endpoints));
      if (service != null && !service.hasSelector()) {
        MirrorPlanner.Plan plan = MirrorPlanner.plan(endpoints, List.of());
        int made = 0;
        for (Obj slice : plan.create()) {
          out.put(ResourceName.ENDPOINT_SLICES, named(slice, service.name(), made++));
        }
      }
    }
  }

  /// What an operator does: its Endpoints have the leader alone.
  private void lead(String endpoints, String workload) {
    int slash = endpoints.indexOf('/');
    ObjectKey key = new ObjectKey(endpoints.substring(0, slash), endpoints.substring(slash + 1));
    Obj object = out.find(ResourceName.ENDPOINTS, key);
    List<PodView> ready = out.podsOf(workload).stream().filter(PodView::isReady).toList();
    if (object != null) {
      Obj led =
          ready.isEmpty()
              ? object.without("subsets")
              : Tree.set(object, ready.getFirst().podIp(), "subsets", 0, "addresses", 0, "ip");
      out.put(ResourceName.ENDPOINTS, led);
    }
  }

  private Obj allocate(Obj service) {
    ServiceView view = ServiceView.of(service);
    if (view.isExternalName()) {
      return service;
    }
    Obj spec = service.obj("spec");
    String policy = spec.str("ipFamilyPolicy", "SingleStack");
    List<String> families = spec.arr("ipFamilies").strings();
    if (families.isEmpty()) {
      families =
          world.dual && !policy.equals("SingleStack") ? List.of("IPv4", "IPv6") : List.of("IPv4");
    }
    spec = spec.with("ipFamilies", Arr.strings(families)).with("ipFamilyPolicy", policy);
    if (view.isHeadless()) {
      spec = spec.with("clusterIPs", Arr.strings(List.of(ServiceView.NONE)));
    } else {
      List<String> ips = new ArrayList<>(view.clusterIps());
      for (int i = ips.size(); i < families.size(); i++) {
        ips.add(address(service, families.get(i)));
      }
      spec = spec.with("clusterIP", ips.getFirst()).with("clusterIPs", Arr.strings(ips));
    }
    if (view.type() == ServiceView.Type.NODE_PORT
        || view.type() == ServiceView.Type.LOAD_BALANCER) {
      spec = spec.with("ports", nodePorts(service));
      if (view.needsHealthCheckNodePort() && view.healthCheckNodePort() == 0) {
        spec = spec.with("healthCheckNodePort", nodePort(Meta.name(service) + "-health"));
      }
    }
    Obj done = service.with("spec", spec);
    if (view.type() == ServiceView.Type.LOAD_BALANCER
        && world.balancer
        && view.ingress().isEmpty()) {
      String ip = "198.51.100." + (1 + Settler.number(view.key().toString(), 200));
      Obj ingress = Obj.builder().put("ip", ip).put("ipMode", "VIP").build();
      done = done.with("status", Obj.of("loadBalancer", Obj.of("ingress", Arr.of(ingress))));
    }
    return done;
  }

  private Arr nodePorts(Obj service) {
    if (!service.obj("spec").bool("allocateLoadBalancerNodePorts", true)) {
      return service.obj("spec").arr("ports");
    }
    return service
        .obj("spec")
        .arr("ports")
        .map(port -> {
          Obj p = (Obj) port;
          return p.integer("nodePort", 0) != 0
              ? p
              : p.with("nodePort", nodePort(Meta.name(service) + p.str("name")));
        });
  }

  private int nodePort(String seed) {
    int port = 30_100 + Settler.number(seed, 2_600);
    while (!ports.add(port)) {
      port++;
    }
    return port;
  }

  private String address(Obj service, String family) {
    int number = Settler.number(ObjectKey.of(service).toString(), 50_000);
    while (true) {
      String ip =
          family.equals("IPv6")
              ? "fd00:10:96::" + Integer.toHexString(4096 + number)
              : "10." + (97 + number % 5) + "." + (number / 250 + 1) + "." + (number % 250 + 1);
      if (taken.add(ip)) {
        return ip;
      }
      number++;
    }
  }

  private void endpoints(ServiceView service, Map<String, String> zones) {
    // A Service that is being deleted keeps the slices it had.
    Obj before = Tree.set(service.object(), (Value) null, "metadata", "deletionTimestamp");
    Observed seen = new Observed(ServiceView.of(before), out.podsBehind(service), List.of(), zones);
    EndpointSlicePlan plan =
        EndpointSlicePlanner.plan(
            seen,
            EndpointSlicePlanner.DEFAULT_MAX_ENDPOINTS,
            EndpointSlicePlanner.ALL_AT_ONCE,
            null);
    int made = 0;
    for (Obj slice : plan.create()) {
      Obj hinted = service.trafficDistribution().isEmpty() ? slice : hinted(slice);
      out.put(ResourceName.ENDPOINT_SLICES, named(hinted, service.name(), made++));
    }
    Obj endpoints = EndpointsPlanner.plan(service, out.podsBehind(service), null, null);
    if (endpoints != null && out.find(ResourceName.ENDPOINTS, service.key()) == null) {
      out.put(ResourceName.ENDPOINTS, Settler.born(endpoints));
    }
  }

  /// Each endpoint for its own zone, as `PreferClose` has it.
  private static Obj hinted(Obj slice) {
    return slice.with(
        "endpoints",
        slice
            .arr("endpoints")
            .map(e -> {
              Obj endpoint = (Obj) e;
              boolean ready = endpoint.obj("conditions").bool("ready", false);
              Value zone = Obj.of("name", Str.of(endpoint.str("zone")));
              return ready ? endpoint.with("hints", Obj.of("forZones", Arr.of(zone))) : endpoint;
            }));
  }

  private static Obj named(Obj slice, String service, int number) {
    String name = service + "-" + Settler.letters(Meta.namespace(slice) + service + number, 5);
    return Settler.born(Tree.set(slice, name, "metadata", "name"));
  }
}

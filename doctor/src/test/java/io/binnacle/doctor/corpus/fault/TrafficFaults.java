package io.binnacle.doctor.corpus.fault;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Traffic policies, affinity, balancers.
final class TrafficFaults {
  private TrafficFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of("internal-local-empty", 3, TrafficFaults::internalLocal),
        Fault.of("external-local-empty", 2, TrafficFaults::externalLocal),
        Fault.of("zone-starved", 2, TrafficFaults::starved),
        Fault.of("affinity-masked", 3, TrafficFaults::affinity),
        Fault.of("load-balancer-pending", 3, TrafficFaults::pending),
        Fault.of("source-ranges", 5, TrafficFaults::ranges),
        Fault.of("other-proxy", 2, TrafficFaults::otherProxy),
        Fault.of("health-check-port", 2, TrafficFaults::healthCheck));
  }

  private static boolean fits(Site site) {
    return site.isVirtual() && site.hasWorkload() && !site.uses().isEmpty();
  }

  private static void outside(Site site) {
    ServiceView.Port port = site.view().ports().getFirst();
    site.world()
        .uses
        .removeIf(u -> u.from().equals("outside") && u.host().equals(site.service().toString()));
    site.world()
        .uses
        .add(new World.Use("outside", site.service().toString(), port.port(), port.protocol()));
  }

  private static @Nullable Injected internalLocal(Site site, int way) {
    if (!fits(site) || !site.isA("Deployment")) {
      return null;
    }
    site.editService(Str.of("Local"), "spec", "internalTrafficPolicy");
    if (way > 0) {
      int replicas = way;
      site.world().edit(site.workload(), o -> Tree.set(o, replicas, "spec", "replicas"));
    }
    return Injected.of(Truth.service("internal-local-empty", site, "spec.internalTrafficPolicy"));
  }

  private static @Nullable Injected externalLocal(Site site, int way) {
    if (!fits(site)
        || !site.isA("Deployment")
        || site.view().ports().getFirst().protocol().equals("UDP")
        || !site.world().all("NetworkPolicy").isEmpty()) {
      return null;
    }
    site.world().edit(site.workload(), o -> Tree.set(o, 1, "spec", "replicas"));
    site.editService(Str.of("Local"), "spec", "externalTrafficPolicy");
    if (way == 0) {
      site.editService(Str.of("NodePort"), "spec", "type");
      site.editService(null, "spec", "loadBalancerSourceRanges");
      outside(site);
      return Injected.of(Truth.service("external-local-empty", site, "spec")).noteOnly();
    }
    // The address of one node is published as external, and the Pod runs on another.
    if (site.view().type() != ServiceView.Type.CLUSTER_IP) {
      return null;
    }
    site.world().podNodes.put(site.id() + "#0", "worker-2");
    site.editService(Arr.of(Str.of("192.168.10.11")), "spec", "externalIPs");
    return Injected.of(Truth.service("external-local-empty", site, "spec"))
        .failing(settled -> {
          ServiceView now = settled.service(site.service());
          boolean here =
              settled.slices(site.service()).stream()
                  .flatMap(s -> s.endpoints().stream())
                  .anyMatch(e -> e.isReady() && e.nodeName().equals("worker-1"));
          return now == null || !now.externalTrafficLocal() || here
              ? List.of()
              : List.of("dropped: 192.168.10.11 is worker-1, which has no endpoint");
        });
  }

  private static @Nullable Injected starved(Site site, int way) {
    if (!fits(site)
        || !site.isA("Deployment")
        || site.world().meant.getOrDefault(site.service(), java.util.Set.of()).size() != 1) {
      return null;
    }
    site.editService(Str.of("PreferClose"), "spec", "trafficDistribution");
    int replicas = way == 0 ? 6 : 9;
    site.world().edit(site.workload(), o -> Tree.set(o, replicas, "spec", "replicas"));
    for (int i = 0; i < replicas; i++) {
      site.world().podNodes.put(site.id() + "#" + i, i == 0 ? "worker-1" : "worker-3");
    }
    return Injected.of(Truth.service("zone-starved", site, "").at(site.workload(), ""))
        .failing(settled -> overloaded(settled, site));
  }

  /// How much more one endpoint gets than it would if zones did not count: nodes stand for clients.
  private static List<String> overloaded(Settled settled, Site site) {
    Map<String, Integer> nodes = new TreeMap<>(Map.of("zone-a", 2, "zone-b", 1));
    Map<String, Integer> hinted = new TreeMap<>();
    int all = 0;
    for (SliceView slice : settled.slices(site.service())) {
      for (SliceView.Endpoint endpoint : slice.endpoints()) {
        if (endpoint.isReady() && endpoint.hintZones().isEmpty()) {
          return List.of(); // one without a hint, and hints count for nothing
        }
        if (endpoint.isReady()) {
          all++;
          endpoint.hintZones().forEach(z -> hinted.merge(z, 1, Integer::sum));
        }
      }
    }
    List<String> out = new ArrayList<>();
    for (Map.Entry<String, Integer> zone : nodes.entrySet()) {
      int here = hinted.getOrDefault(zone.getKey(), 0);
      double load = here == 0 ? 0 : zone.getValue() / 3.0 / here * all;
      if (load >= 3) {
        out.add("an endpoint of " + zone.getKey() + " gets " + load + " times its share");
      }
    }
    return out;
  }

  /// All requests come from a proxy of HTTP: the ingress controller, or a balancer that ends connections.
  private static @Nullable Injected affinity(Site site, int way) {
    if (!fits(site)
        || site.world().all("NetworkPolicy").size() > 0
        || site.view().type() != ServiceView.Type.CLUSTER_IP) {
      return null;
    }
    site.editService(Str.of("ClientIP"), "spec", "sessionAffinity");
    if (way == 1) {
      site.editService(Int.of(300), "spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds");
    }
    if (way == 2) {
      site.editService(Str.of("LoadBalancer"), "spec", "type");
      site.editService(
          io.binnacle.doctor.corpus.world.Tree.set(
              Obj.EMPTY,
              Arr.of(Obj.of("ip", Str.of("198.51.100.77"), "ipMode", Str.of("Proxy"))),
              "loadBalancer",
              "ingress"),
          "status");
    } else {
      int port = site.view().ports().getFirst().port();
      site.world()
          .apply(
              "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: front, namespace: "
                  + site.service().namespace()
                  + "}, spec: {rules: [{host: app.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: "
                  + site.service().name()
                  + ", port: {number: "
                  + port
                  + "}}}}]}}]}}");
    }
    return Injected.of(Truth.service("affinity-masked", site, "spec"))
        .noteOnly()
        .failing(settled -> {
          ServiceView now = settled.service(site.service());
          return now != null && now.affinitySeconds() > 0
              ? List.of("every request comes from the proxy in front")
              : List.of();
        });
  }

  private static @Nullable Injected pending(Site site, int way) {
    if (!fits(site) || site.world().all("NetworkPolicy").size() > 0) {
      return null;
    }
    site.editService(Str.of("LoadBalancer"), "spec", "type");
    site.editService(null, "spec", "loadBalancerSourceRanges");
    if (way == 1) {
      site.editService(Str.of("example.com/internal"), "spec", "loadBalancerClass");
    } else if (way == 2) {
      site.world()
          .events
          .add(
              event(
                  site,
                  "SyncLoadBalancerFailed",
                  "Error syncing load balancer: failed to ensure load balancer: no available addresses in pool"));
    }
    site.world().balancer = false;
    outside(site);
    return Injected.of(Truth.service("load-balancer-pending", site, ""));
  }

  private static Obj event(Site site, String reason, String message) {
    return Obj.builder()
        .put("apiVersion", "v1")
        .put("kind", "Event")
        .put(
            "metadata",
            Obj.of(
                "name",
                Str.of(site.service().name() + ".17f3a"),
                "namespace",
                Str.of(site.service().namespace())))
        .put(
            "involvedObject",
            Obj.builder()
                .put("apiVersion", "v1")
                .put("kind", "Service")
                .put("name", site.service().name())
                .put("namespace", site.service().namespace())
                .build())
        .put("type", "Warning")
        .put("reason", reason)
        .put("message", message)
        .put("count", 40)
        .put("lastTimestamp", "2025-11-20T08:14:31Z")
        .build();
  }

  private static @Nullable Injected ranges(Site site, int way) {
    if (!fits(site)
        || site.world().all("NetworkPolicy").size() > 0
        || site.view().externalTrafficLocal()) {
      return null;
    }
    List<String> ranges =
        switch (way) {
          case 0 -> List.of("192.168.0.0/16");
          case 1 -> List.of("10.0.0.0/8");
          case 2 -> List.of("0.0.0.0/32");
          case 3 -> List.of("172.16.0.0/12", "10.0.0.0/8");
          default -> List.of("127.0.0.0/8");
        };
    site.editService(Str.of("LoadBalancer"), "spec", "type");
    site.editService(Arr.strings(ranges), "spec", "loadBalancerSourceRanges");
    outside(site);
    return Injected.of(Truth.service("source-ranges", site, "spec.loadBalancerSourceRanges"));
  }

  private static @Nullable Injected otherProxy(Site site, int way) {
    if (!fits(site) || site.client() == null) {
      return null;
    }
    site.editService(
        Str.of(way == 0 ? "lb-agent" : "cilium"),
        "metadata",
        "labels",
        "service.kubernetes.io/service-proxy-name");
    return Injected.of(Truth.service("other-proxy", site, "metadata.labels"));
  }

  private static @Nullable Injected healthCheck(Site site, int way) {
    if (!fits(site) || site.world().all("NetworkPolicy").size() > 0) {
      return null;
    }
    int port = 32_100;
    site.editService(Str.of("LoadBalancer"), "spec", "type");
    site.editService(Str.of("Local"), "spec", "externalTrafficPolicy");
    site.editService(Int.of(port), "spec", "healthCheckNodePort");
    String namespace = site.service().namespace();
    if (way == 0) { // a host's port taken by a Pod on every node
      site.world()
          .apply(
              "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: agent, namespace: "
                  + namespace
                  + "}, spec: {selector:"
                  + " {matchLabels: {name: agent}}, template: {metadata: {labels: {name: agent}}, spec: {hostNetwork: true, containers:"
                  + " [{name: agent, image: 'quay.io/prometheus/agent:1', ports: [{containerPort: "
                  + port
                  + ", hostPort: "
                  + port
                  + "}]}]}}}}");
      site.world().images.add("quay.io/prometheus/agent:1");
      site.world()
          .listens
          .put(
              namespace + "/DaemonSet/agent",
              io.binnacle.doctor.corpus.world.Socket.list("tcp " + port));
    } else { // another Service's node port
      site.world()
          .apply(
              "{apiVersion: v1, kind: Service, metadata: {name: twin, namespace: "
                  + namespace
                  + "}, spec: {type: NodePort, selector: "
                  + site.object().obj("spec").obj("selector")
                  + ", ports: [{port: 1234, targetPort: 1234, nodePort: "
                  + port
                  + "}]}}");
    }
    return Injected.of(
            Truth.service("health-check-port node-port-clash", site, "spec")
                .at("DaemonSet", namespace, "agent", "")
                .at("Pod", namespace, "agent*", "")
                .at("Service", namespace, "twin", ""))
        .failing(settled -> {
          ServiceView now = settled.service(site.service());
          boolean still =
              now != null && now.healthCheckNodePort() == port && now.externalTrafficLocal();
          return still ? List.of("two want port " + port + " of every node") : List.of();
        });
  }
}

package io.binnacle.doctor.corpus.fault;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Addresses and node ports that two claim or that nobody should have; families; Services on their way out.
final class AddressFaults {
  private AddressFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of("node-port-clash", 2, AddressFaults::nodePortClash),
        Fault.of("node-port-range", 2, AddressFaults::nodePortRange),
        Fault.of("cluster-ip-clash", 2, AddressFaults::clusterIpClash),
        Fault.of("cluster-ip-range", 2, AddressFaults::clusterIpRange),
        Fault.of("external-ip-clash", 2, AddressFaults::externalIpClash),
        Fault.of("families", 2, AddressFaults::families),
        Fault.of("service-deleting", 2, AddressFaults::deleting),
        Fault.of("namespace-deleting", 2, AddressFaults::namespaceDeleting));
  }

  private static boolean fits(Site site) {
    return site.isVirtual() && site.hasWorkload() && !site.uses().isEmpty();
  }

  /// A Service beside, in the same namespace, that works by itself.
  private static String twin(Site site, String spec) {
    return "{apiVersion: v1, kind: Service, metadata: {name: zz-"
        + site.service().name()
        + ", namespace: "
        + site.service().namespace()
        + "}, spec: {selector: "
        + site.object().obj("spec").obj("selector")
        + ", "
        + spec
        + "}}";
  }

  private static Truth either(String ids, Site site) {
    return Truth.service(ids, site, "")
        .at("Service", site.service().namespace(), "zz-" + site.service().name(), "");
  }

  private static @Nullable Injected nodePortClash(Site site, int way) {
    if (!fits(site)) {
      return null;
    }
    int port = 31_777;
    site.editService(Str.of("NodePort"), "spec", "type");
    site.editService(null, "spec", "loadBalancerSourceRanges");
    site.editService(null, "spec", "externalTrafficPolicy");
    site.editService(Int.of(port), "spec", "ports", 0, "nodePort");
    String protocol = site.view().ports().getFirst().protocol();
    if (way == 0) {
      site.world()
          .apply(
              twin(
                  site,
                  "type: NodePort, ports: [{port: 8, targetPort: 8, protocol: "
                      + protocol
                      + ", nodePort: "
                      + port
                      + "}]"));
    } else {
      if (site.isA("Pod")) {
        return null;
      }
      String ns = site.service().namespace();
      site.world().images.add("registry.example.com/host/agent:1");
      site.world()
          .apply(
              "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: zz-agent, namespace: "
                  + ns
                  + "}, spec: {selector: {matchLabels:"
                  + " {name: zz-agent}}, template: {metadata: {labels: {name: zz-agent}}, spec: {containers: [{name: agent, image:"
                  + " 'registry.example.com/host/agent:1', ports: [{containerPort: 99, protocol: "
                  + protocol
                  + ", hostPort: "
                  + port
                  + "}]}]}}}}");
    }
    String ns = site.service().namespace();
    return Injected.of(
            either("node-port-clash", site)
                .at("DaemonSet", ns, "zz-agent", "")
                .at("Pod", ns, "zz-agent*", ""))
        .failing(settled ->
            claims(settled, port) > 1 ? List.of("two claim node port " + port) : List.of());
  }

  private static long claims(Settled settled, int port) {
    long services =
        settled.all(ResourceName.SERVICES).stream()
            .filter(o -> ServiceView.of(o).ports().stream().anyMatch(p -> p.nodePort() == port))
            .count();
    boolean hosts =
        settled.all(ResourceName.PODS).stream()
            .anyMatch(p -> p.toString().contains("\"hostPort\":" + port));
    return services + (hosts ? 1 : 0);
  }

  private static @Nullable Injected nodePortRange(Site site, int way) {
    if (!fits(site)) {
      return null;
    }
    int port = way == 0 ? 28_080 : 40_443;
    site.editService(Str.of("NodePort"), "spec", "type");
    site.editService(null, "spec", "loadBalancerSourceRanges");
    site.editService(null, "spec", "externalTrafficPolicy");
    site.editService(Int.of(port), "spec", "ports", 0, "nodePort");
    return Injected.of(Truth.service("node-port-range", site, "spec.ports"))
        .noteOnly()
        .failing(settled ->
            claims(settled, port) > 0 ? List.of(port + " is outside 30000-32767") : List.of());
  }

  private static @Nullable Injected clusterIpClash(Site site, int way) {
    if (!fits(site) || site.world().dual) {
      return null;
    }
    String ip = "10.96.77." + (10 + way);
    site.editService(Str.of(ip), "spec", "clusterIP");
    site.editService(Arr.of(Str.of(ip)), "spec", "clusterIPs");
    int port = way == 0 ? 9999 : site.view().ports().getFirst().port();
    site.world()
        .apply(
            twin(
                site,
                "clusterIP: "
                    + ip
                    + ", clusterIPs: ["
                    + ip
                    + "], ports: [{port: "
                    + port
                    + ", targetPort: 4444}]"));
    return Injected.of(either("cluster-ip-clash", site))
        .failing(settled -> {
          long same =
              settled.all(ResourceName.SERVICES).stream()
                  .filter(o -> ServiceView.of(o).clusterIps().contains(ip))
                  .count();
          return same > 1 ? List.of("two Services have " + ip) : List.of();
        });
  }

  private static @Nullable Injected clusterIpRange(Site site, int way) {
    if (!fits(site) || site.world().dual) {
      return null;
    }
    String ip = way == 0 ? "10.43.12.7" : "172.30.4.4";
    site.editService(Str.of(ip), "spec", "clusterIP");
    site.editService(Arr.of(Str.of(ip)), "spec", "clusterIPs");
    return Injected.of(Truth.service("cluster-ip-range", site, "spec.clusterIP"))
        .noteOnly()
        .failing(settled -> {
          ServiceView now = settled.service(site.service());
          return now != null && now.clusterIps().contains(ip)
              ? List.of(ip + " is in no Service range")
              : List.of();
        });
  }

  private static @Nullable Injected externalIpClash(Site site, int way) {
    if (!fits(site) || site.view().type() != ServiceView.Type.CLUSTER_IP) {
      return null;
    }
    String ip = "192.0.2." + (20 + way);
    site.editService(Arr.of(Str.of(ip)), "spec", "externalIPs");
    ServiceView.Port port = site.view().ports().getFirst();
    String ports =
        "ports: [{port: " + port.port() + ", targetPort: 4444, protocol: " + port.protocol() + "}]";
    site.world().apply(twin(site, "externalIPs: [" + ip + "], " + ports));
    return Injected.of(either("external-ip-clash", site))
        .failing(settled -> {
          long same =
              settled.all(ResourceName.SERVICES).stream()
                  .filter(o -> ServiceView.of(o).externalIps().contains(ip))
                  .count();
          return same > 1 ? List.of("two Services have " + ip + " port " + port.port()) : List.of();
        });
  }

  private static @Nullable Injected families(Site site, int way) {
    if (!fits(site) || site.world().dual || site.view().type() != ServiceView.Type.CLUSTER_IP) {
      return null;
    }
    site.world().dual = true;
    site.world().podsOfOneFamily = true;
    site.editService(
        Str.of(way == 0 ? "RequireDualStack" : "SingleStack"), "spec", "ipFamilyPolicy");
    site.editService(
        Arr.strings(way == 0 ? List.of("IPv4", "IPv6") : List.of("IPv6")), "spec", "ipFamilies");
    return Injected.of(
            Truth.service("families", site, "spec.ipFamil")
                .at(
                    "Service",
                    site.service().namespace(),
                    site.service().name(),
                    "spec.clusterIPs"))
        .failing(settled -> {
          ServiceView now = settled.service(site.service());
          boolean none =
              settled.slices(site.service()).stream()
                  .noneMatch(s -> s.addressType().equals("IPv6") && !s.endpoints().isEmpty());
          return now != null && now.ipFamilies().contains("IPv6") && none
              ? List.of("no endpoint answers over IPv6")
              : List.of();
        });
  }

  private static @Nullable Injected deleting(Site site, int way) {
    if (!site.hasWorkload() || site.uses().isEmpty()) {
      return null;
    }
    String finalizer =
        way == 0 ? "service.kubernetes.io/load-balancer-cleanup" : "operator.example.com/cleanup";
    site.world()
        .edit(
            site.serviceRef(),
            o -> {
              Obj dying = Tree.set(o, "2025-11-20T04:15:00Z", "metadata", "deletionTimestamp");
              dying = Tree.set(dying, 0, "metadata", "deletionGracePeriodSeconds");
              return Tree.set(dying, Arr.of(Str.of(finalizer)), "metadata", "finalizers");
            });
    return Injected.of(Truth.service("service-deleting", site, ""))
        .failing(settled -> {
          ServiceView now = settled.service(site.service());
          return now != null && now.object().obj("metadata").has("deletionTimestamp")
              ? List.of("deleted four hours ago and still there")
              : List.of();
        });
  }

  private static @Nullable Injected namespaceDeleting(Site site, int way) {
    String namespace = site.service().namespace();
    if (!site.hasWorkload() || site.uses().isEmpty()) {
      return null;
    }
    Obj condition =
        Obj.builder()
            .put("type", way == 0 ? "NamespaceFinalizersRemaining" : "NamespaceContentRemaining")
            .put("status", "True")
            .put("reason", way == 0 ? "SomeFinalizersRemain" : "SomeResourcesRemain")
            .put(
                "message",
                way == 0
                    ? "Some content in the namespace has finalizers remaining: example.com/protect in 1 resource instances"
                    : "Some resources are remaining: services. has 1 resource instances")
            .put("lastTransitionTime", "2025-11-20T07:00:00Z")
            .build();
    site.world()
        .edit(
            World.ref("v1", "Namespace", "", namespace),
            o -> {
              Obj dying = Tree.set(o, "2025-11-20T06:59:00Z", "metadata", "deletionTimestamp");
              return dying.with(
                  "status",
                  Obj.of("phase", Str.of("Terminating"), "conditions", Arr.of(condition)));
            });
    List<Truth.Place> places = new ArrayList<>();
    places.add(new Truth.Place("Namespace", "", namespace, ""));
    places.add(new Truth.Place("Service", namespace, "*", ""));
    Truth truth = new Truth(java.util.Set.of("namespace-deleting"), places);
    return Injected.of(truth)
        .failing(settled -> {
          Obj now = settled.find(ResourceName.NAMESPACES, new ObjectKey("", namespace));
          return now != null && now.obj("metadata").has("deletionTimestamp")
              ? List.of("its namespace is on its way out")
              : List.of();
        });
  }
}

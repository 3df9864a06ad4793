package io.binnacle.doctor.corpus.fault;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.world.Kernel;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Settler;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.evidence.Rules;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The cluster's own parts: DNS, controllers, nodes, the rules in the kernel.
final class ClusterFaults {
  private static final ObjectRef COREDNS =
      World.ref("apps/v1", "Deployment", "kube-system", "coredns");
  private static final ObjectRef KUBE_DNS = World.ref("v1", "Service", "kube-system", "kube-dns");

  private ClusterFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of("dns-pods-missing", 5, ClusterFaults::dnsPods),
        Fault.of("dns-service-missing", 4, ClusterFaults::dnsService),
        Fault.of("controllers-stopped", 2, ClusterFaults::controllers),
        Fault.of("node-agent-stopped", 3, ClusterFaults::agent),
        Fault.of("rules-missing", 2, ClusterFaults::rulesMissing),
        Fault.of("rules-stale", 2, ClusterFaults::rulesStale),
        Fault.of("rules-shadowed", 2, ClusterFaults::shadowed));
  }

  private static @Nullable Injected dnsPods(Site site, int way) {
    World world = site.world();
    switch (way) {
      case 0 -> world.edit(COREDNS, o -> Tree.set(o, 0, "spec", "replicas"));
      case 1 -> world.fate(World.id(COREDNS), f -> f.crashing("1 Error"));
      case 2 ->
          world.fate(World.id(COREDNS), f -> f.unready("HTTP probe failed with statuscode: 503"));
      case 3 ->
          world.edit(
              COREDNS,
              o ->
                  Tree.set(
                      o,
                      "registry.k8s.io/coredns/coredns:v9",
                      "spec",
                      "template",
                      "spec",
                      "containers",
                      0,
                      "image"));
      default ->
          world.edit(
              COREDNS,
              o -> Tree.set(o, "infra", "spec", "template", "spec", "nodeSelector", "role"));
    }
    return Injected.of(
            Truth.of("dns-pods-missing").at(COREDNS, "").at(KUBE_DNS, "").orPodsOf(COREDNS))
        .ofCluster();
  }

  private static @Nullable Injected dnsService(Site site, int way) {
    World world = site.world();
    switch (way) {
      case 0 -> world.objects.remove(KUBE_DNS);
      case 1 ->
          world.edit(
              KUBE_DNS, o -> Tree.set(o, Obj.of("k8s-app", Str.of("coredns")), "spec", "selector"));
      case 2 -> world.edit(KUBE_DNS, o -> Tree.set(o, "kube-dns", "spec", "selector", "app"));
      default ->
          world.edit(
              KUBE_DNS,
              o ->
                  Tree.set(
                      Tree.set(o, "CoreDNS", "metadata", "labels", "app"),
                      Obj.of("k8s-app", Str.of("kubedns")),
                      "spec",
                      "selector"));
    }
    return Injected.of(Truth.of("dns-service-missing").at(KUBE_DNS, "")).ofCluster();
  }

  private static @Nullable Injected controllers(Site site, int way) {
    World world = site.world();
    Settled settled = new Settler(world.copy()).settle();
    int many = 0;
    for (Obj object : settled.all(ResourceName.ENDPOINT_SLICES)) {
      SliceView slice = SliceView.of(object);
      boolean managed = slice.managedBy().startsWith("endpointslice-controller");
      if (managed && !slice.endpoints().isEmpty() && !slice.namespace().equals("kube-system")) {
        // Written while other Pods ran: none of these addresses is anybody's now.
        Arr old =
            object
                .arr("endpoints")
                .map(e -> {
                  int last = 200 + Math.floorMod(e.hashCode(), 50);
                  String ip =
                      slice.addressType().equals("IPv6")
                          ? "fd00:10:244:3::" + last
                          : "10.244.3." + last;
                  return ((Obj) e)
                      .with("addresses", Arr.of(Str.of(ip)))
                      .change("targetRef", t -> t.with("name", t.str("name") + "-old"));
                });
        world.tampered.put(World.ref(object), object.with("endpoints", old));
        many++;
      }
    }
    world.controllersStoppedFor = way == 0 ? 5400 : 900;
    return many < 3 ? null : Injected.of(Truth.of("controllers-stopped")).ofCluster();
  }

  private static @Nullable Injected agent(Site site, int way) {
    if (!site.hasWorkload() || site.uses().isEmpty()) {
      return null;
    }
    String node = List.of("worker-1", "worker-2", "worker-3").get(way);
    site.world().lost.put(node, 200);
    return Injected.of(
            Truth.of("node-agent-stopped")
                .at("Node", "", node, "")
                .at("Lease", "kube-node-lease", node, ""))
        .ofCluster();
  }

  private static boolean fits(Site site) {
    return site.isVirtual()
        && site.hasWorkload()
        && !site.world().dual
        && site.client() != null
        && site.world().meant.getOrDefault(site.service(), java.util.Set.of()).size() == 1;
  }

  private static Injected inKernel(
      Truth truth, java.util.function.Function<Settled, Rules> shown, Site site) {
    return Injected.of(truth)
        .with(settled -> List.of(shown.apply(settled)))
        .failing(settled -> Kernel.failures(settled, shown.apply(settled), site.service()));
  }

  private static @Nullable Injected rulesMissing(Site site, int way) {
    if (!fits(site)) {
      return null;
    }
    Truth truth = Truth.of("rules-missing rules-stale");
    if (way == 1) { // a node that kube-proxy serves needs no table of ours
      site.world().objects.remove(World.ref("apps/v1", "DaemonSet", "kube-system", "kube-proxy"));
    }
    return way == 0
        ? inKernel(
            truth,
            s -> Kernel.of(s, "worker-1", key -> !key.equals(site.service()), s, List.of()),
            site)
        : inKernel(truth, s -> Kernel.without(s, "worker-1"), site);
  }

  private static @Nullable Injected rulesStale(Site site, int way) {
    if (!fits(site) || site.isA("Pod")) {
      return null;
    }
    // What the kernel has was written when the Service's Pods had other addresses.
    World old = site.world().copy();
    if (way == 0) {
      old.edit(
          site.workload(),
          o -> Tree.set(o, "old", "spec", "template", "metadata", "annotations", "rev"));
    }
    Settled then = new Settler(old).settle();
    Settled moved = moved(then, site.service(), way);
    return inKernel(
        Truth.of("rules-stale rules-missing"),
        s -> Kernel.of(s, "worker-1", _ -> true, moved, List.of()),
        site);
  }

  private static Settled moved(Settled settled, ObjectKey service, int way) {
    World world = settled.world.copy();
    for (SliceView slice : settled.slices(service)) {
      Arr endpoints =
          slice
              .object()
              .arr("endpoints")
              .map(e ->
                  ((Obj) e)
                      .with(
                          "addresses",
                          Arr.of(
                              Str.of(
                                  "10.244."
                                      + (way + 1)
                                      + "."
                                      + (100 + Math.floorMod(e.hashCode(), 90))))));
      world.tampered.put(World.ref(slice.object()), slice.object().with("endpoints", endpoints));
    }
    return new Settler(world).settle();
  }

  private static @Nullable Injected shadowed(Site site, int way) {
    if (!fits(site)) {
      return null;
    }
    List<String> foreign =
        List.of(
            way == 0
                ? "table ip other, chain pre (nat, prerouting, -110)"
                : "table ip nat, chain KUBE-SERVICES (nat, prerouting, -200)");
    List<String> fails = new ArrayList<>(List.of("another chain takes the packet first"));
    return Injected.of(Truth.of("rules-shadowed"))
        .with(s -> List.of(Kernel.of(s, "worker-1", _ -> true, s, foreign)))
        .failing(_ -> fails);
  }
}

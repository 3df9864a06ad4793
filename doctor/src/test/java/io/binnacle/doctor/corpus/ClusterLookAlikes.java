package io.binnacle.doctor.corpus;

import static io.binnacle.doctor.corpus.Healthy.obj;

import io.binnacle.doctor.corpus.fault.Site;
import io.binnacle.doctor.corpus.world.Settler;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.Objects;

/// Policies, traffic and the cluster's parts that look broken and are not.
final class ClusterLookAlikes {
  private ClusterLookAlikes() {}

  private static boolean open(Site site) {
    return Healthy.plain(site)
        && site.world().all("NetworkPolicy").isEmpty()
        && !site.world().dual
        && !site.template().obj("spec").bool("hostNetwork", false);
  }

  private static void policy(Site site, String types, String rules) {
    site.world()
        .apply(
            "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: guard, namespace: "
                + site.service().namespace()
                + "}, spec: {podSelector: {matchLabels: "
                + site.object().obj("spec").obj("selector")
                + "}"
                + types
                + rules
                + "}}");
  }

  static void policies(Healthy healthy) {
    healthy.at(
        "everybody may come in", 2, ClusterLookAlikes::open, s -> policy(s, "", ", ingress: [{}]"));
    healthy.at(
        "every Pod of every namespace may come in",
        2,
        s -> open(s) && s.uses().stream().noneMatch(u -> u.from().equals("outside")),
        s ->
            policy(
                s, ", policyTypes: [Ingress]", ", ingress: [{from: [{namespaceSelector: {}}]}]"));
    healthy.at(
        "addresses of all Pods may come in",
        2,
        s -> open(s) && s.uses().stream().noneMatch(u -> u.from().equals("outside")),
        s ->
            policy(
                s,
                ", policyTypes: [Ingress]",
                ", ingress: [{from: [{ipBlock: {cidr: 10.244.0.0/16}}, {ipBlock: {cidr: 192.168.10.0/24}}]}]"));
    healthy.at(
        "all ports within a range",
        2,
        s -> open(s) && s.uses().stream().noneMatch(u -> u.from().equals("outside")),
        s ->
            policy(
                s,
                ", policyTypes: [Ingress]",
                ", ingress: [{ports: [{port: 1, endPort: 65535}, {port: 1, endPort: 65535, protocol: UDP}]}]"));
    healthy.at(
        "a policy that selects nobody",
        2,
        ClusterLookAlikes::open,
        s ->
            s.world()
                .apply(
                    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: idle, namespace: "
                        + s.service().namespace()
                        + "}, spec: {podSelector: {matchLabels: {app: gone}}, policyTypes: [Ingress, Egress]}}"));
    healthy.at(
        "everything may go out",
        2,
        ClusterLookAlikes::open,
        s -> policy(s, ", policyTypes: [Egress]", ", egress: [{}]"));
    healthy.at(
        "one policy forbids all, another allows all that is wanted",
        2,
        s -> open(s) && s.uses().stream().noneMatch(u -> u.from().equals("outside")),
        s -> {
          policy(s, ", policyTypes: [Ingress]", "");
          s.world()
              .apply(
                  "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: open, namespace: "
                      + s.service().namespace()
                      + "}, spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}}");
        });
    healthy.at(
        "nobody may ask a Pod that asks others",
        2,
        s -> open(s) && s.uses().isEmpty(),
        s -> policy(s, ", policyTypes: [Ingress]", ""));
  }

  static void traffic(Healthy healthy) {
    healthy.at(
        "one client keeps one endpoint",
        2,
        Healthy::plain,
        s -> s.editService(Str.of("ClientIP"), "spec", "sessionAffinity"));
    healthy.at(
        "PreferClose with endpoints everywhere",
        2,
        s -> Healthy.plain(s),
        s -> {
          s.world().edit(s.workload(), o -> Tree.set(o, 6, "spec", "replicas"));
          s.editService(Str.of("PreferClose"), "spec", "trafficDistribution");
        });
    healthy.at(
        "topology by annotation, and no hints",
        2,
        Healthy::plain,
        s ->
            s.editService(
                Str.of("Auto"), "metadata", "annotations", "service.kubernetes.io/topology-mode"));
    healthy.at(
        "a balancer known by name only",
        2,
        s -> open(s) && s.view().type() == ServiceView.Type.CLUSTER_IP,
        s -> {
          s.editService(Str.of("LoadBalancer"), "spec", "type");
          s.editService(
              obj("{loadBalancer: {ingress: [{hostname: a1b2c3.elb.example.com}]}}"), "status");
        });
    healthy.at(
        "a balancer asked for five seconds ago",
        2,
        s -> open(s) && s.view().type() == ServiceView.Type.CLUSTER_IP,
        s -> {
          s.editService(Str.of("LoadBalancer"), "spec", "type");
          s.editService(Str.of("2025-11-20T08:14:55Z"), "metadata", "creationTimestamp");
          s.world().balancer = false;
        });
    healthy.at(
        "a private range on a balancer inside",
        2,
        s -> open(s) && s.view().type() == ServiceView.Type.CLUSTER_IP,
        s -> {
          s.editService(Str.of("LoadBalancer"), "spec", "type");
          s.editService(
              Str.of("true"), "metadata", "annotations", "networking.example.com/internal");
          s.editService(Arr.of(Str.of("10.0.0.0/8")), "spec", "loadBalancerSourceRanges");
          s.editService(obj("{loadBalancer: {ingress: [{ip: 10.50.0.9}]}}"), "status");
        });
    healthy.at(
        "everybody in the ranges",
        2,
        s -> open(s) && s.view().type() == ServiceView.Type.CLUSTER_IP,
        s -> {
          s.editService(Str.of("LoadBalancer"), "spec", "type");
          s.editService(Arr.of(Str.of("0.0.0.0/0")), "spec", "loadBalancerSourceRanges");
        });
    healthy.at(
        "a balancer without node ports",
        2,
        s -> open(s) && s.view().type() == ServiceView.Type.CLUSTER_IP,
        s -> {
          s.editService(Str.of("LoadBalancer"), "spec", "type");
          s.editService(Bool.FALSE, "spec", "allocateLoadBalancerNodePorts");
        });
    healthy.at(
        "a balancer with policy Local and Pods on some nodes",
        3,
        s -> open(s) && s.view().type() == ServiceView.Type.CLUSTER_IP,
        s -> {
          s.editService(Str.of("LoadBalancer"), "spec", "type");
          s.editService(Str.of("Local"), "spec", "externalTrafficPolicy");
        });
    healthy.in(
        "edge",
        "affinity behind a balancer that keeps sources",
        w ->
            w.edit(
                World.ref("v1", "Service", "ingress", "router"),
                o -> Tree.set(o, "ClientIP", "spec", "sessionAffinity")));
    healthy.in(
        "monitoring",
        "policy Local inside, for an agent on every node",
        w ->
            w.apply(
                "{apiVersion: v1, kind: Service, metadata: {name: node-agent, namespace: monitoring}, spec: {internalTrafficPolicy: Local, selector: {app.kubernetes.io/name: node-exporter}, ports: [{name: metrics, port: 9100, targetPort: metrics}]}}"));
    healthy.at(
        "one outside address for two Services, at other ports",
        2,
        s ->
            Healthy.plain(s)
                && s.view().type() == ServiceView.Type.CLUSTER_IP
                && s.view().ports().size() == 1,
        s -> {
          s.editService(Arr.of(Str.of("192.0.2.80")), "spec", "externalIPs");
          Obj twin = Tree.set(s.object(), "second-door", "metadata", "name");
          twin = Tree.set(twin, 10_443, "spec", "ports", 0, "port");
          if (!twin.obj("spec").arr("ports").objects().getFirst().has("targetPort")) {
            twin =
                Tree.set(
                    twin, s.view().ports().getFirst().port(), "spec", "ports", 0, "targetPort");
          }
          s.world().apply(twin);
        });
    healthy.at(
        "both families preferred where there is one",
        2,
        s -> Healthy.plain(s) && !s.world().dual,
        s -> s.editService(Str.of("PreferDualStack"), "spec", "ipFamilyPolicy"));
    healthy.at(
        "a hostPort that no Service uses",
        2,
        s -> open(s) && !s.container().arr("ports").isEmpty(),
        s ->
            s.editContainer(c ->
                c.with(
                    "ports",
                    c.arr("ports")
                        .map(p ->
                            ((Obj) p).with("hostPort", ((Obj) p).integer("containerPort", 1))))));
  }

  static void cluster(Healthy healthy) {
    healthy.with(
        "bookshop",
        "Endpoints that are a leader's lock",
        "{apiVersion: v1, kind: Endpoints, metadata: {name: ingress-leader, namespace: shop, annotations: {control-plane.alpha.kubernetes.io/leader: '{\"holderIdentity\":\"x\"}'}}}");
    healthy.with(
        "bookshop",
        "a lease of something that is gone",
        "{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: old-operator, namespace: kube-system}, spec: {holderIdentity: gone, leaseDurationSeconds: 15, renewTime: '2025-01-01T00:00:00.000000Z'}}");
    healthy.with(
        "bookshop",
        "a lease of a node that was taken away",
        "{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: worker-9, namespace: kube-node-lease}, spec: {holderIdentity: worker-9, leaseDurationSeconds: 40, renewTime: '2025-01-01T00:00:00.000000Z'}}");
    healthy.with(
        "edge",
        "an Ingress with a default backend and one that is no Service",
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: more, namespace: site}, spec: {defaultBackend: {service: {name: homepage, port: {number: 80}}}, rules: [{host: cdn.example.com, http: {paths: [{path: /a, pathType: Prefix, backend: {resource: {apiGroup: k8s.example.com, kind: Bucket, name: assets}}}]}}]}}");
    healthy.with(
        "edge",
        "an Ingress without rules for a host of its own",
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: bare, namespace: site}, spec: {rules: [{host: x.example.com}]}}");
    healthy.in(
        "bookshop",
        "the cluster's DNS under another name",
        w -> {
          Obj dns =
              Objects.requireNonNull(
                  w.objects.remove(World.ref("apps/v1", "Deployment", "kube-system", "coredns")));
          w.apply(Tree.set(dns, "rke2-coredns-rke2-coredns", "metadata", "name"));
          w.listens.put(
              "kube-system/Deployment/rke2-coredns-rke2-coredns",
              w.listens.get("kube-system/Deployment/coredns"));
          w.healthy.add("kube-system/Deployment/rke2-coredns-rke2-coredns /ready");
          w.meant.remove(new io.binnacle.model.meta.ObjectKey("kube-system", "kube-dns"));
        });
    healthy.in(
        "bookshop",
        "one of two DNS Pods starts anew",
        w ->
            w.fate(
                "kube-system/Deployment/coredns#1",
                f -> f.young(8).unready("HTTP probe failed with statuscode: 503")));
    healthy.in(
        "queue",
        "a slice the controller has just split",
        w -> {
          Obj slice =
              new Settler(w.copy())
                  .settle()
                  .slices(new io.binnacle.model.meta.ObjectKey("mq", "dashboard"))
                  .getFirst()
                  .object();
          List<Obj> endpoints = slice.arr("endpoints").objects();
          w.tampered.put(World.ref(slice), slice.with("endpoints", Arr.of(endpoints.getFirst())));
          Obj second =
              Tree.set(slice, "dashboard-second", "metadata", "name")
                  .with("endpoints", Arr.copyOf(endpoints.subList(1, endpoints.size())));
          w.tampered.put(World.ref(second), second);
        });
    healthy.in(
        "queue",
        "the same endpoint in two slices for a moment",
        w -> {
          Obj slice =
              new Settler(w.copy())
                  .settle()
                  .slices(new io.binnacle.model.meta.ObjectKey("mq", "dashboard"))
                  .getFirst()
                  .object();
          Obj second = Tree.set(slice, "dashboard-copy", "metadata", "name");
          w.tampered.put(World.ref(second), second);
        });
    healthy.with(
        "bookshop",
        "a second Service range",
        "{apiVersion: networking.k8s.io/v1, kind: ServiceCIDR, metadata: {name: more}, spec: {cidrs: [10.200.0.0/20]}}\n---\n"
            + "{apiVersion: v1, kind: Service, metadata: {name: cache-2, namespace: shop}, spec: {clusterIP: 10.200.1.1, clusterIPs: [10.200.1.1], selector: {app: cache}, ports: [{port: 6379}]}}");
    healthy.with(
        "bookshop",
        "an empty namespace",
        "{apiVersion: v1, kind: Namespace, metadata: {name: sandbox}, status: {phase: Active}}");
  }
}

package io.binnacle.doctor.corpus;

import static io.binnacle.doctor.corpus.Healthy.obj;

import io.binnacle.doctor.corpus.world.Socket;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.TargetPort;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Services and ports that look broken and are not.
final class LookAlikes {
  private LookAlikes() {}

  static void services(Healthy healthy) {
    healthy.with(
        "bookshop",
        "a headless Service without ports",
        "{apiVersion: v1, kind: Service, metadata: {name: cache-members, namespace: shop}, spec: {clusterIP: None, selector: {app: cache}}}");
    healthy.with(
        "bookshop",
        "two Services with one selector",
        "{apiVersion: v1, kind: Service, metadata: {name: catalog-internal, namespace: shop}, spec: {selector: {app: catalog}, ports: [{port: 8080}]}}");
    healthy.with(
        "payments",
        "one Service for each track of a canary",
        "{apiVersion: v1, kind: Service, metadata: {name: ledger-canary, namespace: payments}, spec: {selector: {app.kubernetes.io/name: ledger, track: canary}, ports: [{name: grpc, port: 50051, targetPort: grpc}]}}");
    healthy.with(
        "bluegreen",
        "a Service over both colours",
        "{apiVersion: v1, kind: Service, metadata: {name: player-all, namespace: video}, spec: {selector: {app: player}, ports: [{name: http, port: 80, targetPort: http}]}}");
    healthy.with(
        "legacy",
        "an alias of a Service in another namespace",
        "{apiVersion: v1, kind: Service, metadata: {name: dns, namespace: erp}, spec: {type: ExternalName, externalName: kube-dns.kube-system.svc.cluster.local}}");
    healthy.with(
        "legacy",
        "an alias written with a final dot",
        "{apiVersion: v1, kind: Service, metadata: {name: partner-2, namespace: erp}, spec: {type: ExternalName, externalName: api.partner.example.com.}}");
    healthy.with(
        "legacy",
        "an alias with a port that is not translated and need not be",
        "{apiVersion: v1, kind: Service, metadata: {name: warehouse-2, namespace: erp}, spec: {type: ExternalName, externalName: db.legacy.example.com, ports: [{name: pg, port: 5432, targetPort: 5432}]}}");
    healthy.with(
        "legacy",
        "hand-written endpoints on another port than the Service's",
        "{apiVersion: v1, kind: Service, metadata: {name: gl, namespace: erp}, spec: {ports: [{name: web, port: 80, targetPort: 9999}]}}\n---\n"
            + "{apiVersion: v1, kind: Endpoints, metadata: {name: gl, namespace: erp}, subsets: [{addresses: [{ip: 172.20.6.4}], ports: [{name: web, port: 8080}]}]}");
    healthy.with(
        "legacy",
        "two hand-written slices without a manager",
        "{apiVersion: v1, kind: Service, metadata: {name: hr, namespace: erp}, spec: {ports: [{name: sql, port: 1521}]}}\n---\n"
            + slice("hr-a", "172.20.5.10")
            + "\n---\n"
            + slice("hr-b", "172.20.5.11"));
    healthy.with(
        "legacy",
        "a slice whose conditions are not stated",
        "{apiVersion: v1, kind: Service, metadata: {name: hr, namespace: erp}, spec: {ports: [{name: sql, port: 1521}]}}\n---\n"
            + slice("hr-a", "172.20.5.10").replace(", conditions: {ready: true}", ""));
    healthy.with(
        "legacy",
        "a headless Service without selector",
        "{apiVersion: v1, kind: Service, metadata: {name: ora-hl, namespace: erp}, spec: {clusterIP: None, ports: [{name: sql, port: 1521}]}}\n---\n"
            + "{apiVersion: v1, kind: Endpoints, metadata: {name: ora-hl, namespace: erp}, subsets: [{addresses: [{ip: 172.20.5.10}], ports: [{name: sql, port: 1521}]}]}");
    healthy.with(
        "database",
        "a StatefulSet that needs no governing Service",
        "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: scratch, namespace: data}, spec: {replicas: 1, selector: {matchLabels: {app: scratch}}, template: {metadata: {labels: {app: scratch}}, spec: {containers: [{name: c, image: 'postgres:16.4'}]}}}}");
    healthy.with(
        "tenants",
        "the same names in a third namespace",
        """
        {apiVersion: v1, kind: Namespace, metadata: {name: initech}, status: {phase: Active}}
        ---
        {apiVersion: apps/v1, kind: Deployment, metadata: {name: api, namespace: initech}, spec: {selector: {matchLabels: {app: api}}, template: {metadata: {labels: {app: api}}, spec: {containers: [{name: api, image: 'registry.example.com/saas/api:91', ports: [{name: http, containerPort: 8080}]}]}}}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: api, namespace: initech}, spec: {selector: {app: api}, ports: [{name: http, port: 80, targetPort: http}]}}
        """);
    healthy.in(
        "tenants",
        "a canary at rest beside the application",
        w -> {
          Obj api =
              Objects.requireNonNull(w.get(World.ref("apps/v1", "Deployment", "acme", "api")));
          w.apply(Tree.set(Tree.set(api, "api-canary", "metadata", "name"), 0, "spec", "replicas"));
        });
    healthy.in(
        "bluegreen",
        "the colour at rest has no Pods and no Service",
        w -> {
          w.edit(
              World.ref("apps/v1", "Deployment", "video", "player-blue"),
              o -> Tree.set(o, 0, "spec", "replicas"));
          w.objects.remove(World.ref("v1", "Service", "video", "player-preview"));
          w.uses.removeIf(u -> u.host().equals("player-preview"));
        });
    healthy.at(
        "more labels on the Pods than the selector asks for",
        2,
        Healthy::plain,
        s -> s.editTemplate(t -> Tree.set(t, "abc123", "metadata", "labels", "build")));
    healthy.at(
        "a Service named otherwise than its workload",
        2,
        s -> Healthy.plain(s) && s.uses().isEmpty() == false,
        s -> {
          Obj twin =
              Tree.set(s.object(), "frontdoor", "metadata", "name")
                  .change("spec", x -> x.without("clusterIP"));
          s.world()
              .apply(
                  twin.change(
                      "spec",
                      x ->
                          x.with("ports", x.arr("ports").map(p -> ((Obj) p).without("nodePort")))));
        });
    healthy.at(
        "deleted two seconds ago",
        2,
        s -> Healthy.plain(s),
        s ->
            s.world()
                .edit(
                    s.serviceRef(),
                    o ->
                        Tree.set(
                            Tree.set(o, "2025-11-20T08:14:58Z", "metadata", "deletionTimestamp"),
                            Arr.of(Str.of("foregroundDeletion")),
                            "metadata",
                            "finalizers")));
  }

  private static String slice(String name, String ip) {
    return "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: "
        + name
        + ", namespace: erp, labels: {kubernetes.io/service-name: hr}}, addressType: IPv4, ports: [{name: sql, port: 1521, protocol: TCP}], endpoints: [{addresses: ["
        + ip
        + "], conditions: {ready: true}}]}";
  }

  static void ports(Healthy healthy) {
    healthy.at(
        "Pods that declare no port at all",
        3,
        s -> Healthy.plain(s) && numbered(s.view()) && !s.container().toString().contains("Probe"),
        s -> s.editContainer(c -> c.without("ports")));
    healthy.at(
        "Pods that declare no port at all, probed by number",
        3,
        s ->
            Healthy.plain(s)
                && numbered(s.view())
                && !s.container().obj("readinessProbe").toString().contains("\"port\":\""),
        s -> s.editContainer(c -> c.without("ports")));
    healthy.at(
        "one port more than the container declares, and the process listens there",
        3,
        Healthy::plain,
        s -> {
          List<Socket> more =
              new java.util.ArrayList<>(s.world().listens.getOrDefault(s.id(), List.of()));
          more.add(new Socket("TCP", "::", 15090));
          s.world().listens.put(s.id(), more);
          s.editService(
              s.object()
                  .obj("spec")
                  .arr("ports")
                  .map(p -> ((Obj) p).str("name").isEmpty() ? ((Obj) p).with("name", "main") : p)
                  .plus(obj("{name: mesh-metrics, port: 15090, targetPort: 15090}")),
              "spec",
              "ports");
        });
    healthy.at(
        "a port in the range of node ports as the container's own",
        2,
        s ->
            Healthy.plain(s)
                && numbered(s.view())
                && s.view().ports().size() == 1
                && !s.container().has("readinessProbe")
                && !s.container().arr("ports").isEmpty(),
        s -> {
          s.world().fate(s.id(), f -> f.listens("tcp 30999"));
          s.editContainer(c -> c.with("ports", Arr.of(obj("{name: high, containerPort: 30999}"))));
          s.editService(Int.of(30999), "spec", "ports", 0, "targetPort");
        });
    healthy.at(
        "the named port is a sidecar's",
        2,
        s -> Healthy.plain(s) && s.view().type() == ServiceView.Type.CLUSTER_IP,
        s -> {
          s.world().images.add("envoyproxy/envoy:v1.31");
          s.world()
              .listens
              .put(s.id(), plus(s.world().listens.getOrDefault(s.id(), List.of()), 18443));
          s.editPodSpec(p ->
              p.with(
                  "containers",
                  p.arr("containers")
                      .plus(
                          obj(
                              "{name: envoy, image: 'envoyproxy/envoy:v1.31', ports: [{name: tls, containerPort: 18443}]}"))));
          s.editService(
              s.object()
                  .obj("spec")
                  .arr("ports")
                  .map(p -> ((Obj) p).str("name").isEmpty() ? ((Obj) p).with("name", "main") : p)
                  .plus(obj("{name: tls, port: 8443, targetPort: tls}")),
              "spec",
              "ports");
        });
    healthy.at(
        "TCP and UDP under one number and one node port",
        2,
        s ->
            Healthy.plain(s)
                && s.view().type() == ServiceView.Type.CLUSTER_IP
                && s.view().ports().size() == 1
                && s.container().arr("ports").size() > 0
                && s.world().all("Ingress").isEmpty(),
        s -> {
          ServiceView.Port port = s.view().ports().getFirst();
          int target =
              (int) s.container().arr("ports").objects().getFirst().integer("containerPort", 0);
          List<Socket> both =
              new java.util.ArrayList<>(s.world().listens.getOrDefault(s.id(), List.of()));
          both.add(new Socket("UDP", "::", target));
          s.world().listens.put(s.id(), both);
          s.editContainer(c ->
              c.with(
                  "ports",
                  c.arr("ports")
                      .plus(obj("{name: quic, containerPort: " + target + ", protocol: UDP}"))));
          s.editService(Str.of("NodePort"), "spec", "type");
          s.editService(
              Arr.of(
                  obj(
                      "{name: t, port: "
                          + port.port()
                          + ", targetPort: "
                          + target
                          + ", nodePort: 31443}"),
                  obj(
                      "{name: u, port: "
                          + port.port()
                          + ", targetPort: "
                          + target
                          + ", nodePort: 31443, protocol: UDP}")),
              "spec",
              "ports");
        });
    healthy.at(
        "the process listens at its Pod's address only, and at loopback for administrators",
        2,
        s ->
            Healthy.plain(s)
                && s.view().ports().size() == 1
                && s.world().listens.getOrDefault(s.id(), List.of()).size() == 1,
        s -> {
          s.world().probed = true;
          int port = s.world().listens.getOrDefault(s.id(), List.of()).getFirst().port();
          s.world().fate(s.id(), f -> f.listens("tcp 0.0.0.0:" + port + ", tcp 127.0.0.1:9901"));
        });
    healthy.at(
        "two versions with the same port name and other numbers",
        2,
        s ->
            Healthy.plain(s)
                && named(s.view())
                && s.view().ports().size() == 1
                && s.container().arr("ports").size() == 1
                && s.world().all("NetworkPolicy").isEmpty(),
        s -> {
          Obj next = Tree.set(s.maker2(), s.workload().name() + "-v2", "metadata", "name");
          next =
              Tree.set(
                  Tree.set(next, "v2", "spec", "template", "metadata", "labels", "rev"),
                  "v2",
                  "spec",
                  "selector",
                  "matchLabels",
                  "rev");
          next =
              Tree.set(
                  next,
                  18_181,
                  "spec",
                  "template",
                  "spec",
                  "containers",
                  0,
                  "ports",
                  0,
                  "containerPort");
          next =
              next.change(
                  "spec",
                  x ->
                      x.change(
                          "template",
                          t ->
                              t.change(
                                  "spec",
                                  p ->
                                      p.with(
                                          "containers",
                                          p.arr("containers")
                                              .map(c ->
                                                  ((Obj) c)
                                                      .without("readinessProbe")
                                                      .without("livenessProbe"))))));
          s.world().apply(next);
          s.world().listens.put(s.id() + "-v2", Socket.list("tcp 18181, udp 18181"));
          s.world().meant.put(s.service(), Set.of(s.id(), s.id() + "-v2"));
        });
    healthy.at(
        "an application protocol is stated",
        2,
        Healthy::plain,
        s -> s.editService(Str.of("kubernetes.io/ws"), "spec", "ports", 0, "appProtocol"));
    healthy.at(
        "probed, with every socket to be seen", 3, Healthy::plain, s -> s.world().probed = true);
  }

  private static List<Socket> plus(List<Socket> list, int port) {
    List<Socket> out = new java.util.ArrayList<>(list);
    out.add(new Socket("TCP", "::", port));
    return out;
  }

  private static boolean numbered(ServiceView service) {
    return service.ports().stream().allMatch(p -> p.targetPort() instanceof TargetPort.Numbered);
  }

  private static boolean named(ServiceView service) {
    return service.ports().stream().allMatch(p -> p.targetPort() instanceof TargetPort.Named);
  }
}

package io.binnacle.doctor.explain;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.doctor.evidence.Rules;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.linux.nft.Command;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.ServiceView;
import io.binnacle.proxy.plan.ServicePlan;
import io.binnacle.proxy.plan.ServicePlanner;
import io.binnacle.proxy.plan.ThisNode;
import io.binnacle.proxy.rules.RuleBook;
import io.binnacle.proxy.rules.RulesOptions;
import io.binnacle.proxy.rules.TableState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The clusters of the transcripts: one that is well, and what goes wrong with it.
final class Clusters {
  private static final String SHOP =
      """
      kind: Namespace
      metadata: {name: default}
      ---
      kind: Namespace
      metadata: {name: shop}
      ---
      kind: Namespace
      metadata: {name: kube-system}
      ---
      kind: Service
      metadata: {name: kube-dns, namespace: kube-system}
      spec: {clusterIP: 10.96.0.10, selector: {k8s-app: kube-dns}, ports: [{name: dns, port: 53, protocol: UDP}]}
      ---
      kind: Deployment
      metadata: {name: dns, namespace: kube-system, creationTimestamp: "${-5m}"}
      spec:
        selector: {matchLabels: {k8s-app: kube-dns}}
        template:
          metadata: {labels: {k8s-app: kube-dns}}
          spec: {containers: [{name: dns, image: dns:1, ports: [{name: dns, containerPort: 53, protocol: UDP}]}]}
      ---
      kind: Service
      metadata: {name: web}
      spec: {clusterIP: 10.96.1.1, selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
      ---
      kind: Service
      metadata: {name: web-headless}
      spec: {clusterIP: None, selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}
      ---
      kind: Service
      metadata: {name: outside}
      spec: {type: ExternalName, externalName: db.example.com}
      ---
      kind: Service
      metadata: {name: alias}
      spec: {type: ExternalName, externalName: web.default.svc.cluster.local}
      ---
      kind: Service
      metadata: {name: circle}
      spec: {type: ExternalName, externalName: circle.default.svc.cluster.local}
      ---
      kind: Service
      metadata: {name: nobody}
      spec: {clusterIP: 10.96.1.2, selector: {app: nobody}, ports: [{port: 80}]}
      ---
      kind: Service
      metadata: {name: cart, namespace: shop}
      spec: {clusterIP: 10.96.1.3, selector: {app: cart}, ports: [{port: 80}]}
      ---
      kind: Deployment
      metadata: {name: web, creationTimestamp: "${-5m}"}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: web:1, ports: [{name: http, containerPort: 8080}]}]}
      ---
      kind: Pod
      metadata: {name: client, labels: {app: client}}
      spec: {nodeName: node-1, containers: [{name: c, image: c:1}]}
      status: {phase: Running, podIP: 10.244.1.9, podIPs: [{ip: 10.244.1.9}], conditions: [{type: Ready, status: "True"}]}
      ---
      kind: Pod
      metadata: {name: on-node}
      spec: {nodeName: node-1, hostNetwork: true, containers: [{name: c, image: c:1}]}
      status: {phase: Running, podIP: 192.168.1.1, podIPs: [{ip: 192.168.1.1}], conditions: [{type: Ready, status: "True"}]}
      ---
      kind: Pod
      metadata: {name: plain-names}
      spec: {nodeName: node-1, dnsConfig: {options: [{name: ndots, value: "1"}]}, containers: [{name: c, image: c:1}]}
      status: {phase: Running, podIP: 10.244.1.10, podIPs: [{ip: 10.244.1.10}], conditions: [{type: Ready, status: "True"}]}
      ---
      kind: Pod
      metadata: {name: waiting}
      spec: {containers: [{name: c, image: c:1}]}
      status: {phase: Pending}
      """;

  private Clusters() {}

  private static Cluster shop(String... more) {
    List<String> all = new ArrayList<>(List.of(SHOP));
    all.addAll(List.of(more));
    return Cluster.of(all.toArray(String[]::new))
        .facts(
            new Facts(
                "cluster.local", List.of(Cidr.of("10.96.0.0/12")), 30_000, 32_767, Origin.CLUSTER))
        .run();
  }

  static Evidence named(String name) {
    return switch (name) {
      case "shop" -> shop().evidence();
      case "local" ->
          shop()
              .patch("Service/web", "spec: {internalTrafficPolicy: Local}")
              .patch("Pod/web-5d8f-1", "metadata: {labels: {app: gone}}")
              .slices()
              .evidence();
      case "one-less" ->
          shop().patch("Pod/web-5d8f-1", "metadata: {labels: {app: gone}}").slices().evidence();
      case "node-down" ->
          shop()
              .patch("Node/node-2", "status: {conditions: [{type: Ready, status: Unknown}]}")
              .evidence();
      case "sticky" -> shop().patch("Service/web", "spec: {sessionAffinity: ClientIP}").evidence();
      case "node-port" ->
          shop()
              .patch(
                  "Service/web",
                  "spec: {type: NodePort, ports: [{name: http, port: 80, targetPort: 8080, nodePort: 30080}]}")
              .evidence();
      case "node-port-local" ->
          shop()
              .patch(
                  "Service/web",
                  "spec: {type: NodePort, externalTrafficPolicy: Local, ports: [{name: http, port: 80, targetPort: 8080, nodePort: 30080}]}")
              .patch("Pod/web-5d8f-1", "metadata: {labels: {app: gone}}")
              .slices()
              .evidence();
      case "balanced" ->
          shop()
              .patch(
                  "Service/web",
                  "{spec: {type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]}, status: {loadBalancer: {ingress: [{ip: 203.0.113.5}]}}}")
              .evidence();
      case "policy" ->
          shop("kind: NetworkPolicy\nmetadata: {name: web}\nspec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]}]}")
              .evidence();
      case "no-dns-policy" ->
          shop("kind: NetworkPolicy\nmetadata: {name: client}\nspec: {podSelector: {matchLabels: {app: client}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: web}}}]}]}")
              .evidence();
      case "dns-gone" ->
          shop()
              .patch("Deployment/kube-system/dns", "spec: {replicas: 0}")
              .remove("Pod/kube-system/dns-5d8f-1")
              .slices()
              .evidence();
      case "stale" -> shop().remove("Pod/web-5d8f-2").evidence();
      case "loopback" ->
          shop()
              .probed(
                  new Probed(
                      Map.of(
                          new ObjectKey("default", "web-5d8f-1"),
                          List.of(new Probed.Socket("TCP", IpAddress.of("127.0.0.1"), 8080)),
                          new ObjectKey("default", "web-5d8f-2"),
                          List.of(new Probed.Socket("TCP", IpAddress.of("0.0.0.0"), 8080))),
                      Map.of(),
                      Map.of()))
              .evidence();
      case "forbidden" -> shop().hide("EndpointSlice", "forbidden").evidence();
      case "no-policies" -> shop().hide("NetworkPolicy", "forbidden").evidence();
      case "kernel" -> kernel(false, true, List.of());
      case "kernel-empty" -> kernel(false, false, List.of());
      case "kernel-stale" ->
          kernel(true, true, List.of("table ip other, chain pre (nat, prerouting, -110)"));
      case "hostile" ->
          shop("kind: Service\nmetadata: {name: evil}\nspec: {clusterIP: 10.96.1.9, selector: {app: web}, ports: [{name: 'a\"; drop', port: 80, targetPort: 8080}, {name: b, port: 99999999}, {name: c, port: 81, protocol: XX}]}")
              .evidence();
      default -> throw new IllegalArgumentException("no cluster is called " + name);
    };
  }

  /// The well one, with what node-1's kernel holds.
  ///
  /// @param stale whether one endpoint is missing there
  /// @param table whether there is a table at all
  private static Evidence kernel(boolean stale, boolean table, List<String> foreign) {
    Evidence seen = shop().evidence();
    ThisNode node =
        new ThisNode(
            "node-1",
            "",
            List.of(IpAddress.of("192.168.1.1")),
            List.of(IpAddress.of("192.168.1.1")));
    Evidence held = stale ? named("one-less") : seen; // without one endpoint
    RuleBook book =
        new RuleBook(
            RulesOptions.of(
                "binnacle-1", List.of(Cidr.of("10.96.0.0/12")), List.of(Cidr.of("10.244.0.0/16"))),
            IpAddress.Family.IPv4);
    for (ObjectKey key :
        List.of(
            new ObjectKey("default", "web"),
            new ObjectKey("default", "nobody"),
            new ObjectKey("kube-system", "kube-dns"))) {
      ServiceView service = Objects.requireNonNull(held.service(key));
      for (ServicePlan plan :
          new ServicePlanner(node, Set.of()).plan(service, held.slices(service.key()))) {
        book.service(service.key(), plan);
      }
    }
    List<Command> commands = book.load();
    TableState state = TableState.none(book.table()).after(commands);
    return seen.with(
        new Rules(
            node,
            Set.of(IpAddress.of("192.168.1.1")),
            table ? List.of(state) : List.of(),
            foreign));
  }
}

package io.binnacle.doctor.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.view.PodView;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who reaches whom. The receiver is always `shop/web` (10.244.1.10, on node-1), which has the ports http (TCP 8080) and dns (UDP 53).
class PoliciesTest {
  private static final String CLUSTER =
      """
      kind: Namespace
      metadata: {name: shop, labels: {team: store}}
      ---
      kind: Namespace
      metadata: {name: ops, labels: {team: ops}}
      ---
      kind: Pod
      metadata: {name: web, namespace: shop, labels: {app: web, tier: front}}
      spec:
        nodeName: node-1
        containers:
        - name: web
          ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]
      status: {phase: Running, podIP: 10.244.1.10, hostIP: 192.168.1.1}
      ---
      kind: Pod
      metadata: {name: client, namespace: shop, labels: {app: client}}
      spec: {nodeName: node-2, containers: [{name: c}]}
      status: {phase: Running, podIP: 10.244.2.10, hostIP: 192.168.1.2}
      ---
      kind: Pod
      metadata: {name: probe, namespace: ops, labels: {app: client}}
      spec: {nodeName: node-2, containers: [{name: c}]}
      status: {phase: Running, podIP: 10.244.2.11, hostIP: 192.168.1.2}
      ---
      kind: Pod
      metadata: {name: agent-1, namespace: ops, labels: {app: agent}}
      spec: {nodeName: node-1, hostNetwork: true, containers: [{name: c}]}
      status: {phase: Running, podIP: 192.168.1.1, hostIP: 192.168.1.1}
      ---
      kind: Pod
      metadata: {name: agent-2, namespace: ops, labels: {app: agent}}
      spec: {nodeName: node-2, hostNetwork: true, containers: [{name: c}]}
      status: {phase: Running, podIP: 192.168.1.2, hostIP: 192.168.1.2}
      """;

  /// @param policies specs of policies, each `NAMESPACE: {…}` in a line
  /// @param from `shop/client`, or an address
  /// @param to `shop/web`, or an address
  /// @param verdict `open`, or why not
  record Case(
      String behaviour, String policies, String from, String to, Traffic traffic, String verdict) {
    @Override
    public String toString() {
      return behaviour;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(selection(), peers(), ports(), egress(), exempt()).flatMap(s -> s);
  }

  private static Stream<Case> selection() {
    return Stream.of(
        in("without policies everybody may", "", "shop/client", "open"),
        in(
            "a policy of another namespace has no say",
            "ops: {podSelector: {}}",
            "shop/client",
            "open"),
        in(
            "a policy for other Pods has no say",
            "shop: {podSelector: {matchLabels: {app: api}}}",
            "shop/client",
            "open"),
        in(
            "an empty selector isolates every Pod, and no rule lets nothing in",
            "shop: {podSelector: {}}",
            "shop/client",
            "in: p0 lets nothing in"),
        in("no selector is an empty one", "shop: {}", "shop/client", "in: p0 lets nothing in"),
        in(
            "expressions select, too",
            "shop: {podSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [back]}]}}",
            "shop/client",
            "in: p0 lets nothing in"),
        in(
            "a policy for egress alone does not isolate for ingress",
            "shop: {podSelector: {}, policyTypes: [Egress]}",
            "ops/probe",
            "open"),
        in(
            "an empty rule lets everybody in",
            "shop: {podSelector: {}, ingress: [{}]}",
            "shop/client",
            "open"),
        in(
            "policies only add: what one lets in comes in",
            "shop: {podSelector: {}}\nshop: {podSelector: {matchLabels: {app: web}}, ingress: [{}]}",
            "shop/client",
            "open"),
        in(
            "a policy no API server accepts has no say",
            "shop: {podSelector: {matchExpressions: [{key: a, operator: Near}]}}",
            "shop/client",
            "open"));
  }

  private static Stream<Case> peers() {
    return Stream.of(
        from(
            "Pods of the same namespace",
            "{podSelector: {matchLabels: {app: client}}}",
            "shop/client",
            "open"),
        from(
            "and not those of another",
            "{podSelector: {matchLabels: {app: client}}}",
            "ops/probe",
            "in: p0 rule 1 is for traffic from Pods with app=client of its own namespace; Pod ops/probe has app=client"),
        from(
            "an empty Pod selector means the whole namespace",
            "{podSelector: {}}",
            "shop/client",
            "open"),
        from(
            "a namespace selector alone means all its Pods",
            "{namespaceSelector: {matchLabels: {team: ops}}}",
            "ops/probe",
            "open"),
        from(
            "an empty namespace selector means all namespaces",
            "{namespaceSelector: {}}",
            "ops/probe",
            "open"),
        from(
            "a namespace has its name as a label",
            "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}",
            "ops/probe",
            "open"),
        from(
            "both selectors in one peer: both must match",
            "{namespaceSelector: {matchLabels: {team: ops}}, podSelector: {matchLabels: {app: agent}}}",
            "ops/probe",
            "in: p0 rule 1 is for traffic from Pods with app=agent of namespaces with team=ops; Pod ops/probe has"
                + " app=client"),
        from(
            "as two peers either does",
            "{namespaceSelector: {matchLabels: {team: ops}}}, {podSelector: {matchLabels: {app: agent}}}",
            "ops/probe",
            "open"),
        from("a block means addresses", "{ipBlock: {cidr: 203.0.113.0/24}}", "203.0.113.9", "open"),
        from(
            "but not those in its holes",
            "{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.8/30]}}",
            "203.0.113.9",
            "in: p0 rule 1 is for traffic from 203.0.113.0/24 without 203.0.113.8/30; 203.0.113.9 is none of these"),
        from("a block means Pods, too", "{ipBlock: {cidr: 10.244.2.0/24}}", "shop/client", "open"),
        from(
            "who is outside is matched by no selector",
            "{namespaceSelector: {}}",
            "203.0.113.9",
            "in: p0 rule 1 is for traffic from every Pod of every namespace; 203.0.113.9 is none of these"));
  }

  private static Stream<Case> ports() {
    return Stream.of(
        port("a number", "{port: 8080}", tcp(8080), "open"),
        port(
            "another number",
            "{port: 80}",
            tcp(8080),
            "in: p0 rule 1 lets TCP 80 in, not TCP 8080"),
        port("a name is looked up in the Pod", "{port: http}", tcp(8080), "open"),
        port(
            "a name the Pod does not have",
            "{port: web}",
            tcp(8080),
            "in: p0 rule 1 lets TCP web in, not TCP 8080"),
        port(
            "a name counts with its protocol",
            "{port: dns}",
            new Traffic("UDP", 53),
            "in: p0 rule 1 lets TCP dns in, not UDP 53"),
        port(
            "without a protocol it is TCP",
            "{port: 53}",
            new Traffic("UDP", 53),
            "in: p0 rule 1 lets TCP 53 in, not UDP 53"),
        port("without a number it is every one", "{protocol: UDP}", new Traffic("UDP", 53), "open"),
        port("a range with its ends", "{port: 8000, endPort: 8080}", tcp(8080), "open"),
        port(
            "and not beyond",
            "{port: 8000, endPort: 8079}",
            tcp(8080),
            "in: p0 rule 1 lets TCP 8000-8079 in, not TCP 8080"),
        port("any of several", "{port: 80}, {port: 8080}", tcp(8080), "open"));
  }

  private static Stream<Case> egress() {
    return Stream.of(
        in(
            "who may not send does not arrive",
            "shop: {podSelector: {matchLabels: {app: client}}, policyTypes: [Egress]}",
            "shop/client",
            "out: p0 lets nothing out"),
        in(
            "egress rules isolate for egress without being told",
            "shop: {podSelector: {matchLabels: {app: client}}, egress: [{to: [{podSelector: {matchLabels: {app: db}}}]}], ingress: [{}]}",
            "shop/client",
            "out: p0 rule 1 is for traffic to Pods with app=db of its own namespace; Pod shop/web has app=web"),
        in(
            "a name in an egress rule is looked up in the Pod that receives",
            "shop: {podSelector: {matchLabels: {app: client}}, egress: [{ports: [{port: http}]}], policyTypes: [Egress]}",
            "shop/client",
            "open"),
        new Case(
            "and means nothing outside",
            "shop: {podSelector: {}, egress: [{ports: [{port: http}]}], policyTypes: [Egress]}",
            "shop/client",
            "203.0.113.9",
            tcp(8080),
            "out: p0 rule 1 lets TCP http out, not TCP 8080"),
        new Case(
            "a block outside",
            "shop: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]}",
            "shop/client",
            "203.0.113.9",
            tcp(443),
            "open"),
        in(
            "both ends must let it",
            "shop: {podSelector: {}, policyTypes: [Ingress, Egress], egress: [{}]}",
            "shop/client",
            "in: p0 lets nothing in"));
  }

  private static Stream<Case> exempt() {
    String deny = "shop: {podSelector: {}, policyTypes: [Ingress, Egress]}";
    return Stream.of(
        in("a Pod reaches itself", deny, "shop/web", "open"),
        in("its node reaches it", deny, "192.168.1.1", "open"),
        in("a Pod on its node's network, too", deny, "ops/agent-1", "open"),
        in("another node does not", deny, "192.168.1.2", "in: p0 lets nothing in"),
        in("nor a Pod on that one's network", deny, "ops/agent-2", "in: p0 lets nothing in"),
        new Case(
            "Pods on their node's network are not isolated",
            "ops: {podSelector: {}, policyTypes: [Ingress, Egress]}",
            "ops/agent-2",
            "203.0.113.9",
            tcp(443),
            "open"),
        from(
            "they are matched by their labels",
            "{namespaceSelector: {}, podSelector: {matchLabels: {app: agent}}}",
            "ops/agent-2",
            "open"),
        from(
            "and by their node's address",
            "{ipBlock: {cidr: 192.168.1.2/32}}",
            "ops/agent-2",
            "open"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void judges(Case c) {
    Cluster cluster = cluster(c.policies());
    Policies policies = Policies.of(cluster.evidence());
    Reach reach = policies.reach(party(cluster, c.from()), party(cluster, c.to()), c.traffic());
    assertEquals(c.verdict(), describe(reach));
  }

  @Test
  void everyRuleOfEveryPolicyIsAccountedFor() {
    Cluster cluster =
        cluster(
            """
            shop: {podSelector: {}}
            shop: {podSelector: {}, ingress: [{ports: [{port: 80}]}, {from: [{podSelector: {matchLabels: {app: api}}}]}]}
            """);
    Reach reach =
        Policies.of(cluster.evidence())
            .reach(party(cluster, "shop/client"), party(cluster, "shop/web"), tcp(8080));
    assertEquals(
        "in: p0 lets nothing in; p1 rule 1 lets TCP 80 in, not TCP 8080; p1 rule 2 is for traffic from Pods with"
            + " app=api of its own namespace; Pod shop/client has app=client",
        describe(reach));
  }

  @Test
  void namespacesNobodyMayListAreAskedForOnlyWhereTheyMatter() {
    Cluster cluster =
        cluster("shop: {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}")
            .hide("Namespace", "forbidden");
    Policies policies = Policies.of(cluster.evidence());
    Party web = party(cluster, "shop/web");
    assertEquals("open", describe(policies.reach(party(cluster, "shop/client"), web, tcp(8080))));
    Cluster other =
        cluster(
                "shop: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {a: b}}}]}]}")
            .hide("Namespace", "forbidden");
    Policies unsure = Policies.of(other.evidence());
    NotSeenException e =
        Assertions.assertThrows(
            NotSeenException.class,
            () -> unsure.reach(party(other, "shop/client"), web, tcp(8080)));
    assertEquals("cannot list namespaces: forbidden", e.missing());
  }

  private static Case in(String behaviour, String policies, String from, String verdict) {
    return new Case(behaviour, policies, from, "shop/web", tcp(8080), verdict);
  }

  private static Case from(String behaviour, String peers, String from, String verdict) {
    String policy =
        "shop: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [" + peers + "]}]}";
    return in(behaviour, policy, from, verdict);
  }

  private static Case port(String behaviour, String ports, Traffic traffic, String verdict) {
    String policy =
        "shop: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [" + ports + "]}]}";
    return new Case(behaviour, policy, "shop/client", "shop/web", traffic, verdict);
  }

  private static Traffic tcp(int port) {
    return new Traffic("TCP", port);
  }

  private static Cluster cluster(String policies) {
    Cluster cluster = Cluster.of(CLUSTER);
    int made = 0;
    for (String line : policies.lines().toList()) {
      String[] parts = line.split(": ", 2);
      cluster.add(
          "{kind: NetworkPolicy, metadata: {name: p%d, namespace: %s}, spec: %s}"
              .formatted(made++, parts[0], parts[1]));
    }
    return cluster;
  }

  private static Party party(Cluster cluster, String who) {
    return who.contains("/")
        ? new Party.OfPod(PodView.of(cluster.object("Pod/" + who)))
        : new Party.OfAddress(IpAddress.of(who));
  }

  private static String describe(Reach reach) {
    if (reach.isOpen()) {
      return "open";
    }
    String out = describe("out: ", reach.egress());
    String in = describe("in: ", reach.ingress());
    return out + (out.isEmpty() || in.isEmpty() ? "" : "; ") + in;
  }

  private static String describe(String way, Verdict verdict) {
    return verdict instanceof Verdict.Blocked(var misses)
        ? misses.stream()
            .map(m -> m.policy().key().name() + " " + m.says())
            .collect(Collectors.joining("; ", way, ""))
        : "";
  }
}

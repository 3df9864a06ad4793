package io.binnacle.doctor.check.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.testing.Cluster;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyBlocksPortTest {
  /// @param change what else is different, before Pods run
  record Case(String behaviour, String policies, UnaryOperator<Cluster> change, String finding) {
    @Override
    public String toString() {
      return behaviour;
    }
  }

  static Stream<Case> broken() {
    return Stream.of(
        of(
            "the Service's own port in place of the one it leads to",
            "web: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 80}]}]}",
            """
            WARNING NetworkPolicy default/web spec.ingress[0].ports[0].port
            Nobody may reach TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2) behind Service web: NetworkPolicy web lets TCP 80 in, the port of the Service; policies see the port it leads to, TCP 8080.
            Let TCP 8080 through in place of TCP 80.
            [{'op':'replace','path':'/spec/ingress/0/ports/0/port','value':8080}]\
            """),
        of(
            "the number of long ago",
            "web: {podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: [{port: 9090}]}]}",
            """
            WARNING NetworkPolicy default/web spec.ingress[0].ports[0].port
            Nobody may reach TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2) behind Service web: NetworkPolicy web lets TCP 9090 in, a port they do not have.
            Let TCP 8080 through in place of TCP 9090.
            [{'op':'replace','path':'/spec/ingress/0/ports/0/port','value':8080}]\
            """),
        of(
            "the wrong protocol",
            "web: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 8080, protocol: UDP}]}]}",
            """
            WARNING NetworkPolicy default/web spec.ingress[0].ports[0].protocol
            Nobody may reach TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2) behind Service web: NetworkPolicy web lets UDP 8080 in, not TCP 8080.
            Let TCP 8080 through in place of UDP 8080.
            [{'op':'add','path':'/spec/ingress/0/ports/0/protocol','value':'TCP'}]\
            """),
        of(
            "the name of no port",
            "deny: {podSelector: {}}\nweb: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: htpp}]}]}",
            """
            WARNING NetworkPolicy default/web spec.ingress[0].ports[0].port
            Nobody may reach TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2) behind Service web: NetworkPolicy web lets TCP htpp in, a name none of their ports has.
            Let TCP 8080 through in place of TCP htpp.
            [{'op':'replace','path':'/spec/ingress/0/ports/0/port','value':8080}]\
            """),
        of(
            "nothing may come in, and nobody opens anything",
            "deny: {podSelector: {}}",
            """
            WARNING NetworkPolicy default/deny spec.ingress
            Nobody may reach TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2) behind Service web: NetworkPolicy deny isolates them, and no rule lets that port in.
            Let TCP 8080 in from the Pods that use the Service, by a rule of NetworkPolicy deny or a policy of its own.\
            """),
        of(
            "what should open it selects no Pod, by a slip",
            "deny: {podSelector: {}}\nweb: {podSelector: {matchLabels: {app: wbe}}, ingress: [{ports: [{port: 8080}]}]}",
            """
            WARNING NetworkPolicy default/web spec.podSelector.matchLabels.app
            Nobody may reach TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2) behind Service web: NetworkPolicy web would let it in but selects no Pod: none has app=wbe, they have app=web.
            Write app=web in place of app=wbe.
            [{'op':'replace','path':'/spec/podSelector/matchLabels/app','value':'web'}]\
            """),
        with(
            "where a plugin is seen that enforces policies, requests fail",
            "deny: {podSelector: {}, ingress: [{ports: [{port: 80}]}]}",
            c -> c.add("{kind: DaemonSet, metadata: {name: kube-router, namespace: kube-system}}"),
            """
            ERROR NetworkPolicy default/deny spec.ingress[0].ports[0].port
            Nobody may reach TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2) behind Service web: NetworkPolicy deny lets TCP 80 in, the port of the Service; policies see the port it leads to, TCP 8080.
            Let TCP 8080 through in place of TCP 80.
            [{'op':'replace','path':'/spec/ingress/0/ports/0/port','value':8080}]\
            """),
        with(
            "where the plugin has policies of its own kinds, they may let it in",
            "deny: {podSelector: {}, ingress: [{ports: [{port: 80}]}]}",
            c -> c.add("{kind: DaemonSet, metadata: {name: calico-node, namespace: kube-system}}"),
            """
            WARNING NetworkPolicy default/deny spec.ingress[0].ports[0].port
            Nobody may reach TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2) behind Service web: NetworkPolicy deny lets TCP 80 in, the port of the Service; policies see the port it leads to, TCP 8080. Other kinds of policies, known to calico-node, were not read.
            Let TCP 8080 through in place of TCP 80.
            [{'op':'replace','path':'/spec/ingress/0/ports/0/port','value':8080}]\
            """),
        with(
            "a second port that is shut may be meant so",
            "web: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 8080}]}]}",
            c ->
                c.patch(
                    "Service/web",
                    "spec: {ports: [{name: http, port: 80, targetPort: 8080}, {name: metrics, port: 9100}]}"),
            """
            NOTE NetworkPolicy default/web spec.ingress
            Nobody may reach TCP 9100 of 2 Pods (web-5d8f-1, web-5d8f-2) behind Service web: NetworkPolicy web isolates them, and no rule lets that port in.
            Let TCP 9100 in from the Pods that use the Service, by a rule of NetworkPolicy web or a policy of its own.\
            """),
        with(
            "a port that other Pods of the policy need is not the one to change",
            "all: {podSelector: {}, ingress: [{ports: [{port: 9090}]}]}",
            c ->
                c.patch(
                    "Deployment/client",
                    "spec: {template: {spec: {containers: [{name: c, ports: [{containerPort: 9090}]}]}}}"),
            """
            WARNING NetworkPolicy default/all spec.ingress
            Nobody may reach TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2) behind Service web: NetworkPolicy all isolates them, and no rule lets that port in.
            Let TCP 8080 in from the Pods that use the Service, by a rule of NetworkPolicy all or a policy of its own.\
            """),
        with(
            "one wrong entry for a Service of two ports",
            "web: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 9}]}]}",
            c ->
                c.patch(
                    "Service/web",
                    "spec: {ports: [{name: http, port: 80, targetPort: 8080}, {name: metrics, port: 9100}]}"),
            """
            WARNING NetworkPolicy default/web spec.ingress[0].ports[0].port
            Nobody may reach TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2) behind Service web: NetworkPolicy web lets TCP 9 in, a port they do not have.
            Let TCP 8080 through in place of TCP 9.
            [{'op':'replace','path':'/spec/ingress/0/ports/0/port','value':8080},{'op':'add','path':'/spec/ingress/0/ports/-','value':{'port':9100,'protocol':'TCP'}}]\
            """),
        with(
            "which of two rules was meant nobody knows",
            "web: {podSelector: {}, ingress: [{ports: [{port: 9090}]}, {ports: [{port: 9091}]}]}",
            c -> c,
            """
            WARNING NetworkPolicy default/web spec.ingress
            Nobody may reach TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2) behind Service web: NetworkPolicy web isolates them, and no rule lets that port in.
            Let TCP 8080 in from the Pods that use the Service, by a rule of NetworkPolicy web or a policy of its own.\
            """));
  }

  static Stream<Case> healthy() {
    return Stream.of(
        of("no policy", "", ""),
        of("a policy for other Pods", "db: {podSelector: {matchLabels: {app: db}}}", ""),
        of("a policy for what goes out", "web: {podSelector: {}, policyTypes: [Egress]}", ""),
        of(
            "everything shut, and the port opened",
            "deny: {podSelector: {}}\nweb: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 8080}]}]}",
            ""),
        of(
            "opened by the name of the Pods' port",
            "web: {podSelector: {}, ingress: [{ports: [{port: http}]}]}",
            ""),
        of(
            "opened by a range",
            "web: {podSelector: {}, ingress: [{ports: [{port: 8000, endPort: 9000}]}]}",
            ""),
        of(
            "opened for some only",
            "web: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: storefront}}}]}]}",
            ""),
        with(
            "no Pods, which is another fault",
            "deny: {podSelector: {}}",
            c -> c.patch("Deployment/web", "spec: {replicas: 0}"),
            ""),
        with(
            "Pods on their node's network",
            "deny: {podSelector: {}}",
            c -> c.patch("Deployment/web", "spec: {template: {spec: {hostNetwork: true}}}"),
            ""),
        with(
            "a Service without a selector",
            "deny: {podSelector: {}}",
            c -> c.patch("Service/web", "spec: {selector: null}"),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"broken", "healthy"})
  void examines(Case c) {
    Cluster cluster = c.change().apply(Town.with(c.policies())).run();
    assertEquals(
        c.finding(), Town.describe(() -> cluster.examine(new PolicyBlocksPort(), "Service/web")));
  }

  @Test
  void policiesNobodyMayListAreNotFine() {
    Cluster cluster = Town.with("").run().hide("NetworkPolicy", "forbidden");
    assertEquals(
        "unknown: cannot list networkpolicies.networking.k8s.io in namespace default: forbidden",
        Town.describe(() -> cluster.examine(new PolicyBlocksPort(), "Service/web")));
  }

  @Test
  void behindTheWrongPortTheWrongPeerShows() {
    Cluster cluster =
        Town.with(
                "web: {podSelector: {}, ingress: [{ports: [{port: 80}], from: [{podSelector: {matchLabels: {app: store-front}}}]}]}")
            .run();
    Diagnosis diagnosis = cluster.diagnose(PolicyChecks.ALL, "Service/web");
    assertEquals(
        List.of("policy-blocks-port 0", "policy-blocks-clients 1"),
        diagnosis.results().stream().map(r -> r.check().id() + " " + r.behind()).toList());
  }

  private static Case of(String behaviour, String policies, String finding) {
    return new Case(behaviour, policies, c -> c, finding);
  }

  private static Case with(
      String behaviour, String policies, UnaryOperator<Cluster> change, String finding) {
    return new Case(behaviour, policies, change, finding);
  }
}

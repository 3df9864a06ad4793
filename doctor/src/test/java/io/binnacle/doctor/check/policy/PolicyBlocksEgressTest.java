package io.binnacle.doctor.check.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.testing.Cluster;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyBlocksEgressTest {
  private static final String USES = "env: [{name: API, value: 'http://web/v1'}]";

  /// @param policies in namespace `default`
  /// @param container what the client's container says
  /// @param change what else is different, before Pods run
  record Case(
      String behaviour,
      String policies,
      String container,
      UnaryOperator<Cluster> change,
      String finding) {
    @Override
    public String toString() {
      return behaviour;
    }
  }

  static Stream<Case> broken() {
    return Stream.of(
        of(
            "nothing may go out",
            "shut: {podSelector: {matchLabels: {app: storefront}}, policyTypes: [Egress]}",
            USES,
            """
            WARNING NetworkPolicy default/shut spec.egress
            Pods of client use Service default/web (API=web) and may not send TCP 8080 to 2 Pods (web-5d8f-1, web-5d8f-2): NetworkPolicy shut isolates them, and no rule lets that out.
            Let TCP 8080 out to the Pods of Service web.
            [{'op':'add','path':'/spec/egress','value':[{'ports':[{'port':8080,'protocol':'TCP'}],'to':[{'podSelector':{'matchLabels':{'app':'web'}}}]}]}]\
            """),
        of(
            "other Pods are meant, and they are there",
            "shut: {podSelector: {}, egress: [{to: [{podSelector: {matchLabels: {app: storefront}}}]}]}",
            USES,
            """
            WARNING NetworkPolicy default/shut spec.egress
            Pods of client use Service default/web (API=web) and may not send TCP 8080 to 2 Pods (web-5d8f-1, web-5d8f-2): NetworkPolicy shut isolates them, and no rule lets that out.
            Let TCP 8080 out to the Pods of Service web.
            [{'op':'add','path':'/spec/egress/-','value':{'ports':[{'port':8080,'protocol':'TCP'}],'to':[{'podSelector':{'matchLabels':{'app':'web'}}}]}}]\
            """),
        of(
            "the port of the Service in place of the one it leads to",
            "out: {podSelector: {}, egress: [{to: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]}]}",
            USES,
            """
            WARNING NetworkPolicy default/out spec.egress[0].ports[0].port
            Pods of client use Service default/web (API=web) and may not send TCP 8080 to 2 Pods (web-5d8f-1, web-5d8f-2): NetworkPolicy out lets TCP 80 out, the port of the Service; policies see the port it leads to, TCP 8080.
            Let TCP 8080 through in place of TCP 80.
            [{'op':'replace','path':'/spec/egress/0/ports/0/port','value':8080}]\
            """),
        of(
            "a label misspelt",
            "out: {podSelector: {}, egress: [{to: [{podSelector: {matchLabels: {app: wbe}}}]}]}",
            "args: ['--api-url', 'web:80']",
            """
            WARNING NetworkPolicy default/out spec.egress[0].to[0].podSelector.matchLabels.app
            Pods of client use Service default/web (web:80) and may not send TCP 8080 to 2 Pods (web-5d8f-1, web-5d8f-2): NetworkPolicy out is for Pods with app=wbe, of which there is none; there is app=web.
            Write app=web in place of app=wbe.
            [{'op':'replace','path':'/spec/egress/0/to/0/podSelector/matchLabels/app','value':'web'}]\
            """),
        with(
            "a Service of another namespace, its namespace forgotten",
            "out: {podSelector: {}, egress: [{to: [{podSelector: {matchLabels: {app: probe}}}]}]}",
            "env: [{name: A, value: probe.ops.svc}]",
            c ->
                c.add(
                    "{kind: Service, metadata: {name: probe, namespace: ops}, spec: {selector: {app: probe}, ports: [{port: 80}]}}"),
            """
            WARNING NetworkPolicy default/out spec.egress[0].to[0].namespaceSelector
            Pods of client use Service ops/probe (A=probe.ops.svc) and may not send TCP 80 to Pod probe-5d8f-1: NetworkPolicy out is for Pods with app=probe of its own namespace, default, which has none; they run in namespace ops.
            Add a namespaceSelector for namespace ops.
            [{'op':'add','path':'/spec/egress/0/to/0/namespaceSelector','value':{'matchLabels':{'kubernetes.io/metadata.name':'ops'}}}]\
            """),
        of(
            "the world outside, without the cluster",
            "out: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]}",
            "env: [{name: API_HOST, value: web}]",
            """
            WARNING NetworkPolicy default/out spec.egress
            Pods of client use Service default/web (API_HOST=web) and may not send TCP 8080 to 2 Pods (web-5d8f-1, web-5d8f-2): NetworkPolicy out isolates them, and no rule lets that out.
            Let TCP 8080 out to the Pods of Service web.
            [{'op':'add','path':'/spec/egress/-','value':{'ports':[{'port':8080,'protocol':'TCP'}],'to':[{'podSelector':{'matchLabels':{'app':'web'}}}]}}]\
            """),
        of(
            "a rule for another purpose is not the one to change",
            "out: {podSelector: {}, egress: [{ports: [{port: 53}]}, {ports: [{port: 80}]}]}",
            USES,
            """
            WARNING NetworkPolicy default/out spec.egress
            Pods of client use Service default/web (API=web) and may not send TCP 8080 to 2 Pods (web-5d8f-1, web-5d8f-2): NetworkPolicy out isolates them, and no rule lets that out.
            Let TCP 8080 out to the Pods of Service web.
            [{'op':'add','path':'/spec/egress/-','value':{'ports':[{'port':8080,'protocol':'TCP'}],'to':[{'podSelector':{'matchLabels':{'app':'web'}}}]}}]\
            """),
        with(
            "let out by the Service's address, where the plugin sees Pods only",
            "out: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.96.0.0/12}}]}]}",
            USES,
            c ->
                c.add(
                    "{kind: DaemonSet, metadata: {name: kube-network-policies, namespace: kube-system}}"),
            """
            ERROR NetworkPolicy default/out spec.egress
            Pods of client use Service default/web (API=web) and may not send TCP 8080 to 2 Pods (web-5d8f-1, web-5d8f-2): NetworkPolicy out isolates them, and no rule lets that out.
            Let TCP 8080 out to the Pods of Service web.
            [{'op':'add','path':'/spec/egress/-','value':{'ports':[{'port':8080,'protocol':'TCP'}],'to':[{'podSelector':{'matchLabels':{'app':'web'}}}]}}]\
            """),
        with(
            "it uses two Services, and one of them by two ports",
            "shut: {podSelector: {matchLabels: {app: storefront}}, policyTypes: [Egress]}",
            "env: [{name: API, value: 'http://web/v1'}, {name: LOG_HOST, value: log}]",
            c ->
                c.add(
                        "{kind: Service, metadata: {name: log}, spec: {selector: {app: log}, ports: [{name: a, port: 514, protocol: UDP},"
                            + " {name: b, port: 514}]}}")
                    .add(
                        "{kind: Deployment, metadata: {name: log}, spec: {replicas: 1, template: {metadata: {labels: {app: log}}, spec:"
                            + " {containers: [{name: log, image: 'log:1'}]}}}}"),
            """
            WARNING NetworkPolicy default/shut spec.egress
            Pods of client use Service default/web (API=web) and may not send TCP 8080 to 2 Pods (web-5d8f-1, web-5d8f-2): NetworkPolicy shut isolates them, and no rule lets that out, nor what it sends to Service default/log.
            Let TCP 8080 out to the Pods of Service web, and to those of the others.
            [{'op':'add','path':'/spec/egress','value':[{'ports':[{'port':8080,'protocol':'TCP'}],'to':[{'podSelector':{'matchLabels':{'app':'web'}}}]},{'ports':[{'port':514,'protocol':'UDP'},{'port':514,'protocol':'TCP'}],'to':[{'podSelector':{'matchLabels':{'app':'log'}}}]}]}]\
            """),
        of(
            "which of two policies should let it out nobody knows",
            "a: {podSelector: {}, policyTypes: [Egress]}\nb: {podSelector: {matchLabels: {app: storefront}}, policyTypes: [Egress]}",
            USES,
            """
            WARNING NetworkPolicy default/a spec.egress
            Pods of client use Service default/web (API=web) and may not send TCP 8080 to 2 Pods (web-5d8f-1, web-5d8f-2): NetworkPolicies a, b isolate them, and no rule lets that out.
            Let TCP 8080 out to the Pods of Service web, by one of these policies or one more.\
            """));
  }

  static Stream<Case> healthy() {
    String shut = "shut: {podSelector: {matchLabels: {app: storefront}}, policyTypes: [Egress]}";
    return Stream.of(
        of("isolated, and it says of no Service that it uses it", shut, "{}", ""),
        of("not isolated", "in: {podSelector: {}}", USES, ""),
        of(
            "let out to the Pods",
            "out: {podSelector: {}, egress: [{to: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: http}]}]}",
            USES,
            ""),
        of(
            "let out by address: the Pods'",
            "out: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.244.0.0/16}}]}]}",
            USES,
            ""),
        of(
            "let out by address: the Service's, which some plugins see",
            "out: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.96.0.0/12}}]}]}",
            USES,
            ""),
        of(
            "a word that happens to be a Service's name",
            shut,
            "args: [web, '--role=web'], env: [{name: TIER, value: web}]",
            ""),
        of(
            "a number that is none of its ports",
            shut,
            "env: [{name: IMAGE, value: 'web:1.27'}, {name: X, value: 'web:9999'}]",
            ""),
        of(
            "another host of that name",
            shut,
            "env: [{name: URL, value: 'https://web.example.com/'}]",
            ""),
        with(
            "on its node's network",
            shut,
            USES,
            c -> c.patch("Deployment/client", "spec: {template: {spec: {hostNetwork: true}}}"),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"broken", "healthy"})
  void examines(Case c) {
    String container = c.container().equals("{}") ? "" : ", " + c.container();
    Cluster cluster =
        c.change()
            .apply(
                Town.with(c.policies())
                    .patch(
                        "Deployment/client",
                        "spec: {template: {spec: {containers: [{name: client"
                            + container
                            + "}]}}}"))
            .run();
    assertEquals(
        c.finding(),
        Town.describe(() -> cluster.examine(new PolicyBlocksEgress(), "Deployment/client")));
  }

  private static Case of(String behaviour, String policies, String container, String finding) {
    return new Case(behaviour, policies, container, c -> c, finding);
  }

  private static Case with(
      String behaviour,
      String policies,
      String container,
      UnaryOperator<Cluster> change,
      String finding) {
    return new Case(behaviour, policies, container, change, finding);
  }
}

package io.binnacle.doctor.check.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.testing.Cluster;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyBlocksClientsTest {
  private static Cluster clientSaysSo(Cluster cluster) {
    return cluster.patch(
        "Deployment/client",
        "spec: {template: {spec: {containers: [{name: client, env: [{name: API, value: 'http://web/v1'}]}]}}}");
  }

  /// @param peers of the one rule that lets TCP 8080 in
  /// @param change what else is different, before Pods run
  record Case(String behaviour, String peers, UnaryOperator<Cluster> change, String finding) {
    @Override
    public String toString() {
      return behaviour;
    }
  }

  static Stream<Case> broken() {
    return Stream.of(
        of(
            "a value misspelt",
            "{podSelector: {matchLabels: {app: storefornt}}}",
            """
            WARNING NetworkPolicy default/web spec.ingress[0].from[0].podSelector.matchLabels.app
            NetworkPolicy web is for Pods with app=storefornt, of which there is none; there is app=storefront. So Pod client-5d8f-1 may not reach Service web (TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2)), and nobody else may.
            Write app=storefront in place of app=storefornt.
            [{'op':'replace','path':'/spec/ingress/0/from/0/podSelector/matchLabels/app','value':'storefront'}]\
            """),
        of(
            "the right value under a key people take for another",
            "{podSelector: {matchLabels: {app.kubernetes.io/name: storefront}}}",
            """
            WARNING NetworkPolicy default/web spec.ingress[0].from[0].podSelector.matchLabels.app.kubernetes.io/name
            NetworkPolicy web is for Pods with app.kubernetes.io/name=storefront, of which there is none; there is app=storefront. So Pod client-5d8f-1 may not reach Service web (TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2)), and nobody else may.
            Write app=storefront in place of app.kubernetes.io/name=storefront.
            [{'op':'remove','path':'/spec/ingress/0/from/0/podSelector/matchLabels/app.kubernetes.io~1name'},{'op':'add','path':'/spec/ingress/0/from/0/podSelector/matchLabels/app','value':'storefront'}]\
            """),
        of(
            "a namespace by a label it does not have, with its name",
            "{namespaceSelector: {matchLabels: {name: ops}}}",
            """
            WARNING NetworkPolicy default/web spec.ingress[0].from[0].namespaceSelector.matchLabels.name
            NetworkPolicy web is for namespaces with name=ops, of which there is none; there is kubernetes.io/metadata.name=ops. So Pod probe-5d8f-1 may not reach Service web (TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2)), and nobody else may.
            Write kubernetes.io/metadata.name=ops in place of name=ops.
            [{'op':'remove','path':'/spec/ingress/0/from/0/namespaceSelector/matchLabels/name'},{'op':'add','path':'/spec/ingress/0/from/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name','value':'ops'}]\
            """),
        of(
            "Pods of another namespace, which is not named",
            "{podSelector: {matchLabels: {app: probe}}}",
            """
            WARNING NetworkPolicy default/web spec.ingress[0].from[0].namespaceSelector
            NetworkPolicy web is for Pods with app=probe of its own namespace, default, which has none; they run in namespace ops. So Pod probe-5d8f-1 may not reach Service web (TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2)), and nobody else may.
            Add a namespaceSelector for namespace ops.
            [{'op':'add','path':'/spec/ingress/0/from/0/namespaceSelector','value':{'matchLabels':{'kubernetes.io/metadata.name':'ops'}}}]\
            """),
        of(
            "a namespace that is not there",
            "{namespaceSelector: {matchLabels: {team: observability}}}",
            """
            WARNING NetworkPolicy default/web spec.ingress[0].from
            NetworkPolicy web lets TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2) in only from every Pod of namespaces with team=observability, and there is no such Pod, nor such a namespace.
            Name the Pods that use the Service in spec.ingress[0].from of NetworkPolicy web.\
            """),
        with(
            "nobody it means is there, and somebody would use it",
            "{podSelector: {matchLabels: {role: gateway}}}",
            PolicyBlocksClientsTest::clientSaysSo,
            """
            WARNING NetworkPolicy default/web spec.ingress[0].from
            NetworkPolicy web lets TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2) in only from Pods with role=gateway of its own namespace, and there is no such Pod; Deployment default/client would use Service web.
            Name the Pods that use the Service in spec.ingress[0].from of NetworkPolicy web.\
            """),
        with(
            "two may have been meant",
            "{podSelector: {matchLabels: {app: storefront-prob}}}",
            c ->
                c.patch(
                        "Deployment/client",
                        "spec: {template: {metadata: {labels: {app: storefront-probe}}}}")
                    .add(
                        """
                        {kind: Pod, metadata: {name: p, labels: {app: storefront-prop}}, spec: {containers: [{name: p}]}}
                        """),
            """
            WARNING NetworkPolicy default/web spec.ingress[0].from
            NetworkPolicy web lets TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2) in only from Pods with app=storefront-prob of its own namespace, and there is no such Pod.
            Choose one: Write app=storefront-probe in place of app=storefront-prob, Write app=storefront-prop in place of app=storefront-prob.\
            """),
        of(
            "clients that are not there now may come: a note",
            "{podSelector: {matchLabels: {role: nightly-backup}}}",
            """
            NOTE NetworkPolicy default/web spec.ingress[0].from
            NetworkPolicy web lets TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2) in only from Pods with role=nightly-backup of its own namespace, and there is no such Pod.
            Name the Pods that use the Service in spec.ingress[0].from of NetworkPolicy web.\
            """));
  }

  static Stream<Case> healthy() {
    return Stream.of(
        of("clients there are", "{podSelector: {matchLabels: {app: storefront}}}", ""),
        of(
            "clients there are in another namespace",
            "{namespaceSelector: {matchLabels: {team: platform}}}",
            ""),
        of("everybody", "", ""),
        of("the Pods of the namespace", "{podSelector: {}}", ""),
        of("addresses outside", "{ipBlock: {cidr: 203.0.113.0/24}}", ""),
        of(
            "one peer is wrong and another is not",
            "{podSelector: {matchLabels: {app: storefornt}}}, {podSelector: {matchLabels: {app: storefront}}}",
            ""),
        with(
            "clients that are scaled to nothing",
            "{podSelector: {matchLabels: {app: storefront}}}",
            c -> c.patch("Deployment/client", "spec: {replicas: 0}"),
            ""),
        with(
            "a Pod that has ended is a client that comes again",
            "{podSelector: {matchLabels: {job: nightly}}}",
            c ->
                c.add(
                    """
                    {kind: Pod, metadata: {name: n, labels: {job: nightly}}, spec: {nodeName: node-1}, status: {phase: Succeeded}}
                    """),
            ""),
        with(
            "manifests of one application do not show its clients",
            "{podSelector: {matchLabels: {role: gateway}}}",
            c -> c.facts(new Facts("cluster.local", List.of(), 0, 0, Origin.MANIFESTS)),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"broken", "healthy"})
  void examinesTheService(Case c) {
    Cluster cluster = c.change().apply(Town.with(policy(c.peers()))).run();
    assertEquals(
        c.finding(),
        Town.describe(() -> cluster.examine(new PolicyBlocksClients(), "Service/web")));
  }

  static Stream<Case> clients() {
    return Stream.of(
        with(
            "it is one of two, and not the one",
            "{namespaceSelector: {matchLabels: {team: platform}}}",
            PolicyBlocksClientsTest::clientSaysSo,
            """
            WARNING NetworkPolicy default/web spec.ingress[0].from
            Pods of client use Service default/web (API=web), and NetworkPolicy web does not let them in at TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2): rule 1 is for traffic from every Pod of namespaces with team=platform; Pod default/client-5d8f-1 is none of these.
            Let the Pods of Deployment default/client in by spec.ingress[0].from of NetworkPolicy web.
            [{'op':'add','path':'/spec/ingress/0/from/-','value':{'podSelector':{'matchLabels':{'app':'storefront'}}}}]\
            """),
        with(
            "it is meant, by a slip",
            "{podSelector: {matchLabels: {app: store-front}}}",
            PolicyBlocksClientsTest::clientSaysSo,
            """
            WARNING NetworkPolicy default/web spec.ingress[0].from[0].podSelector.matchLabels.app
            Pods of client use Service default/web (API=web), and NetworkPolicy web does not let them in at TCP 8080 of 2 Pods (web-5d8f-1, web-5d8f-2): rule 1 is for traffic from Pods with app=store-front of its own namespace; Pod default/client-5d8f-1 has app=storefront.
            Write app=storefront in place of app=store-front.
            [{'op':'replace','path':'/spec/ingress/0/from/0/podSelector/matchLabels/app','value':'storefront'}]\
            """),
        with(
            "it is let in",
            "{podSelector: {matchLabels: {app: storefront}}}",
            PolicyBlocksClientsTest::clientSaysSo,
            ""),
        of(
            "it does not use the Service",
            "{namespaceSelector: {matchLabels: {team: platform}}}",
            ""),
        with(
            "the Service's name is a word like any other",
            "{namespaceSelector: {matchLabels: {team: platform}}}",
            c ->
                c.patch(
                    "Deployment/client",
                    "spec: {template: {spec: {containers: [{name: client, args: [web, --mode=web], env: [{name: ROLE, value: web}]}]}}}"),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void examinesAClient(Case c) {
    Cluster cluster = c.change().apply(Town.with(policy(c.peers()))).run();
    assertEquals(
        c.finding(),
        Town.describe(() -> cluster.examine(new PolicyBlocksClient(), "Deployment/client")));
  }

  @Test
  void namespacesNobodyMayListAreNotMissing() {
    Cluster cluster =
        Town.with(policy("{namespaceSelector: {matchLabels: {team: observability}}}"))
            .run()
            .hide("Namespace", "forbidden");
    assertEquals(
        "unknown: cannot list namespaces: forbidden",
        Town.describe(() -> cluster.examine(new PolicyBlocksClients(), "Service/web")));
  }

  private static String policy(String peers) {
    return "web: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 8080}], from: ["
        + peers
        + "]}]}";
  }

  private static Case of(String behaviour, String peers, String finding) {
    return new Case(behaviour, peers, c -> c, finding);
  }

  private static Case with(
      String behaviour, String peers, UnaryOperator<Cluster> change, String finding) {
    return new Case(behaviour, peers, change, finding);
  }
}

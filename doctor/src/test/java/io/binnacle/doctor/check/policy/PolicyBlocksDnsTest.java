package io.binnacle.doctor.check.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.testing.Cluster;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyBlocksDnsTest {
  private static final String DNS_RULE =
      "{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}},"
          + " podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: 53, protocol: UDP}, {port: 53}]}";
  private static final String FIX =
      "[{'op':'add','path':'/spec/egress/-','value':{'ports':[{'port':53,'protocol':'UDP'},{'port':53,'protocol':'TCP'}],"
          + "'to':[{'namespaceSelector':{'matchLabels':{'kubernetes.io/metadata.name':'kube-system'}},"
          + "'podSelector':{'matchLabels':{'k8s-app':'kube-dns'}}}]}}]";

  /// @param policies in namespace `default`
  /// @param change what else is different, before Pods run
  record Case(String behaviour, String policies, UnaryOperator<Cluster> change, String finding) {
    @Override
    public String toString() {
      return behaviour;
    }
  }

  static Stream<Case> broken() {
    return Stream.of(
        with(
            "the DNS by its Service's address, where the plugin sees Pods only",
            "out: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.96.0.10/32}}, {podSelector: {}}]}]}",
            c ->
                c.add(
                    "{kind: DaemonSet, metadata: {name: kube-network-policies, namespace: kube-system}}"),
            """
            ERROR NetworkPolicy default/out spec.egress
            Pods of client cannot resolve any name: NetworkPolicy out isolates them for egress, and no rule lets UDP 53 out to the DNS Pods in kube-system.
            Let UDP and TCP 53 out to the DNS Pods.
            """
                + FIX),
        of(
            "it may talk to Pods and cannot find them",
            "out: {podSelector: {}, egress: [{to: [{podSelector: {matchLabels: {app: web}}}]}]}",
            """
            WARNING NetworkPolicy default/out spec.egress
            Pods of client cannot resolve any name: NetworkPolicy out isolates them for egress, and no rule lets UDP 53 out to the DNS Pods in kube-system.
            Let UDP and TCP 53 out to the DNS Pods.
            """
                + FIX),
        of(
            "it may talk to the world and not to the cluster",
            "out: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]}",
            """
            WARNING NetworkPolicy default/out spec.egress
            Pods of client cannot resolve any name: NetworkPolicy out isolates them for egress, and no rule lets UDP 53 out to the DNS Pods in kube-system.
            Let UDP and TCP 53 out to the DNS Pods.
            """
                + FIX),
        with(
            "it may talk to nobody and says a name",
            "shut: {podSelector: {}, policyTypes: [Egress]}",
            c ->
                c.patch(
                    "Deployment/client",
                    "spec: {template: {spec: {containers: [{name: c, env: [{name: PAY, value: 'https://api.example.com'}]}]}}}"),
            """
            WARNING NetworkPolicy default/shut spec.egress
            Pods of client cannot resolve any name: NetworkPolicy shut isolates them for egress, and no rule lets UDP 53 out to the DNS Pods in kube-system.
            Let UDP and TCP 53 out to the DNS Pods.
            """
                + FIX.replace("/spec/egress/-','value':{", "/spec/egress','value':[{")
                    .replace("}}]}}]", "}}]}]}]")),
        of(
            "the protocol forgotten: questions go over UDP",
            "out: {podSelector: {}, egress: [{ports: [{port: 53}]}]}",
            """
            WARNING NetworkPolicy default/out spec.egress[0].ports
            Pods of client cannot resolve any name: NetworkPolicy out lets TCP 53 out to the DNS, but questions are sent over UDP.
            Let UDP 53 out, too.
            [{'op':'add','path':'/spec/egress/0/ports/-','value':{'port':53,'protocol':'UDP'}}]\
            """),
        of(
            "the namespace by a label it does not have",
            "out: {podSelector: {}, egress: [{to: [{namespaceSelector: {matchLabels: {name: kube-system}}}], ports: [{port: 53, protocol: UDP}, {port: 53}]}]}",
            """
            WARNING NetworkPolicy default/out spec.egress[0].to[0].namespaceSelector.matchLabels.name
            Pods of client cannot resolve any name: NetworkPolicy out is for namespaces with name=kube-system, of which there is none; there is kubernetes.io/metadata.name=kube-system.
            Write kubernetes.io/metadata.name=kube-system in place of name=kube-system.
            [{'op':'remove','path':'/spec/egress/0/to/0/namespaceSelector/matchLabels/name'},{'op':'add','path':'/spec/egress/0/to/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name','value':'kube-system'}]\
            """),
        of(
            "the DNS Pods without their namespace",
            "out: {podSelector: {}, egress: [{to: [{podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: 53, protocol: UDP}]}]}",
            """
            WARNING NetworkPolicy default/out spec.egress[0].to[0].namespaceSelector
            Pods of client cannot resolve any name: NetworkPolicy out is for Pods with k8s-app=kube-dns of its own namespace, default, which has none; they run in namespace kube-system.
            Add a namespaceSelector for namespace kube-system.
            [{'op':'add','path':'/spec/egress/0/to/0/namespaceSelector','value':{'matchLabels':{'kubernetes.io/metadata.name':'kube-system'}}}]\
            """),
        of(
            "without TCP long answers fail: a note",
            "out: {podSelector: {}, egress: [{to: [{namespaceSelector: {}}], ports: [{port: 53, protocol: UDP}]}]}",
            """
            NOTE NetworkPolicy default/out spec.egress[0].ports
            Pods of client ask the DNS over UDP only: NetworkPolicy out does not let TCP 53 out to it, which answers too long for UDP need.
            Let TCP 53 out, too.
            [{'op':'add','path':'/spec/egress/0/ports/-','value':{'port':53,'protocol':'TCP'}}]\
            """));
  }

  static Stream<Case> healthy() {
    String shut = "shut: {podSelector: {}, policyTypes: [Egress]}";
    String toWeb =
        "out: {podSelector: {}, egress: [{to: [{podSelector: {matchLabels: {app: web}}}]}]}";
    return Stream.of(
        of("not isolated for egress", "in: {podSelector: {}}", ""),
        of("shut off from everything, and it says no name", shut, ""),
        of("let out to the DNS", "out: {podSelector: {}, egress: [" + DNS_RULE + "]}", ""),
        of(
            "let out to the DNS by another policy",
            toWeb + "\ndns: {podSelector: {}, egress: [" + DNS_RULE + "]}",
            ""),
        of(
            "port 53 of everybody",
            "out: {podSelector: {}, egress: [{ports: [{port: 53, protocol: UDP}, {port: 53}]}]}",
            ""),
        of(
            "everybody in the cluster",
            "out: {podSelector: {}, egress: [{to: [{namespaceSelector: {}}]}]}",
            ""),
        of(
            "the DNS by its Service's address",
            "out: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.96.0.10/32}}, {podSelector: {}}]}]}",
            ""),
        of(
            "one place with a fixed address",
            "out: {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 203.0.113.7/32}}]}]}",
            ""),
        with(
            "a cache on every node",
            toWeb,
            c ->
                c.add(
                    "{kind: DaemonSet, metadata: {name: node-local-dns, namespace: kube-system}}"),
            ""),
        with(
            "its node's resolver",
            toWeb,
            c -> c.patch("Deployment/client", "spec: {template: {spec: {dnsPolicy: Default}}}"),
            ""),
        with(
            "the variables of the Services in place of names",
            toWeb,
            c ->
                c.patch(
                    "Deployment/client",
                    "spec: {template: {spec: {containers: [{name: c, args: ['--api=$(WEB_SERVICE_HOST)']}]}}}"),
            ""),
        with(
            "no DNS that is seen",
            toWeb,
            c -> c.remove("Service/kube-system/kube-dns").remove("Deployment/kube-system/coredns"),
            ""),
        with(
            "DNS on the nodes' network, by its labels",
            "out: {podSelector: {}, egress: [" + DNS_RULE + "]}",
            c ->
                c.patch(
                    "Deployment/kube-system/coredns",
                    "spec: {template: {spec: {hostNetwork: true}}}"),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"broken", "healthy"})
  void examines(Case c) {
    Cluster cluster = c.change().apply(Town.with(c.policies())).run();
    assertEquals(
        c.finding(),
        Town.describe(() -> cluster.examine(new PolicyBlocksDns(), "Deployment/client")));
  }

  static Stream<Case> planned() {
    return Stream.of(
        of(
            "a rule for Pods of the namespace alone",
            "out: {podSelector: {}, egress: [{to: [{podSelector: {matchLabels: {app: web}}}]}]}",
            "spec.egress"),
        of(
            "the protocol forgotten",
            "out: {podSelector: {}, egress: [{to: [{namespaceSelector: {matchLabels: {name: kube-system}}}], ports: [{port: 53}]}, {to: [{podSelector: {}}], ports: [{port: 8080}]}]}",
            "spec.egress[0].ports"),
        of(
            "labels of namespaces that manifests do not show are taken to be there",
            "out: {podSelector: {}, egress: [{to: [{namespaceSelector: {matchLabels: {name: kube-system}}}], ports: [{port: 53, protocol: UDP}]}]}",
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("planned")
  void manifestsDoNotShowTheDns(Case c) {
    Cluster cluster =
        Town.with(c.policies())
            .run()
            .hide("Service", "not in the files")
            .hide("Namespace", "not in the files")
            .facts(new Facts("cluster.local", List.of(), 0, 0, Origin.MANIFESTS));
    Finding finding = cluster.examine(new PolicyBlocksDns(), "Deployment/client");
    assertEquals(c.finding(), finding instanceof Finding.Broken b ? b.field() : "");
  }

  private static Case of(String behaviour, String policies, String finding) {
    return new Case(behaviour, policies, c -> c, finding);
  }

  private static Case with(
      String behaviour, String policies, UnaryOperator<Cluster> change, String finding) {
    return new Case(behaviour, policies, change, finding);
  }
}

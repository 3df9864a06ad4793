package io.binnacle.doctor.check.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Rules;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.testing.Case;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import io.binnacle.proxy.plan.Bound;
import io.binnacle.proxy.plan.ServicePlan;
import io.binnacle.proxy.plan.ServicePlanner;
import io.binnacle.proxy.plan.ThisNode;
import io.binnacle.proxy.rules.RuleBook;
import io.binnacle.proxy.rules.RulesOptions;
import io.binnacle.proxy.rules.TableState;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a node's packet filter holds, against what the cluster asks for.
class RulesTest {
  private static final IpAddress ADDRESS = IpAddress.of("192.168.1.1");
  private static final ThisNode NODE =
      new ThisNode("node-1", "", List.of(ADDRESS), List.of(ADDRESS));

  private static final String WEB =
      """
      kind: Service
      metadata: {name: web}
      spec:
        type: NodePort
        selector: {app: web}
        externalIPs: [203.0.113.7]
        ports: [{port: 80, targetPort: 8080, nodePort: 30080}]
      ---
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web}]}}
      """;

  private static Cluster web() {
    return Cluster.of(WEB).run();
  }

  /// The table our proxy would have made of `cluster`.
  private static Rules rules(Cluster cluster, Bound... bound) {
    Evidence seen = cluster.evidence();
    ServicePlanner planner = new ServicePlanner(NODE, Set.of(bound));
    RulesOptions options =
        RulesOptions.of(
                "binnacle", List.of(Cidr.of("10.96.0.0/12")), List.of(Cidr.of("10.244.0.0/16")))
            .withBound(Set.of(bound));
    RuleBook book = new RuleBook(options, IpAddress.Family.IPv4);
    for (Obj object : seen.all(ResourceName.SERVICES)) {
      ServiceView service = ServiceView.of(object);
      for (ServicePlan plan : planner.plan(service, seen.slices(service.key()))) {
        book.service(service.key(), plan);
      }
    }
    TableState table = TableState.none(book.table()).after(book.load());
    return new Rules(NODE, Set.of(ADDRESS), List.of(table), List.of());
  }

  private static Rules none(String... foreign) {
    return new Rules(NODE, Set.of(ADDRESS), List.of(), List.of(foreign));
  }

  private static String said(Cluster cluster, Check.OfService check) {
    return Case.text(cluster.examine(check, "Service/web"));
  }

  @Test
  void whatNobodyReadIsNotMissing() {
    assertEquals("fine", said(web(), new RulesMissing()));
    assertEquals("fine", said(web(), new RulesStale()));
    assertEquals(Finding.FINE, new TableMissing().examine(web().evidence()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec: {}",
        "spec: {externalTrafficPolicy: Local}",
        "spec: {internalTrafficPolicy: Local}",
        "spec: {sessionAffinity: ClientIP}",
        "spec: {type: LoadBalancer, loadBalancerSourceRanges: [198.51.100.0/24]}\nstatus: {loadBalancer: {ingress: [{ip: 203.0.113.9}]}}"
      })
  void rulesThatAreAsPlannedSayNothing(String patch) {
    Cluster cluster = web().patch("Service/web", patch);
    cluster.rules(rules(cluster));
    assertEquals("fine", said(cluster, new RulesMissing()));
    assertEquals("fine", said(cluster, new RulesStale()));
    assertEquals(Finding.FINE, new TableMissing().examine(cluster.evidence()));
  }

  @Test
  void aServiceServedByASocketOfTheMachineHasNoEntry() {
    Cluster cluster = web().patch("Service/web", "spec: {type: ClusterIP, externalIPs: []}");
    ServiceView service =
        Objects.requireNonNull(cluster.evidence().service(new ObjectKey("default", "web")));
    cluster.rules(rules(cluster, new Bound(IpAddress.of(service.clusterIp()), 80)));
    assertEquals("fine", said(cluster, new RulesMissing()));
  }

  @Test
  void aTableThatIsNotThereConcernsTheClusterOnce() {
    Cluster cluster = web().rules(none());
    assertEquals("ERROR Node/node-1", Case.text(new TableMissing().examine(cluster.evidence())));
    assertEquals("fine", said(cluster, new RulesMissing()));
  }

  @Test
  void whereKubeProxyServesNoTableOfOursIsMissed() {
    Cluster cluster =
        web()
            .add(
                "kind: Pod\nmetadata: {name: kp, labels: {k8s-app: kube-proxy}}\nspec: {nodeName: node-1}\nstatus: {phase: Running}")
            .rules(none());
    assertEquals(Finding.FINE, new TableMissing().examine(cluster.evidence()));
  }

  @Test
  void aServiceThatIsNotInTheTable() {
    Rules empty = rules(Cluster.of("kind: Service\nmetadata: {name: other}\nspec: {}").run());
    Cluster cluster = web().rules(empty);
    Finding finding = cluster.examine(new RulesMissing(), "Service/web");
    assertEquals("ERROR Node/node-1", Case.text(finding));
    assertTrue(finding.toString().contains("has no entry for 10.96.0.1:80/TCP"), finding::toString);
    assertEquals("fine", said(cluster, new RulesStale()));
  }

  @ParameterizedTest
  @CsvSource({
    "an endpoint that is gone still gets connections, 3, 2, ERROR Node/node-1",
    "a new endpoint gets none, 2, 3, WARNING Node/node-1",
    "nothing has changed, 2, 2, fine"
  })
  void theTableIsBehind(String why, int before, int after, String said) {
    Cluster cluster = Cluster.of(WEB.replace("replicas: 3", "replicas: " + after)).run();
    Cluster old = Cluster.of(WEB.replace("replicas: 3", "replicas: " + before)).run();
    cluster.rules(rules(old));
    assertEquals(said, said(cluster, new RulesStale()), why);
    assertEquals("fine", said(cluster, new RulesMissing()), why);
  }

  @Test
  void aServiceThatChangedJustNowMayBeBehind() {
    Cluster cluster = web();
    cluster.rules(rules(Cluster.of(WEB.replace("replicas: 3", "replicas: 2")).run()));
    cluster.patch("Pod/web-5d8f-3", "metadata: {creationTimestamp: '${-3s}'}");
    assertEquals("fine", said(cluster, new RulesStale()));
  }

  @Test
  void aContestedNodePortIsAnotherFinding() {
    String rival =
        "kind: Service\nmetadata: {name: rival}\nspec: {type: NodePort, ports: [{port: 1, nodePort: 30080}]}";
    Cluster cluster = Cluster.of(WEB, rival).run();
    cluster.rules(rules(cluster));
    assertEquals("fine", said(cluster, new RulesStale()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "table ip other, chain pre (nat, prerouting, -110); WARNING Node/node-1",
        "table ip firewall, chain raw (filter, prerouting, -300); fine",
        "table ip nat, chain DOCKER (nat, prerouting, -100); fine",
        "something else; fine"
      })
  void chainsOfOthers(String line, String said) {
    Rules ours = rules(web());
    Rules both = new Rules(NODE, ours.local(), ours.tables(), List.of(line));
    assertEquals(said, Case.text(new RulesShadowed().examine(web().rules(both).evidence())));
  }
}

package io.binnacle.doctor.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimsTest {
  private static final String SERVICES =
      """
      kind: Service
      metadata: {name: a, namespace: one}
      spec: {type: NodePort, clusterIP: 10.96.5.5, ports: [{port: 80, nodePort: 30080}]}
      ---
      kind: Service
      metadata: {name: b, namespace: two}
      spec: {externalIPs: [192.0.2.5], clusterIP: 10.96.5.6, ports: [{port: 53, protocol: UDP}]}
      ---
      kind: Service
      metadata: {name: c, namespace: two}
      spec:
        {type: LoadBalancer, clusterIP: 10.96.5.7, healthCheckNodePort: 31000, ports: [{port: 80}]}
      status: {loadBalancer: {ingress: [{ip: 192.0.2.5}]}}
      ---
      kind: Service
      metadata: {name: d, namespace: two}
      spec: {clusterIP: None, ports: [{port: 80, nodePort: 30080}]}
      """;

  @ParameterizedTest
  @CsvSource({
    "clusterIP 10.96.5.5, [one/a]",
    "clusterIP None, []",
    "nodePort TCP/30080, [one/a]",
    "nodePort UDP/30080, []",
    "healthCheckNodePort 31000, [two/c]",
    "outside 192.0.2.5 UDP/53, [two/b]",
    "outside 192.0.2.5 TCP/80, [two/c]",
  })
  void everybodyWhoClaims(String claim, String claimants) {
    List<ServiceView> found = Cluster.of(SERVICES).evidence().claimants(claim);
    assertEquals(claimants, found.stream().map(ServiceView::key).toList().toString());
  }

  @Test
  void whatIsChangedInThoughtClaimsAnew() {
    Evidence seen = Cluster.of(SERVICES).run().evidence();
    ObjectKey key = new ObjectKey("two", "b");
    assertEquals(1, seen.claimants(Claims.outside("192.0.2.5", "UDP", 53)).size());
    Obj patch = Obj.of("spec", Obj.of("type", Str.of("ExternalName")));
    Evidence next = seen.with(List.of(Change.Patch.merge(ObjectRef.service(key), patch)));
    assertEquals(List.of(), next.claimants(Claims.outside("192.0.2.5", "UDP", 53)));
    assertEquals(1, seen.claimants(Claims.outside("192.0.2.5", "UDP", 53)).size());
  }

  @Test
  void podsByAddressAndByHostPort() {
    Evidence seen =
        Cluster.of(
                """
                kind: Pod
                metadata: {name: p, namespace: one}
                spec: {nodeName: node-1, containers: [{ports: [{containerPort: 1, hostPort: 8080}]}]}
                status: {phase: Running, podIP: 10.244.0.5, podIPs: [{ip: 10.244.0.5}, {ip: 'fd00::5'}]}
                ---
                kind: Pod
                metadata: {name: done, namespace: one}
                spec: {nodeName: node-1, containers: [{ports: [{containerPort: 1, hostPort: 8080}]}]}
                status: {phase: Succeeded}
                """)
            .evidence();
    assertEquals(List.of("p"), names(seen.hostPorts(Claims.nodePort("TCP", 8080))));
    assertEquals(List.of(), names(seen.hostPorts(Claims.nodePort("UDP", 8080))));
    assertEquals(List.of("p"), names(seen.podsAt("fd00::5")));
    assertEquals(List.of(), names(seen.podsAt("10.244.0.6")));
  }

  private static List<String> names(List<PodView> pods) {
    return pods.stream().map(PodView::name).toList();
  }
}

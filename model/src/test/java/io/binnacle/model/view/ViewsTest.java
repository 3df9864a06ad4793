package io.binnacle.model.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How objects read through views, above all where something is absent.
class ViewsTest {
  @Test
  void anEmptyServiceReadsAsTheDefaults() {
    ServiceView service = ServiceView.of(Obj.EMPTY);
    assertEquals(ServiceView.Type.CLUSTER_IP, service.type());
    assertEquals("", service.clusterIp());
    assertEquals(List.of(), service.clusterIps());
    assertFalse(service.isHeadless());
    assertFalse(service.hasClusterIp());
    assertFalse(service.hasSelector());
    assertEquals(List.of(), service.ports());
    assertEquals(0, service.affinitySeconds());
    assertFalse(service.isExternallyAccessible());
  }

  @ParameterizedTest(name = "clusterIP {0}")
  @CsvSource({"None,true,false", "10.96.0.7,false,true", "'',false,false"})
  void aServiceIsHeadlessOrHasAnAddressOrNeither(String ip, boolean headless, boolean address) {
    ServiceView service = ServiceView.of(object("{'spec': {'clusterIP': '" + ip + "'}}"));
    assertEquals(headless, service.isHeadless());
    assertEquals(address, service.hasClusterIp());
    assertEquals(ip.isEmpty() ? List.of() : List.of(ip), service.clusterIps());
  }

  @Test
  void anEmptySelectorIsNone() {
    assertFalse(ServiceView.of(object("{'spec': {'selector': {}}}")).hasSelector());
    ServiceView service = ServiceView.of(object("{'spec': {'selector': {'app': 'web'}}}"));
    assertTrue(service.hasSelector());
    assertEquals(Map.of("app", "web"), service.selector());
  }

  @Test
  void aServicePortLeadsToItselfUnlessItSaysOtherwise() {
    ServiceView service =
        ServiceView.of(
            object(
                "{'spec': {'ports': [{'port': 80}, {'port': 81, 'targetPort': 'http', 'protocol': 'UDP',"
                    + " 'name': 'b', 'nodePort': 30000, 'appProtocol': 'h2c'}]}}"));
    assertEquals(
        List.of(
            new ServiceView.Port("", "TCP", 80, new TargetPort.Numbered(80), 0, null),
            new ServiceView.Port("b", "UDP", 81, new TargetPort.Named("http"), 30_000, "h2c")),
        service.ports());
  }

  @Test
  void affinityLastsThreeHoursUnlessItSaysOtherwise() {
    assertEquals(10_800, affinity("{'spec': {'sessionAffinity': 'ClientIP'}}"));
    assertEquals(
        5,
        affinity(
            "{'spec': {'sessionAffinity': 'ClientIP',"
                + " 'sessionAffinityConfig': {'clientIP': {'timeoutSeconds': 5}}}}"));
    assertEquals(0, affinity("{'spec': {'sessionAffinity': 'None'}}"));
  }

  @Test
  void healthChecksNeedALoadBalancerThatKeepsTrafficLocal() {
    String local = "'externalTrafficPolicy': 'Local'";
    assertTrue(needsHealthCheck("{'spec': {'type': 'LoadBalancer', " + local + "}}"));
    assertFalse(needsHealthCheck("{'spec': {'type': 'NodePort', " + local + "}}"));
    assertFalse(needsHealthCheck("{'spec': {'type': 'LoadBalancer'}}"));
  }

  @Test
  void aPodIsReadyByItsConditionAlone() {
    PodView pod =
        PodView.of(
            object(
                "{'metadata': {'name': 'p', 'namespace': 'n', 'deletionTimestamp': '2026-01-01T00:00:00Z'},"
                    + " 'status': {'conditions': [{'type': 'Ready', 'status': 'True',"
                    + " 'lastTransitionTime': '2026-01-01T00:00:00Z'}]}}"));
    assertTrue(pod.isReady());
    assertTrue(pod.isTerminating());
    assertFalse(pod.isActive());
    assertEquals(Instant.parse("2026-01-01T00:00:00Z"), pod.readySince());
    assertEquals(new ObjectKey("n", "p"), pod.key());
    assertNull(PodView.of(Obj.EMPTY).readyCondition());
    assertFalse(PodView.of(Obj.EMPTY).isReady());
    assertEquals("Pending", PodView.of(Obj.EMPTY).phase());
  }

  @Test
  void theAddressStandsInForTheAddresses() {
    assertEquals(List.of("10.0.0.1"), podIps("{'status': {'podIP': '10.0.0.1'}}"));
    assertEquals(
        List.of("10.0.0.1", "fd00::1"),
        podIps(
            "{'status': {'podIP': '10.0.0.1', 'podIPs': [{'ip': '10.0.0.1'}, {'ip': 'fd00::1'}]}}"));
    assertEquals(List.of(), podIps("{}"));
  }

  @ParameterizedTest(name = "{0}/{1} leads to {2}")
  @CsvSource({
    "http, TCP, 8080",
    "http, UDP, ",
    "metrics, TCP, 9090",
    "setup, TCP, ",
    "none, TCP, "
  })
  void aNamedPortIsLookedUpInContainersThenSidecars(String name, String protocol, Integer port) {
    PodView pod =
        PodView.of(
            object(
                "{'spec': {'containers': [{'ports': [{'name': 'http', 'containerPort': 8080}]}],"
                    + " 'initContainers': [{'ports': [{'name': 'setup', 'containerPort': 1}]},"
                    + " {'restartPolicy': 'Always', 'ports': [{'name': 'metrics', 'containerPort': 9090},"
                    + " {'name': 'http', 'containerPort': 2}]}]}}"));
    assertEquals(port, pod.resolve(new TargetPort.Named(name), protocol));
    assertEquals(5, pod.resolve(new TargetPort.Numbered(5), protocol));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{}| true| true| false",
        "{'ready': true, 'serving': true, 'terminating': false}| true| true| false",
        "{'ready': false}| false| false| false",
        "{'ready': false, 'serving': true, 'terminating': true}| false| true| true"
      })
  void unstatedConditionsOfAnEndpointHaveAMeaning(
      String conditions, boolean ready, boolean serving, boolean terminating) {
    SliceView slice =
        SliceView.of(
            object(
                "{'endpoints': [{'addresses': ['10.0.0.1'], 'conditions': " + conditions + "}]}"));
    SliceView.Endpoint endpoint = slice.endpoints().getFirst();
    assertEquals(ready, endpoint.isReady());
    assertEquals(serving, endpoint.isServing());
    assertEquals(terminating, endpoint.isTerminating());
    assertNull(endpoint.targetRef());
  }

  @Test
  void aSliceSaysWhoseItIs() {
    SliceView slice =
        SliceView.of(
            object(
                "{'metadata': {'labels': {'kubernetes.io/service-name': 'web',"
                    + " 'endpointslice.kubernetes.io/managed-by': 'me'}}, 'addressType': 'IPv4',"
                    + " 'ports': [{'name': 'http', 'protocol': 'TCP'}]}"));
    assertEquals("web", slice.serviceName());
    assertEquals("me", slice.managedBy());
    assertEquals(List.of(new SliceView.Port("http", "TCP", null, null)), slice.ports());
  }

  @Test
  void endpointsKeepReadyAndNotReadyApart() {
    EndpointsView endpoints =
        EndpointsView.of(
            object(
                "{'subsets': [{'addresses': [{'ip': '10.0.0.1', 'targetRef': {'kind': 'Pod', 'name': 'p'}}],"
                    + " 'notReadyAddresses': [{'ip': '10.0.0.2'}], 'ports': [{'port': 80}]}]}"));
    EndpointsView.Subset subset = endpoints.subsets().getFirst();
    assertEquals(
        new EndpointsView.Address("10.0.0.1", "", "", new ObjectReference("", "Pod", "", "p", "")),
        subset.addresses().getFirst());
    assertEquals(
        new EndpointsView.Address("10.0.0.2", "", "", null), subset.notReadyAddresses().getFirst());
    assertEquals(new EndpointsView.Port("", "TCP", 80, null), subset.ports().getFirst());
  }

  @Test
  void aNodeHasRangesTaintsAndAddresses() {
    NodeView node =
        NodeView.of(
            object(
                "{'metadata': {'name': 'n1', 'labels': {'topology.kubernetes.io/zone': 'z1'}},"
                    + " 'spec': {'podCIDR': '10.0.0.0/24', 'taints': [{'key': 'a', 'effect': 'NoSchedule'}]},"
                    + " 'status': {'addresses': [{'type': 'InternalIP', 'address': '1.2.3.4'}],"
                    + " 'conditions': [{'type': 'Ready', 'status': 'Unknown'}]}}"));
    assertEquals(List.of("10.0.0.0/24"), node.podCidrs());
    assertEquals(List.of(new NodeView.Taint("a", "", "NoSchedule")), node.taints());
    assertEquals(List.of("1.2.3.4"), node.addresses("InternalIP"));
    assertEquals(List.of(), node.addresses("Hostname"));
    assertEquals("z1", node.zone());
    assertFalse(node.isReady());
  }

  @Test
  void aWorkloadWantsOnePodUnlessItSaysOtherwise() {
    assertEquals(1, WorkloadView.of(Obj.EMPTY).replicas());
    assertEquals(0, WorkloadView.of(object("{'spec': {'replicas': 0}}")).replicas());
  }

  @Test
  void aTimeNobodyCanReadIsNotStated() {
    Obj condition = Obj.of("type", Str.of("Ready"), "lastTransitionTime", Str.of("soon"));
    assertNull(Condition.of(condition).lastTransitionTime());
  }

  private static int affinity(String json) {
    return ServiceView.of(object(json)).affinitySeconds();
  }

  private static boolean needsHealthCheck(String json) {
    return ServiceView.of(object(json)).needsHealthCheckNodePort();
  }

  private static List<String> podIps(String json) {
    return PodView.of(object(json)).podIps();
  }

  private static Obj object(String json) {
    return Json.object(json.replace('\'', '"'));
  }
}

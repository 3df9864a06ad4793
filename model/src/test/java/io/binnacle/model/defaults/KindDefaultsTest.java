package io.binnacle.model.defaults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What is filled in, kind by kind: each case is what a client sends and the part of the answer that shows the rule.
class KindDefaultsTest {
  /// @param path where in the result to look, steps separated by dots
  /// @param expected what is there, as JSON with single quotes; `absent` for nothing
  record Case(String behaviour, ResourceName resource, String given, String path, String expected) {
    @Override
    public String toString() {
      return behaviour;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(services(), pods(), workloads(), others()).flatMap(s -> s);
  }

  private static Stream<Case> services() {
    return Stream.of(
        service("a Service is of type ClusterIP", "{}", "spec.type", "'ClusterIP'"),
        service("an empty type is no type", "{'type': ''}", "spec.type", "'ClusterIP'"),
        service(
            "a target port is the port",
            "{'ports': [{'port': 80}]}",
            "spec.ports",
            "[{'port':80,'protocol':'TCP','targetPort':80}]"),
        service(
            "a target port of 0 or nothing is the port, a name stays",
            "{'ports': [{'port': 80, 'targetPort': 0}, {'port': 81, 'targetPort': ''},"
                + " {'port': 82, 'targetPort': 'http'}]}",
            "spec.ports",
            "[{'port':80,'protocol':'TCP','targetPort':80},{'port':81,'protocol':'TCP','targetPort':81},"
                + "{'port':82,'protocol':'TCP','targetPort':'http'}]"),
        service(
            "ClientIP affinity lasts three hours",
            "{'sessionAffinity': 'ClientIP'}",
            "spec.sessionAffinityConfig",
            "{'clientIP':{'timeoutSeconds':10800}}"),
        service(
            "a timeout given is kept",
            "{'sessionAffinity': 'ClientIP', 'sessionAffinityConfig': {'clientIP': {'timeoutSeconds': 1}}}",
            "spec.sessionAffinityConfig",
            "{'clientIP':{'timeoutSeconds':1}}"),
        service(
            "settings of an affinity that is off are dropped",
            "{'sessionAffinityConfig': {'clientIP': {'timeoutSeconds': 1}}}",
            "spec.sessionAffinityConfig",
            "absent"),
        service(
            "NodePort is open to the outside",
            "{'type': 'NodePort'}",
            "spec.externalTrafficPolicy",
            "'Cluster'"),
        service(
            "so is ClusterIP with external addresses",
            "{'externalIPs': ['1.2.3.4']}",
            "spec.externalTrafficPolicy",
            "'Cluster'"),
        service("plain ClusterIP is not", "{}", "spec.externalTrafficPolicy", "absent"),
        service("inside, traffic goes anywhere", "{}", "spec.internalTrafficPolicy", "'Cluster'"),
        service(
            "ExternalName has no traffic",
            "{'type': 'ExternalName', 'externalName': 'a.b'}",
            "spec.internalTrafficPolicy",
            "absent"),
        service(
            "a LoadBalancer gets node ports",
            "{'type': 'LoadBalancer'}",
            "spec.allocateLoadBalancerNodePorts",
            "true"),
        service(
            "unless it says no",
            "{'type': 'LoadBalancer', 'allocateLoadBalancerNodePorts': false}",
            "spec.allocateLoadBalancerNodePorts",
            "false"),
        new Case(
            "a load balancer's address is a virtual one",
            ResourceName.SERVICES,
            "{'spec': {'type': 'LoadBalancer'}, 'status': {'loadBalancer':"
                + " {'ingress': [{'ip': '1.2.3.4'}, {'hostname': 'a.b'}]}}}",
            "status.loadBalancer.ingress",
            "[{'ip':'1.2.3.4','ipMode':'VIP'},{'hostname':'a.b'}]"));
  }

  private static Stream<Case> pods() {
    String limits =
        "'resources': {'limits': {'cpu': '1000m', 'memory': '1Gi'}, 'requests': {'cpu': 0.5}}";
    return Stream.of(
        pod("a Pod restarts for ever", "{}", "spec.restartPolicy", "'Always'"),
        pod("a Pod's services are in its environment", "{}", "spec.enableServiceLinks", "true"),
        pod(
            "requests follow limits, in canonical form",
            "{'containers': [{'name': 'a', 'image': 'i:1', " + limits + "}]}",
            "spec.containers.0.resources",
            "{'limits':{'cpu':'1','memory':'1Gi'},'requests':{'cpu':'500m','memory':'1Gi'}}"),
        pod(
            "on the host's network a container port is a host port",
            "{'hostNetwork': true, 'containers': [{'name': 'a', 'ports': [{'containerPort': 80}]}]}",
            "spec.containers.0.ports",
            "[{'containerPort':80,'hostPort':80,'protocol':'TCP'}]"),
        pod(
            "a container pulls by its tag",
            "{'containers': [{'name': 'a', 'image': 'nginx'}]}",
            "spec.containers.0.imagePullPolicy",
            "'Always'"),
        pod(
            "a probe's zeros are its defaults",
            "{'containers': [{'name': 'a', 'readinessProbe': {'httpGet': {'port': 80}, 'periodSeconds': 0}}]}",
            "spec.containers.0.readinessProbe",
            "{'failureThreshold':3,'httpGet':{'path':'/','port':80,'scheme':'HTTP'},'periodSeconds':10,"
                + "'successThreshold':1,'timeoutSeconds':1}"),
        pod(
            "a volume without a source is an empty folder",
            "{'volumes': [{'name': 'v'}]}",
            "spec.volumes",
            "[{'emptyDir':{},'name':'v'}]"),
        pod(
            "the old name of the service account is kept in step",
            "{'serviceAccountName': 'bot', 'serviceAccount': 'old'}",
            "spec.serviceAccount",
            "'bot'"),
        new Case(
            "an address is also the first of the addresses",
            ResourceName.PODS,
            "{'status': {'podIP': '10.0.0.1'}}",
            "status.podIPs",
            "[{'ip':'10.0.0.1'}]"),
        new Case(
            "the first of the addresses is also the address",
            ResourceName.PODS,
            "{'status': {'podIPs': [{'ip': '10.0.0.1'}, {'ip': 'fd00::1'}]}}",
            "status.podIP",
            "'10.0.0.1'"));
  }

  private static Stream<Case> workloads() {
    return Stream.of(
        new Case(
            "a Deployment rolls by a quarter",
            ResourceName.DEPLOYMENTS,
            "{'spec': {}}",
            "spec.strategy",
            "{'rollingUpdate':{'maxSurge':'25%','maxUnavailable':'25%'},'type':'RollingUpdate'}"),
        new Case(
            "Recreate has no steps",
            ResourceName.DEPLOYMENTS,
            "{'spec': {'strategy': {'type': 'Recreate'}}}",
            "spec.strategy",
            "{'type':'Recreate'}"),
        new Case(
            "a template does not get what is decided Pod by Pod",
            ResourceName.REPLICA_SETS,
            "{'spec': {'template': {'spec': {'containers': [{'name': 'a', 'image': 'i:1'}]}}}}",
            "spec.template.spec.enableServiceLinks",
            "absent"),
        new Case(
            "but its containers pull by their tag",
            ResourceName.REPLICA_SETS,
            "{'spec': {'template': {'spec': {'containers': [{'name': 'a', 'image': 'i:1'}]}}}}",
            "spec.template.spec.containers.0.imagePullPolicy",
            "'IfNotPresent'"),
        new Case(
            "zero replicas stay zero",
            ResourceName.DEPLOYMENTS,
            "{'spec': {'replicas': 0}}",
            "spec.replicas",
            "0"),
        new Case(
            "a StatefulSet updates all of its Pods",
            ResourceName.STATEFUL_SETS,
            "{'spec': {}}",
            "spec.updateStrategy",
            "{'rollingUpdate':{'partition':0},'type':'RollingUpdate'}"),
        new Case(
            "OnDelete has no partition",
            ResourceName.STATEFUL_SETS,
            "{'spec': {'updateStrategy': {'type': 'OnDelete'}}}",
            "spec.updateStrategy",
            "{'type':'OnDelete'}"),
        new Case(
            "a partition alone makes a rolling update",
            ResourceName.STATEFUL_SETS,
            "{'spec': {'updateStrategy': {'rollingUpdate': {'partition': 2}}}}",
            "spec.updateStrategy",
            "{'rollingUpdate':{'partition':2},'type':'RollingUpdate'}"),
        new Case(
            "a claim template says what it is",
            ResourceName.STATEFUL_SETS,
            "{'spec': {'volumeClaimTemplates': [{'metadata': {'name': 'd'}, 'spec': {}}]}}",
            "spec.volumeClaimTemplates.0.kind",
            "'PersistentVolumeClaim'"));
  }

  private static Stream<Case> others() {
    return Stream.of(
        new Case(
            "plain text of a Secret becomes data and wins over it",
            ResourceName.SECRETS,
            "{'data': {'a': 'eA==', 'b': 'eA=='}, 'stringData': {'a': 'y'}}",
            "data",
            "{'a':'eQ==','b':'eA=='}"),
        new Case(
            "plain text of a Secret is not kept",
            ResourceName.SECRETS,
            "{'stringData': {'a': 'y'}}",
            "stringData",
            "absent"),
        new Case("a Secret is Opaque", ResourceName.SECRETS, "{}", "type", "'Opaque'"),
        policy("a policy isolates for ingress", "{}", "policyTypes", "['Ingress']"),
        policy(
            "and for egress if it says what may go out",
            "{'egress': [{}]}",
            "policyTypes",
            "['Ingress','Egress']"),
        policy(
            "an empty list of egress rules says nothing",
            "{'egress': []}",
            "policyTypes",
            "['Ingress']"),
        policy(
            "directions given are kept",
            "{'policyTypes': ['Egress']}",
            "policyTypes",
            "['Egress']"),
        policy("a policy without a selector means every Pod", "{}", "podSelector", "{}"),
        policy(
            "a port is one of TCP",
            "{'ingress': [{'ports': [{'port': 80}]}]}",
            "ingress.0.ports.0",
            "{'port':80,'protocol':'TCP'}"),
        new Case(
            "a Namespace is labelled with its name",
            ResourceName.NAMESPACES,
            "{'metadata': {'name': 'a', 'labels': {'kubernetes.io/metadata.name': 'b', 'x': 'y'}}}",
            "metadata.labels",
            "{'kubernetes.io/metadata.name':'a','x':'y'}"),
        new Case(
            "a Node can give all it has",
            ResourceName.NODES,
            "{'status': {'capacity': {'cpu': 4, 'memory': '2048Ki'}}}",
            "status.allocatable",
            "{'cpu':'4','memory':'2Mi'}"),
        new Case(
            "a Node's range is also the first of its ranges",
            ResourceName.NODES,
            "{'spec': {'podCIDR': '10.0.0.0/24'}}",
            "spec.podCIDRs",
            "['10.0.0.0/24']"),
        new Case(
            "a slice's ports have a name, if an empty one",
            ResourceName.ENDPOINT_SLICES,
            "{'ports': [{'port': 80}]}",
            "ports",
            "[{'name':'','port':80,'protocol':'TCP'}]"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void fillsIn(Case c) {
    Obj filled = KindDefaults.apply(object(c.given), type(c.resource));
    assertEquals(c.expected, at(filled, c.path));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void fillsInOnce(Case c) {
    Obj filled = KindDefaults.apply(object(c.given), type(c.resource));
    assertEquals(filled, KindDefaults.apply(filled, type(c.resource)));
  }

  @ParameterizedTest
  @CsvSource({
    "nginx, Always",
    "nginx:latest, Always",
    "nginx:1.27, IfNotPresent",
    "registry:5000/nginx, Always",
    "registry:5000/nginx:1.27, IfNotPresent",
    "nginx@sha256:0123, IfNotPresent",
    "nginx:latest@sha256:0123, Always",
    "'', IfNotPresent"
  })
  void pullsByTag(String image, String policy) {
    assertEquals(policy, PodDefaults.policyFor(image));
  }

  @Test
  void leavesKindsWithoutRulesAlone() {
    Obj map = object("{'data': {'a': 'b'}}");
    assertEquals(map, KindDefaults.apply(map, type(ResourceName.CONFIG_MAPS)));
  }

  private static Case service(String behaviour, String spec, String path, String expected) {
    return new Case(behaviour, ResourceName.SERVICES, "{'spec': " + spec + "}", path, expected);
  }

  private static Case policy(String behaviour, String spec, String path, String expected) {
    return new Case(
        behaviour,
        ResourceName.NETWORK_POLICIES,
        "{'spec': " + spec + "}",
        "spec." + path,
        expected);
  }

  private static Case pod(String behaviour, String spec, String path, String expected) {
    return new Case(behaviour, ResourceName.PODS, "{'spec': " + spec + "}", path, expected);
  }

  private static Obj object(String json) {
    return Json.object(json.replace('\'', '"'));
  }

  private static String at(Obj object, String path) {
    Value here = object;
    for (String step : path.split("\\.")) {
      Value next =
          switch (here) {
            case Obj o -> o.get(step);
            case Arr a -> a.get(Integer.parseInt(step));
            default -> null;
          };
      if (next == null) {
        return "absent";
      }
      here = next;
    }
    return here.toString().replace('"', '\'');
  }

  private static ResourceType type(ResourceName name) {
    ResourceType type = Schema.builtIn().resource(name);
    assertNotNull(type, name::toString);
    return type;
  }
}

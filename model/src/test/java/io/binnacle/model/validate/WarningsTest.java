package io.binnacle.model.validate;

import static io.binnacle.model.validate.GoodServices.CLUSTER_IP;
import static io.binnacle.model.validate.GoodServices.EXTERNAL_NAME;
import static io.binnacle.model.validate.GoodServices.HEADLESS;
import static io.binnacle.model.validate.GoodServices.LOAD_BALANCER;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is said of objects that are accepted.
class WarningsTest {
  private static final ResourceType SERVICES = Given.type(ResourceName.SERVICES, true);
  private static final ResourceType PODS = Given.type(ResourceName.PODS, true);
  private static final ResourceType DEPLOYMENTS = Given.type(ResourceName.DEPLOYMENTS, true);
  private static final Obj POD =
      Given.complete(
          ResourceName.PODS,
          """
          {'metadata': {'name': 'web-0', 'namespace': 'default'},
           'spec': {'containers': [{'name': 'web', 'image': 'nginx:1.27', 'ports': [{'containerPort': 80}],
             'env': [{'name': 'A', 'value': 'x'}]}]}}
          """);

  static Stream<Case> services() {
    return Stream.of(
        new Case("nothing is said of a plain Service", CLUSTER_IP, "{}", ""),
        new Case("nor of a headless one", HEADLESS, "{}", ""),
        new Case(
            "what a headless Service says in vain",
            HEADLESS,
            "{'spec': {'loadBalancerIP': '1.2.3.4', 'externalIPs': ['1.2.3.4'], 'sessionAffinity': 'ClientIP'}}",
            """
            spec.loadBalancerIP is ignored for headless services
            spec.externalIPs is ignored for headless services
            spec.SessionAffinity is ignored for headless services\
            """),
        new Case(
            "external addresses of a name",
            EXTERNAL_NAME,
            "{'spec': {'externalIPs': ['1.2.3.4']}}",
            "spec.externalIPs is ignored when spec.type is \"ExternalName\""),
        new Case(
            "a name left over from another type",
            CLUSTER_IP,
            "{'spec': {'externalName': 'a.b'}}",
            "spec.externalName is ignored when spec.type is not \"ExternalName\""),
        new Case(
            "the old annotation for topology",
            CLUSTER_IP,
            "{'metadata': {'annotations': {'service.kubernetes.io/topology-aware-hints': 'auto'}}}",
            "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use"
                + " service.kubernetes.io/topology-mode instead"),
        new Case(
            "addresses not written as everybody writes them",
            LOAD_BALANCER,
            "{'spec': {'externalIPs': ['FD00::1'], 'loadBalancerSourceRanges': ['10.0.0.5/24', 'FD00::/64']}}",
            """
            spec.externalIPs[0]: IPv6 address "FD00::1" should be in RFC 5952 canonical format ("fd00::1")
            spec.loadBalancerSourceRanges[0]: CIDR value "10.0.0.5/24" is ambiguous in this context (should be "10.0.0.0/24" or "10.0.0.5/32"?)
            spec.loadBalancerSourceRanges[1]: IPv6 CIDR value "FD00::/64" should be in RFC 5952 canonical format ("fd00::/64")\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("services")
  void warnsOfServices(Case c) {
    assertEquals(c.findings(), String.join("\n", Warnings.create(SERVICES, c.changed())));
    assertEquals(c.findings(), String.join("\n", Warnings.of(SERVICES, c.changed(), c.base())));
  }

  static Stream<Case> pods() {
    return Stream.of(
        new Case("nothing is said of a plain Pod", POD, "{}", ""),
        new Case(
            "a name with dots makes an odd host name",
            POD,
            "{'metadata': {'name': 'a.b'}}",
            "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior;"
                + " a DNS label is recommended: [must not contain dots]"),
        new Case(
            "a variable that hides another, unless it extends it",
            POD,
            "{'spec': {'containers': {'0': {'env': [{'name': 'A', 'value': 'x'}, {'name': 'A', 'value': '$(A)y'},"
                + " {'name': 'A', 'value': 'z'}]}}}}",
            "spec.containers[0].env[2]: hides previous definition of \"A\", which may be dropped when using apply"),
        new Case(
            "the same port twice",
            POD,
            "{'spec': {'containers': {'1': {'name': 'b', 'ports': [{'containerPort': 80, 'protocol': 'TCP'}]}}}}",
            "spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]"),
        new Case(
            "a thousandth of a byte",
            POD,
            "{'spec': {'containers': {'0': {'resources': {'limits': {'memory': '100m'}}}}}}",
            "spec.containers[0].resources.limits[memory]: fractional byte value \"100m\" is invalid, must be an"
                + " integer"),
        new Case(
            "labels and volumes of long ago",
            POD,
            "{'spec': {'nodeSelector': {'beta.kubernetes.io/os': 'linux'}, 'volumes': [{'name': 'v', 'rbd': {}}]}}",
            """
            spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead
            spec.volumes[0].rbd: deprecated in v1.28, non-functional in v1.31+\
            """),
        new Case(
            "selectors that match nothing, and a grace period below zero",
            POD,
            "{'spec': {'terminationGracePeriodSeconds': -1, 'topologySpreadConstraints': [{'topologyKey': 'z'}],"
                + " 'affinity': {'podAffinity': {'requiredDuringSchedulingIgnoredDuringExecution': [{}]}}}}",
            """
            spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod
            spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1
            spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod\
            """),
        new Case(
            "things listed twice or without a name",
            POD,
            "{'spec': {'hostAliases': [{'ip': '1.2.3.4'}, {'ip': '1.2.3.4'}], 'imagePullSecrets': [{'name': ''}]}}",
            """
            spec.hostAliases[1].ip: duplicate ip "1.2.3.4"
            spec.imagePullSecrets[0].name: invalid empty name \"\"\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pods")
  void warnsOfPods(Case c) {
    assertEquals(c.findings(), String.join("\n", Warnings.create(PODS, c.changed())));
    assertEquals(List.of(), Warnings.update(PODS, c.changed(), c.base()));
  }

  @Test
  void namesTheTemplateOfAWorkload() {
    Obj spec =
        Given.object("{'spec': {'template': {'spec': {'terminationGracePeriodSeconds': -1}}}}");
    String warning =
        "spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be"
            + " treated as 1";
    assertEquals(
        List.of(warning),
        Warnings.create(DEPLOYMENTS, Given.changed(spec, "{'metadata': {'name': 'a'}}")));
    assertEquals(List.of(warning), Warnings.update(DEPLOYMENTS, spec, Obj.EMPTY));
    assertEquals(List.of(), Warnings.update(DEPLOYMENTS, spec, spec));
  }
}

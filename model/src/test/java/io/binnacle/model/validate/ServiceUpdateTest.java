package io.binnacle.model.validate;

import static io.binnacle.model.validate.GoodServices.CLUSTER_IP;
import static io.binnacle.model.validate.GoodServices.DUAL;
import static io.binnacle.model.validate.GoodServices.EXTERNAL_NAME;
import static io.binnacle.model.validate.GoodServices.HEADLESS;
import static io.binnacle.model.validate.GoodServices.LOAD_BALANCER;
import static io.binnacle.model.validate.GoodServices.LOCAL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What may change in a Service and its status.
class ServiceUpdateTest {
  private static final ResourceType TYPE = Given.type(ResourceName.SERVICES, true);

  static Stream<Case> updates() {
    return Stream.of(
        new Case("nothing changes", CLUSTER_IP, "{}", ""),
        new Case(
            "an address once set stays",
            CLUSTER_IP,
            "{'spec': {'clusterIP': '10.96.0.8', 'clusterIPs': ['10.96.0.8']}}",
            "spec.clusterIPs[0]: Invalid value: []string{\"10.96.0.8\"}: may not change once set"),
        new Case(
            "a Service does not become headless",
            CLUSTER_IP,
            "{'spec': {'clusterIP': 'None', 'clusterIPs': ['None']}}",
            "spec.clusterIPs[0]: Invalid value: []string{\"None\"}: may not change once set"),
        new Case(
            "a headless Service gets no address",
            HEADLESS,
            "{'spec': {'clusterIP': '10.96.0.9', 'clusterIPs': ['10.96.0.9']}}",
            "spec.clusterIPs[0]: Invalid value: []string{\"10.96.0.9\"}: may not change once set"),
        new Case(
            "the first address cannot go",
            CLUSTER_IP,
            "{'spec': {'clusterIP': null, 'clusterIPs': null}}",
            "spec.clusterIPs[0]: Invalid value: []string(nil): primary clusterIP can not be unset"),
        new Case(
            "a second address and family may come",
            CLUSTER_IP,
            "{'spec': {'clusterIPs': ['10.96.0.7', 'fd00::7'], 'ipFamilies': ['IPv4', 'IPv6'],"
                + " 'ipFamilyPolicy': 'PreferDualStack'}}",
            ""),
        new Case(
            "the second may go with SingleStack",
            DUAL,
            "{'spec': {'clusterIPs': ['10.96.0.7'], 'ipFamilies': ['IPv4'], 'ipFamilyPolicy': 'SingleStack'}}",
            ""),
        new Case(
            "the second may not go without it",
            DUAL,
            "{'spec': {'clusterIPs': ['10.96.0.7'], 'ipFamilies': ['IPv4']}}",
            """
            spec.ipFamilyPolicy: Invalid value: "PreferDualStack": must be set to 'SingleStack' when releasing the secondary clusterIP
            spec.ipFamilyPolicy: Invalid value: "PreferDualStack": must be set to 'SingleStack' when releasing the secondary ipFamily\
            """),
        new Case(
            "the first family stays, whatever its address",
            DUAL,
            "{'spec': {'ipFamilies': ['IPv6', 'IPv4'], 'clusterIP': 'fd00::7',"
                + " 'clusterIPs': ['fd00::7', '10.96.0.7']}}",
            """
            spec.clusterIPs[0]: Invalid value: []string{"fd00::7", "10.96.0.7"}: may not change once set
            spec.clusterIPs[1]: Invalid value: []string{"fd00::7", "10.96.0.7"}: may not change once set
            spec.ipFamilies[0]: Invalid value: []core.IPFamily{"IPv6", "IPv4"}: may not change once set
            spec.ipFamilies[0]: Invalid value: []core.IPFamily{"IPv6", "IPv4"}: may not change once set\
            """),
        new Case(
            "a headless Service may change families",
            HEADLESS,
            "{'spec': {'ipFamilies': ['IPv6']}}",
            ""),
        new Case(
            "to ExternalName the address may go",
            CLUSTER_IP,
            "{'spec': {'type': 'ExternalName', 'externalName': 'db.example.com', 'clusterIP': null,"
                + " 'clusterIPs': null, 'ipFamilies': null, 'ipFamilyPolicy': null}}",
            ""),
        new Case(
            "from ExternalName an address may come",
            EXTERNAL_NAME,
            "{'spec': {'type': 'ClusterIP', 'clusterIP': '10.96.0.7', 'clusterIPs': ['10.96.0.7'],"
                + " 'internalTrafficPolicy': 'Cluster',"
                + " 'ports': [{'port': 80, 'protocol': 'TCP', 'targetPort': 80}]}}",
            ""),
        new Case(
            "a load balancer class once set stays",
            LOAD_BALANCER,
            "{'spec': {'loadBalancerClass': 'example.com/lb'}}",
            "spec.loadBalancerClass: Invalid value: \"example.com/lb\": may not change once set"),
        new Case(
            "a health-check port stays while it is needed",
            LOCAL,
            "{'spec': {'healthCheckNodePort': 31001}}",
            "spec.healthCheckNodePort: Forbidden: field is immutable"),
        new Case(
            "metadata that cannot change, and an update without a version",
            CLUSTER_IP,
            "{'metadata': {'name': 'web2', 'uid': 'u', 'resourceVersion': ''}}",
            """
            metadata.resourceVersion: Invalid value: "": must be specified for an update
            metadata.name: Invalid value: "web2": field is immutable
            metadata.uid: Invalid value: "u": field is immutable\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("updates")
  void judgesAChangedService(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.update(TYPE, c.changed(), c.base())));
  }

  static Stream<Case> statusUpdates() {
    return Stream.of(
        new Case(
            "a load balancer's address with its mode",
            LOAD_BALANCER,
            "{'status': {'loadBalancer': {'ingress': [{'ip': '1.2.3.4', 'ipMode': 'VIP'},"
                + " {'hostname': 'lb.example.com'}]}}}",
            ""),
        new Case(
            "a load balancer's address on another type",
            CLUSTER_IP,
            "{'status': {'loadBalancer': {'ingress': [{'ip': '1.2.3.4', 'ipMode': 'VIP'}]}}}",
            "status.loadBalancer.ingress: Forbidden: may only be used when `spec.type` is 'LoadBalancer'"),
        new Case(
            "every way to get it wrong",
            LOAD_BALANCER,
            "{'status': {'loadBalancer': {'ingress': [{'ip': '1.2.3'}, {'ipMode': 'VIP'},"
                + " {'ip': '1.2.3.4', 'ipMode': 'Tunnel'}, {'hostname': '1.2.3.4'}]}}}",
            """
            status.loadBalancer.ingress[0].ip: Invalid value: "1.2.3": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
            status.loadBalancer.ingress[0].ipMode: Required value: must be specified when `ip` is set
            status.loadBalancer.ingress[1].ipMode: Forbidden: may not be specified when `ip` is not set
            status.loadBalancer.ingress[2].ipMode: Unsupported value: "Tunnel": supported values: "Proxy", "VIP"
            status.loadBalancer.ingress[3].hostname: Invalid value: "1.2.3.4": must be a DNS name, not an IP address\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("statusUpdates")
  void judgesAStatus(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.updateStatus(TYPE, c.changed(), c.base())));
  }
}

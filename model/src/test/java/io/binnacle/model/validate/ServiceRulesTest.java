package io.binnacle.model.validate;

import static io.binnacle.model.validate.GoodServices.CLUSTER_IP;
import static io.binnacle.model.validate.GoodServices.DUAL;
import static io.binnacle.model.validate.GoodServices.EXTERNAL_NAME;
import static io.binnacle.model.validate.GoodServices.HEADLESS;
import static io.binnacle.model.validate.GoodServices.LOAD_BALANCER;
import static io.binnacle.model.validate.GoodServices.LOCAL;
import static io.binnacle.model.validate.GoodServices.NODE_PORT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a new Service must be like: each case is a change to a good one and the findings it must bring.
class ServiceRulesTest {
  private static final ResourceType TYPE = Given.type(ResourceName.SERVICES, true);

  static Stream<Case> creations() {
    return Stream.of(
        new Case("a plain Service is fine", CLUSTER_IP, "{}", ""),
        new Case("a headless Service is fine", HEADLESS, "{}", ""),
        new Case("a headless Service needs no ports", HEADLESS, "{'spec': {'ports': null}}", ""),
        new Case("a NodePort Service is fine", NODE_PORT, "{}", ""),
        new Case("a LoadBalancer Service is fine", LOAD_BALANCER, "{}", ""),
        new Case("a Local LoadBalancer with its health port is fine", LOCAL, "{}", ""),
        new Case("an ExternalName Service is fine", EXTERNAL_NAME, "{}", ""),
        new Case("a dual-stack Service is fine", DUAL, "{}", ""),
        new Case(
            "a name with a digit first is no DNS-1035 label",
            CLUSTER_IP,
            "{'metadata': {'name': '1web'}}",
            "metadata.name: Invalid value: \"1web\": a DNS-1035 label must consist of lower case alphanumeric"
                + " characters or '-', start with an alphabetic character, and end with an alphanumeric character"
                + " (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"),
        new Case(
            "ports are required unless headless",
            CLUSTER_IP,
            "{'spec': {'ports': null}}",
            "spec.ports: Required value"),
        new Case(
            "several ports need names",
            CLUSTER_IP,
            "{'spec': {'ports': [{'port': 80, 'protocol': 'TCP', 'targetPort': 80},"
                + " {'port': 81, 'protocol': 'TCP', 'targetPort': 81, 'name': 'b'}]}}",
            "spec.ports[0].name: Required value"),
        new Case(
            "port names are unique labels",
            CLUSTER_IP,
            "{'spec': {'ports': [{'port': 80, 'protocol': 'TCP', 'targetPort': 80, 'name': 'a'},"
                + " {'port': 81, 'protocol': 'TCP', 'targetPort': 81, 'name': 'a'}]}}",
            "spec.ports[1].name: Duplicate value: \"a\""),
        new Case(
            "a port is 1..65535, a target port too, a protocol one of three",
            CLUSTER_IP,
            "{'spec': {'ports': [{'port': 65536, 'protocol': 'ICMP', 'targetPort': 0}]}}",
            """
            spec.ports[0].port: Invalid value: 65536: must be between 1 and 65535, inclusive
            spec.ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"
            spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive\
            """),
        new Case(
            "a target port name is an IANA service name",
            CLUSTER_IP,
            "{'spec': {'ports': [{'port': 80, 'protocol': 'TCP', 'targetPort': 'a--b-'}]}}",
            """
            spec.ports[0].targetPort: Invalid value: "a--b-": must not contain consecutive hyphens
            spec.ports[0].targetPort: Invalid value: "a--b-": must not begin or end with a hyphen\
            """),
        new Case(
            "the same number twice for one protocol",
            CLUSTER_IP,
            "{'spec': {'ports': [{'port': 80, 'protocol': 'TCP', 'targetPort': 80, 'name': 'a'},"
                + " {'port': 80, 'protocol': 'TCP', 'targetPort': 81, 'name': 'b'}]}}",
            "spec.ports[1]: Duplicate value: core.ServicePort{Name:\"\", Protocol:\"TCP\","
                + " AppProtocol:(*string)(nil), Port:80, TargetPort:intstr.IntOrString{Type:0, IntVal:0,"
                + " StrVal:\"\"}, NodePort:0}"),
        new Case(
            "the same number on TCP and UDP is fine",
            CLUSTER_IP,
            "{'spec': {'ports': [{'port': 53, 'protocol': 'TCP', 'targetPort': 53, 'name': 'a'},"
                + " {'port': 53, 'protocol': 'UDP', 'targetPort': 53, 'name': 'b'}]}}",
            ""),
        new Case(
            "a node port on a ClusterIP Service",
            CLUSTER_IP,
            "{'spec': {'ports': [{'port': 80, 'protocol': 'TCP', 'targetPort': 80, 'nodePort': 30200}]}}",
            "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"),
        new Case(
            "a node port twice for one protocol",
            NODE_PORT,
            "{'spec': {'ports': ["
                + "{'port': 80, 'protocol': 'TCP', 'targetPort': 80, 'name': 'a', 'nodePort': 30100},"
                + "{'port': 81, 'protocol': 'TCP', 'targetPort': 80, 'name': 'b', 'nodePort': 30100}]}}",
            "spec.ports[1].nodePort: Duplicate value: 30100"),
        new Case(
            "a type nobody knows",
            CLUSTER_IP,
            "{'spec': {'type': 'Foo'}}",
            "spec.type: Unsupported value: \"Foo\": supported values: \"ClusterIP\", \"ExternalName\","
                + " \"LoadBalancer\", \"NodePort\""),
        new Case(
            "a selector holds labels",
            CLUSTER_IP,
            "{'spec': {'selector': {'app': 'a b'}}}",
            "spec.selector: Invalid value: \"a b\": a valid label must be an empty string or consist of"
                + " alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
                + " character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is"
                + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"),
        new Case(
            "session affinity is None or ClientIP",
            CLUSTER_IP,
            "{'spec': {'sessionAffinity': 'Cookie'}}",
            "spec.sessionAffinity: Unsupported value: \"Cookie\": supported values: \"ClientIP\", \"None\""),
        new Case(
            "ClientIP affinity needs its timeout",
            CLUSTER_IP,
            "{'spec': {'sessionAffinity': 'ClientIP'}}",
            "spec.sessionAffinityConfig: Required value: when session affinity type is ClientIP"),
        new Case(
            "an affinity of a day is the most",
            CLUSTER_IP,
            "{'spec': {'sessionAffinity': 'ClientIP',"
                + " 'sessionAffinityConfig': {'clientIP': {'timeoutSeconds': 86401}}}}",
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0"
                + " and less than 86400"),
        new Case(
            "a full day itself passes",
            CLUSTER_IP,
            "{'spec': {'sessionAffinity': 'ClientIP',"
                + " 'sessionAffinityConfig': {'clientIP': {'timeoutSeconds': 86400}}}}",
            ""),
        new Case(
            "an address that is none",
            CLUSTER_IP,
            "{'spec': {'clusterIP': '10.96.0.700', 'clusterIPs': ['10.96.0.700']}}",
            "spec.clusterIPs[0]: Invalid value: \"10.96.0.700\": must be a valid IP address, (e.g. 10.9.8.7 or"
                + " 2001:db8::ffff)"),
        new Case(
            "leading zeros read differently elsewhere",
            CLUSTER_IP,
            "{'spec': {'clusterIP': '10.096.0.7', 'clusterIPs': ['10.096.0.7']}}",
            "spec.clusterIPs[0]: Invalid value: \"10.096.0.7\": must not have leading 0s"),
        new Case(
            "clusterIP without clusterIPs",
            CLUSTER_IP,
            "{'spec': {'clusterIPs': null}}",
            "spec.clusterIPs: Required value"),
        new Case(
            "clusterIPs without clusterIP",
            CLUSTER_IP,
            "{'spec': {'clusterIP': null}}",
            "spec.clusterIPs: Invalid value: []string{\"10.96.0.7\"}: must be empty when `clusterIP` is not"
                + " specified"),
        new Case(
            "clusterIP and the first of clusterIPs are one thing",
            CLUSTER_IP,
            "{'spec': {'clusterIP': '10.96.0.8'}}",
            "spec.clusterIPs: Invalid value: []string{\"10.96.0.7\"}: first value must match `clusterIP`"),
        new Case(
            "None stands alone",
            CLUSTER_IP,
            "{'spec': {'clusterIP': 'None', 'clusterIPs': ['None', '10.96.0.7']}}",
            "spec.clusterIPs: Invalid value: []string{\"None\", \"10.96.0.7\"}: 'None' must be the first and"
                + " only value"),
        new Case(
            "two addresses of one family",
            DUAL,
            "{'spec': {'clusterIPs': ['10.96.0.7', '10.96.0.8'], 'ipFamilies': ['IPv4']}}",
            "spec.clusterIPs: Invalid value: []string{\"10.96.0.7\", \"10.96.0.8\"}: may specify no more than"
                + " one IP for each IP family"),
        new Case(
            "three addresses",
            DUAL,
            "{'spec': {'clusterIPs': ['10.96.0.7', 'fd00::7', '10.96.0.8']}}",
            "spec.clusterIPs: Invalid value: []string{\"10.96.0.7\", \"fd00::7\", \"10.96.0.8\"}: may only"
                + " hold up to 2 values"),
        new Case(
            "an address that does not fit its family",
            CLUSTER_IP,
            "{'spec': {'ipFamilies': ['IPv6']}}",
            "spec.clusterIPs[0]: Invalid value: \"10.96.0.7\": expected an IPv6 value as indicated by"
                + " `ipFamilies[0]`"),
        new Case(
            "families are known and distinct, and so is the policy",
            HEADLESS,
            "{'spec': {'ipFamilies': ['IPv4', 'IPv5', 'IPv4'], 'ipFamilyPolicy': 'Both'}}",
            """
            spec.ipFamilies[1]: Unsupported value: "IPv5": supported values: "IPv4", "IPv6"
            spec.ipFamilies[2]: Duplicate value: "IPv4"
            spec.ipFamilyPolicy: Unsupported value: "Both": supported values: "PreferDualStack", "RequireDualStack", "SingleStack\"\
            """),
        new Case(
            "a LoadBalancer has an address of its own",
            LOAD_BALANCER,
            "{'spec': {'clusterIP': 'None', 'clusterIPs': ['None']}}",
            "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for LoadBalancer services"),
        new Case(
            "a NodePort Service has an address of its own",
            NODE_PORT,
            "{'spec': {'clusterIP': 'None', 'clusterIPs': ['None']}}",
            "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services"),
        new Case(
            "an ExternalName Service has no addresses",
            EXTERNAL_NAME,
            "{'spec': {'clusterIP': '10.96.0.7', 'clusterIPs': ['10.96.0.7'], 'ipFamilies': ['IPv4'],"
                + " 'ipFamilyPolicy': 'SingleStack'}}",
            """
            spec.clusterIPs: Forbidden: may not be set for ExternalName services
            spec.ipFamilies: Forbidden: may not be set for ExternalName services
            spec.ipFamilyPolicy: Forbidden: may not be set for ExternalName services\
            """),
        new Case(
            "an ExternalName Service has a name",
            EXTERNAL_NAME,
            "{'spec': {'externalName': null}}",
            "spec.externalName: Required value"),
        new Case(
            "an external name may end with a dot",
            EXTERNAL_NAME,
            "{'spec': {'externalName': 'db.example.com.'}}",
            ""),
        new Case(
            "external addresses mean the same everywhere",
            CLUSTER_IP,
            "{'spec': {'externalTrafficPolicy': 'Cluster', 'externalIPs': ['127.0.0.1', '0.0.0.0',"
                + " '169.254.1.1', '224.0.0.1', 'x']}}",
            """
            spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)
            spec.externalIPs[1]: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0)
            spec.externalIPs[2]: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)
            spec.externalIPs[3]: Invalid value: "224.0.0.1": may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)
            spec.externalIPs[4]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)\
            """),
        new Case(
            "source ranges are a LoadBalancer's, and blocks",
            CLUSTER_IP,
            "{'spec': {'loadBalancerSourceRanges': [' 10.0.0.0/8 ', '10.0.0.0']}}",
            """
            spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'
            spec.LoadBalancerSourceRanges[1]: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)\
            """),
        new Case(
            "the old annotation for source ranges is judged alike",
            LOAD_BALANCER,
            "{'metadata': {'annotations': {'service.beta.kubernetes.io/load-balancer-source-ranges':"
                + " '10.0.0.0/8, foo'}}}",
            "metadata.annotations[service.beta.kubernetes.io/load-balancer-source-ranges]: Invalid value:"
                + " \"foo\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"),
        new Case(
            "what only a LoadBalancer may have",
            CLUSTER_IP,
            "{'spec': {'allocateLoadBalancerNodePorts': false, 'loadBalancerClass': 'a/b'}}",
            """
            spec.allocateLoadBalancerNodePorts: Forbidden: may only be used when `type` is 'LoadBalancer'
            spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'\
            """),
        new Case(
            "an external policy needs something external",
            CLUSTER_IP,
            "{'spec': {'externalTrafficPolicy': 'Local', 'healthCheckNodePort': 31000}}",
            """
            spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services
            spec.healthCheckNodePort: Invalid value: 31000: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'\
            """),
        new Case(
            "traffic policies are Cluster or Local",
            NODE_PORT,
            "{'spec': {'externalTrafficPolicy': 'Global', 'internalTrafficPolicy': 'Global',"
                + " 'trafficDistribution': 'PreferFar'}}",
            """
            spec.externalTrafficPolicy: Unsupported value: "Global": supported values: "Cluster", "Local"
            spec.internalTrafficPolicy: Unsupported value: "Global": supported values: "Cluster", "Local"
            spec.trafficDistribution: Unsupported value: "PreferFar": supported values: "PreferClose\"\
            """),
        new Case(
            "both topology annotations must agree",
            CLUSTER_IP,
            "{'metadata': {'annotations': {'service.kubernetes.io/topology-aware-hints': 'auto',"
                + " 'service.kubernetes.io/topology-mode': 'Disabled'}}}",
            "metadata.annotations[service.kubernetes.io/topology-mode]: Invalid value: \"Disabled\": must match"
                + " annotations[service.kubernetes.io/topology-aware-hints] when both are specified"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("creations")
  void judgesANewService(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(TYPE, c.changed())));
  }
}

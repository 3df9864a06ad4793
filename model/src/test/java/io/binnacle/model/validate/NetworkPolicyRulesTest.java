package io.binnacle.model.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a NetworkPolicy must be like, and what is said of one that is accepted.
class NetworkPolicyRulesTest {
  private static final ResourceType TYPE = Given.type(ResourceName.NETWORK_POLICIES, true);
  private static final String NOT_ENFORCED =
      "NetworkPolicies are stored and explained, but not enforced here";

  private static final Obj GOOD =
      Given.complete(
          ResourceName.NETWORK_POLICIES,
          """
          {'metadata': {'name': 'web', 'namespace': 'shop', 'resourceVersion': '1'},
           'spec': {'podSelector': {'matchLabels': {'app': 'web'}},
             'ingress': [{'ports': [{'port': 80}, {'port': 'http'}, {'port': 8000, 'endPort': 8080}],
               'from': [{'podSelector': {}}, {'namespaceSelector': {}, 'podSelector': {}},
                 {'ipBlock': {'cidr': '10.0.0.0/8', 'except': ['10.1.0.0/16']}}]}],
             'egress': [{'ports': [{'protocol': 'UDP'}], 'to': [{'namespaceSelector': {}}]}]}}
          """);

  static Stream<Case> creations() {
    return Stream.of(
        new Case("ports, names, ranges, selectors and blocks", GOOD, "{}", ""),
        new Case(
            "nothing but an empty selector",
            GOOD,
            "{'spec': {'podSelector': null, 'ingress': null, 'egress': null}}",
            ""),
        new Case("empty rules let everything through", GOOD, "{'spec': {'ingress': [{}]}}", ""),
        port(
            "a number is a port's",
            "{'port': 0}",
            "port: Invalid value: 0: must be between 1 and 65535, inclusive"),
        port(
            "a name is a port's",
            "{'port': 'http-'}",
            "port: Invalid value: \"http-\": must not begin or end with a hyphen"),
        port(
            "the protocols there are, in upstream's order",
            "{'protocol': 'TPC'}",
            "protocol: Unsupported value: \"TPC\": supported values: \"TCP\", \"UDP\", \"SCTP\""),
        port(
            "a range does not end before it begins",
            "{'port': 80, 'endPort': 79}",
            "endPort: Invalid value: 79: must be greater than or equal to `port`"),
        port("a range of one", "{'port': 80, 'endPort': 80}", ""),
        port(
            "a range ends at a port",
            "{'port': 80, 'endPort': 65536}",
            "endPort: Invalid value: 65536: must be between 1 and 65535, inclusive"),
        port(
            "a range begins with a number",
            "{'port': 'http', 'endPort': 90}",
            "endPort: Invalid value: 90: may not be specified when `port` is non-numeric"),
        port(
            "a range begins somewhere",
            "{'endPort': 90}",
            "endPort: Invalid value: 90: may not be specified when `port` is not specified"),
        peer("a peer is something", "{}", ": Required value: must specify a peer"),
        peer(
            "Pods or addresses, not both",
            "{'podSelector': {}, 'ipBlock': {'cidr': '10.0.0.0/8'}}",
            ": Forbidden: may not specify both ipBlock and another peer"),
        peer(
            "a selector has its syntax",
            "{'namespaceSelector': {'matchExpressions': [{'key': 'a', 'operator': 'In'}]}}",
            ".namespaceSelector.matchExpressions[0].values: Required value: must be specified when `operator`"
                + " is 'In' or 'NotIn'"),
        peer("a block has a range", "{'ipBlock': {}}", ".ipBlock.cidr: Required value"),
        peer(
            "a block is one",
            "{'ipBlock': {'cidr': '10.0.0.0', 'except': ['x']}}",
            ".ipBlock.cidr: Invalid value: \"10.0.0.0\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or"
                + " 2001:db8::/64)"),
        peer(
            "a hole is a block",
            "{'ipBlock': {'cidr': '10.0.0.0/8', 'except': ['10.1.0.0']}}",
            ".ipBlock.except[0]: Invalid value: \"10.1.0.0\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or"
                + " 2001:db8::/64)"),
        peer(
            "a hole lies within its block",
            "{'ipBlock': {'cidr': '10.0.0.0/8', 'except': ['11.0.0.0/16']}}",
            ".ipBlock.except[0]: Invalid value: \"11.0.0.0/16\": must be a strict subset of `cidr`"),
        peer(
            "a hole leaves something",
            "{'ipBlock': {'cidr': '10.0.0.0/8', 'except': ['10.0.0.0/8']}}",
            ".ipBlock.except[0]: Invalid value: \"10.0.0.0/8\": must be a strict subset of `cidr`"),
        new Case(
            "egress is judged like ingress",
            GOOD,
            "{'spec': {'egress': [{'ports': [{'port': 0}], 'to': [{}]}]}}",
            """
            spec.egress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive
            spec.egress[0].to[0]: Required value: must specify a peer\
            """),
        new Case(
            "two directions there are",
            GOOD,
            "{'spec': {'policyTypes': ['Ingress', 'egress']}}",
            "spec.policyTypes[1]: Unsupported value: \"egress\": supported values: \"Ingress\", \"Egress\""),
        new Case(
            "and no third",
            GOOD,
            "{'spec': {'policyTypes': ['Ingress', 'Egress', 'x']}}",
            "spec.policyTypes: Invalid value: []networking.PolicyType{\"Ingress\", \"Egress\", \"x\"}:"
                + " may not specify more than two policyTypes"));
  }

  private static Case port(String behaviour, String port, String finding) {
    String prefix = finding.isEmpty() ? "" : "spec.ingress[0].ports[0].";
    return new Case(
        behaviour, GOOD, "{'spec': {'ingress': [{'ports': [" + port + "]}]}}", prefix + finding);
  }

  private static Case peer(String behaviour, String peer, String finding) {
    return new Case(
        behaviour,
        GOOD,
        "{'spec': {'ingress': [{'from': [" + peer + "]}]}}",
        "spec.ingress[0].from[0]" + finding);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("creations")
  void judgesANewObject(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(TYPE, c.changed())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("creations")
  void judgesAChangedObject(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.update(TYPE, c.changed(), c.base())));
  }

  @Test
  void whoeverMakesOneLearnsThatNobodyEnforcesIt() {
    assertEquals(List.of(NOT_ENFORCED), Warnings.create(TYPE, GOOD));
    assertEquals(List.of(), Warnings.update(TYPE, GOOD, GOOD));
  }

  @Test
  void warnsOfBlocksNotWrittenAsEverybodyWritesThem() {
    Obj policy =
        Given.changed(
            GOOD,
            "{'spec': {'egress': [{'to': [{'ipBlock': {'cidr': '10.0.0.5/8', 'except': ['10.1.0.1/16']}}]}]}}");
    List<String> blocks =
        List.of(
            "spec.egress[0].to[0].ipBlock.cidr: CIDR value \"10.0.0.5/8\" is ambiguous in this context"
                + " (should be \"10.0.0.0/8\" or \"10.0.0.5/32\"?)",
            "spec.egress[0].to[0].ipBlock.except[0]: CIDR value \"10.1.0.1/16\" is ambiguous in this"
                + " context (should be \"10.1.0.0/16\" or \"10.1.0.1/32\"?)");
    assertEquals(blocks, Warnings.update(TYPE, policy, GOOD));
  }
}

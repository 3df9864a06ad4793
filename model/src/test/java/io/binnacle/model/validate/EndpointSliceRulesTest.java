package io.binnacle.model.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What an EndpointSlice must be like.
class EndpointSliceRulesTest {
  private static final ResourceType TYPE = Given.type(ResourceName.ENDPOINT_SLICES, true);
  private static final Obj GOOD =
      Given.object(
          """
          {'metadata': {'name': 'web-a', 'namespace': 'default', 'resourceVersion': '1'},
           'addressType': 'IPv4',
           'endpoints': [{'addresses': ['10.0.0.1'], 'hostname': 'web-0', 'nodeName': 'n1',
             'hints': {'forZones': [{'name': 'z1'}]}}],
           'ports': [{'name': '', 'port': 80, 'protocol': 'TCP'}]}
          """);

  static Stream<Case> creations() {
    return Stream.of(
        new Case("an ordinary slice is fine", GOOD, "{}", ""),
        new Case(
            "the placeholder of an empty Service is fine",
            GOOD,
            "{'endpoints': null, 'ports': null}",
            ""),
        new Case(
            "the type of addresses is required",
            GOOD,
            "{'addressType': null}",
            "addressType: Required value"),
        new Case(
            "the type of addresses is known",
            GOOD,
            "{'addressType': 'IPX'}",
            "addressType: Unsupported value: \"IPX\": supported values: \"FQDN\", \"IPv4\", \"IPv6\""),
        new Case(
            "an endpoint has an address",
            GOOD,
            "{'endpoints': [{'addresses': []}]}",
            "endpoints[0].addresses: Required value: must contain at least 1 address"),
        new Case(
            "addresses are of the slice's family",
            GOOD,
            "{'endpoints': [{'addresses': ['fd00::1']}]}",
            "endpoints[0].addresses[0]: Invalid value: \"fd00::1\": must be an IPv4 address"),
        new Case(
            "addresses are usable",
            GOOD,
            "{'endpoints': [{'addresses': ['169.254.1.1']}, {'addresses': ['a']}]}",
            """
            endpoints[0].addresses[0]: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)
            endpoints[1].addresses[0]: Invalid value: "a": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)\
            """),
        new Case(
            "a domain name has two labels at least",
            GOOD,
            "{'addressType': 'FQDN', 'endpoints': [{'addresses': ['a.example.com.']}, {'addresses': ['a']}, {'addresses': ['']}]}",
            """
            endpoints[1].addresses[0]: Invalid value: "a": should be a domain with at least two segments separated by dots
            endpoints[2].addresses[0]: Required value\
            """),
        new Case(
            "host and node names have their syntax",
            GOOD,
            "{'endpoints': [{'addresses': ['10.0.0.1'], 'hostname': 'a.b', 'nodeName': 'B_'}]}",
            """
            endpoints[0].nodeName: Invalid value: "B_": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            endpoints[0].hostname: Invalid value: "a.b": must not contain dots\
            """),
        new Case(
            "zones are hinted at once each",
            GOOD,
            "{'endpoints': [{'addresses': ['10.0.0.1'], 'hints': {'forZones': [{'name': 'a'}, {'name': 'a'}]}}]}",
            "endpoints[0].hints.forZones[1].name: Duplicate value: \"a\""),
        new Case(
            "at most eight zones are hinted at",
            GOOD,
            "{'endpoints': [{'addresses': ['10.0.0.1'], 'hints': {'forZones': [{'name': 'a'}, {'name': 'b'}, {'name': 'c'}, {'name': 'd'}, {'name': 'e'}, {'name': 'f'}, {'name': 'g'}, {'name': 'h'}, {'name': 'i'}]}}]}",
            "endpoints[0].hints.forZones: Too many: 9: must have at most 8 items"),
        new Case(
            "port names are unique, and the empty one counts",
            GOOD,
            "{'ports': [{'name': '', 'protocol': 'TCP'}, {'name': '', 'protocol': 'TCP'}, {'name': 'A', 'protocol': 'X'}, {'name': 'b'}]}",
            """
            ports[1].name: Duplicate value: ""
            ports[2].name: Invalid value: "A": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
            ports[2].protocol: Unsupported value: "X": supported values: "SCTP", "TCP", "UDP"
            ports[3].protocol: Required value\
            """));
  }

  static Stream<Case> updates() {
    return Stream.of(
        new Case("endpoints come and go", GOOD, "{'endpoints': []}", ""),
        new Case(
            "the type of addresses stays",
            GOOD,
            "{'addressType': 'IPv6', 'endpoints': []}",
            "addressType: Invalid value: \"IPv6\": field is immutable"));
  }

  @Test
  void aSliceHoldsAThousandEndpoints() {
    Obj endpoint = Given.object("{'addresses': ['10.0.0.1']}");
    Obj full = GOOD.with("endpoints", Arr.copyOf(Collections.nCopies(1000, endpoint)));
    Obj over = GOOD.with("endpoints", Arr.copyOf(Collections.nCopies(1001, endpoint)));
    assertEquals("", Given.lines(Validators.create(TYPE, full)));
    assertEquals(
        "endpoints: Too many: 1001: must have at most 1000 items",
        Given.lines(Validators.create(TYPE, over)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("creations")
  void judgesANewObject(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(TYPE, c.changed())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("updates")
  void judgesAChangedObject(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.update(TYPE, c.changed(), c.base())));
  }
}

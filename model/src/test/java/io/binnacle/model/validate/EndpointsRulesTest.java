package io.binnacle.model.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Obj;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What Endpoints must be like.
class EndpointsRulesTest {
  private static final ResourceType TYPE = Given.type(ResourceName.ENDPOINTS, true);
  private static final Obj GOOD =
      Given.object(
          """
          {'metadata': {'name': 'web', 'namespace': 'default', 'resourceVersion': '1'},
           'subsets': [{'addresses': [{'ip': '10.0.0.1', 'hostname': 'web-0', 'nodeName': 'n1'}],
             'ports': [{'port': 80, 'protocol': 'TCP'}]}]}
          """);

  static Stream<Case> creations() {
    return Stream.of(
        new Case("an address and a port are enough", GOOD, "{}", ""),
        new Case("no subsets at all are fine", GOOD, "{'subsets': null}", ""),
        new Case(
            "a subset holds an address of either sort",
            GOOD,
            "{'subsets': [{'ports': [{'port': 80, 'protocol': 'TCP'}]}]}",
            "subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`"),
        new Case(
            "a subset needs no ports",
            GOOD,
            "{'subsets': [{'notReadyAddresses': [{'ip': 'fd00::1'}]}]}",
            ""),
        new Case(
            "an address is an address, and a usable one",
            GOOD,
            "{'subsets': [{'addresses': [{'ip': 'x'}, {'ip': '127.0.0.1'}]}]}",
            """
            subsets[0].addresses[0].ip: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)
            subsets[0].addresses[0].ip: Invalid value: "x": must be a valid IP address
            subsets[0].addresses[1].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)\
            """),
        new Case(
            "host and node names have their syntax",
            GOOD,
            "{'subsets': [{'addresses': [{'ip': '10.0.0.1', 'hostname': 'A', 'nodeName': 'B_'}]}]}",
            """
            subsets[0].addresses[0].hostname: Invalid value: "A": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
            subsets[0].addresses[0].nodeName: Invalid value: "B_": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')\
            """),
        new Case(
            "several ports need names; numbers and protocols are checked",
            GOOD,
            "{'subsets': [{'addresses': [{'ip': '10.0.0.1'}], 'ports': [{'port': 0, 'protocol': 'X'}, {'name': 'b', 'port': 81, 'protocol': 'TCP', 'appProtocol': '/'}]}]}",
            """
            subsets[0].ports[0].name: Required value
            subsets[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive
            subsets[0].ports[0].protocol: Unsupported value: "X": supported values: "SCTP", "TCP", "UDP"
            subsets[0].ports[1].appProtocol: Invalid value: "/": prefix part must be non-empty
            subsets[0].ports[1].appProtocol: Invalid value: "/": name part must be non-empty
            subsets[0].ports[1].appProtocol: Invalid value: "/": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("creations")
  void judgesANewObject(Case c) {
    assertEquals(c.findings(), Given.lines(Validators.create(TYPE, c.changed())));
  }
}

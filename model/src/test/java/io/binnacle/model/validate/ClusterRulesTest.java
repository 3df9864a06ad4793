package io.binnacle.model.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Obj;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What Namespaces, Nodes, Events, Leases and ControllerRevisions must be like.
class ClusterRulesTest {
  private static final Obj NAMESPACE =
      Given.object(
          "{'metadata': {'name': 'a', 'resourceVersion': '1'}, 'status': {'phase': 'Active'}}");
  private static final Obj DELETING =
      Given.changed(NAMESPACE, "{'metadata': {'deletionTimestamp': '2026-01-01T00:00:00Z'}}");
  private static final Obj NODE =
      Given.object(
          "{'metadata': {'name': 'n1', 'resourceVersion': '1'}, 'spec': {'podCIDR': '10.244.0.0/24',"
              + " 'podCIDRs': ['10.244.0.0/24'], 'providerID': 'p://1'}}");
  private static final Obj EVENT =
      Given.object(
          "{'metadata': {'name': 'e.1', 'namespace': 'default', 'resourceVersion': '1'},"
              + " 'involvedObject': {'kind': 'Pod', 'namespace': 'default', 'name': 'p'}, 'type': 'Normal',"
              + " 'reason': 'Started'}");
  private static final Obj NEW_EVENT =
      Given.object(
          "{'metadata': {'name': 'e.1', 'namespace': 'default', 'resourceVersion': '1'},"
              + " 'regarding': {'kind': 'Pod', 'namespace': 'default', 'name': 'p'}, 'type': 'Normal',"
              + " 'reason': 'Started', 'action': 'Start', 'note': 'n', 'reportingController': 'a.b/c',"
              + " 'reportingInstance': 'c-1', 'eventTime': '2026-01-01T00:00:00.000000Z'}");
  private static final Obj LEASE =
      Given.object(
          "{'metadata': {'name': 'l', 'namespace': 'default', 'resourceVersion': '1'},"
              + " 'spec': {'leaseDurationSeconds': 15}}");
  private static final Obj REVISION =
      Given.object(
          "{'metadata': {'name': 'r', 'namespace': 'default', 'resourceVersion': '1'},"
              + " 'data': {'spec': {}}, 'revision': 1}");

  static Stream<Case> namespaces() {
    return Stream.of(
        new Case("a Namespace is fine", NAMESPACE, "{}", ""),
        new Case(
            "its name is a label",
            NAMESPACE,
            "{'metadata': {'name': 'a.b'}}",
            "metadata.name: Invalid value: \"a.b\": must not contain dots"),
        new Case(
            "it lives in no namespace",
            NAMESPACE,
            "{'metadata': {'namespace': 'x'}}",
            "metadata.namespace: Forbidden: not allowed on this type"),
        new Case(
            "its finalizers have a domain",
            NAMESPACE,
            "{'spec': {'finalizers': ['kubernetes', 'mine']}}",
            "spec.finalizers: Invalid value: \"mine\": name is neither a standard finalizer name nor is it fully qualified"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("namespaces")
  void judgesNamespaces(Case c) {
    ResourceType type = Given.type(ResourceName.NAMESPACES, false);
    assertEquals(c.findings(), Given.lines(Validators.create(type, c.changed())));
  }

  static Stream<Case> namespacePhases() {
    return Stream.of(
        new Case(
            "a living Namespace is Active",
            NAMESPACE,
            "{'status': {'phase': 'Terminating'}}",
            "status.Phase: Invalid value: \"Terminating\": may only be 'Active' if `deletionTimestamp` is empty"),
        new Case(
            "one being deleted is Terminating",
            DELETING,
            "{}",
            "status.Phase: Invalid value: \"Active\": may only be 'Terminating' if `deletionTimestamp` is not empty"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("namespacePhases")
  void judgesNamespacePhases(Case c) {
    ResourceType type = Given.type(ResourceName.NAMESPACES, false);
    assertEquals(c.findings(), Given.lines(Validators.updateStatus(type, c.changed(), c.base())));
  }

  static Stream<Case> nodes() {
    return Stream.of(
        new Case("a Node is fine", NODE, "{}", ""),
        new Case(
            "two ranges are of two families",
            NODE,
            "{'spec': {'podCIDRs': ['10.244.0.0/24', 'fd00::/64']}}",
            ""),
        new Case(
            "two of one family, one of them twice",
            NODE,
            "{'spec': {'podCIDRs': ['10.244.0.0/24', '10.244.0.0/24']}}",
            """
            spec.podCIDRs: Invalid value: []string{"10.244.0.0/24", "10.244.0.0/24"}: may specify no more than one CIDR for each IP family
            spec.podCIDRs[1]: Duplicate value: "10.244.0.0/24\"\
            """),
        new Case(
            "taints have key, effect and are unique",
            NODE,
            "{'spec': {'taints': [{'key': 'a', 'effect': 'NoSchedule'}, {'key': 'a', 'value': 'x', 'effect': 'NoSchedule'}, {'key': 'b', 'effect': 'Never'}]}}",
            """
            metadata.taints[1]: Duplicate value: core.Taint{Key:"a", Value:"x", Effect:"NoSchedule", TimeAdded:(*v1.Time)(nil)}: taints must be unique by key and effect pair
            metadata.taints[2].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute\"\
            """),
        new Case(
            "capacities are not negative, Pods are whole",
            NODE,
            "{'status': {'capacity': {'cpu': '-1', 'pods': '1500m'}}}",
            """
            status.capacity.cpu: Invalid value: "-1": must be greater than or equal to 0
            status.capacity.pods: Invalid value: "1500m": must be an integer\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nodes")
  void judgesNodes(Case c) {
    ResourceType type = Given.type(ResourceName.NODES, false);
    assertEquals(c.findings(), Given.lines(Validators.create(type, c.changed())));
  }

  static Stream<Case> nodeUpdates() {
    return Stream.of(
        new Case(
            "a range, a provider and addresses once given stay or are unique",
            NODE,
            "{'spec': {'podCIDRs': ['10.245.0.0/24'], 'providerID': 'p://2'}, 'status': {'addresses': [{'type': 'InternalIP', 'address': '1.2.3.4'}, {'type': 'InternalIP', 'address': '1.2.3.4'}]}}",
            """
            status.addresses[1]: Duplicate value: core.NodeAddress{Type:"InternalIP", Address:"1.2.3.4"}
            spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid
            spec.providerID: Forbidden: node updates may not change providerID except from "" to valid\
            """),
        new Case(
            "cordoning is fine",
            NODE,
            "{'spec': {'unschedulable': true, 'taints': [{'key': 'a', 'effect': 'NoExecute'}]}}",
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nodeUpdates")
  void judgesNodeUpdates(Case c) {
    ResourceType type = Given.type(ResourceName.NODES, false);
    assertEquals(c.findings(), Given.lines(Validators.update(type, c.changed(), c.base())));
  }

  static Stream<Case> events() {
    return Stream.of(
        new Case("an old Event is fine", EVENT, "{}", ""),
        new Case(
            "it is in the namespace of what it is about",
            EVENT,
            "{'involvedObject': {'namespace': 'other'}}",
            "involvedObject.namespace: Invalid value: \"other\": does not match event.namespace"),
        new Case(
            "about something without a namespace it is in default",
            EVENT,
            "{'involvedObject': {'namespace': null}}",
            ""),
        new Case(
            "and nowhere else",
            EVENT,
            "{'metadata': {'namespace': 'a'}, 'involvedObject': {'namespace': null}}",
            "involvedObject.namespace: Invalid value: \"\": does not match event.namespace"),
        new Case(
            "with a time of its own it says who reports",
            EVENT,
            "{'eventTime': '2026-01-01T00:00:00.000000Z'}",
            """
            reportingController: Required value
            reportingController: Invalid value: "": name part must be non-empty
            reportingController: Invalid value: "": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')
            reportingInstance: Required value
            action: Required value\
            """),
        new Case(
            "its name is whatever a URL takes", EVENT, "{'metadata': {'name': 'Pod_A.1'}}", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("events")
  void judgesEvents(Case c) {
    ResourceType type = Given.type(ResourceName.EVENTS, true);
    assertEquals(c.findings(), Given.lines(Validators.create(type, c.changed())));
  }

  static Stream<Case> newEvents() {
    return Stream.of(
        new Case("a new Event is fine", NEW_EVENT, "{}", ""),
        new Case(
            "it has a time, a type, and none of the old fields",
            NEW_EVENT,
            "{'eventTime': null, 'type': 'Odd', 'deprecatedCount': 2, 'deprecatedSource': {'component': 'x'}}",
            """
            eventTime: Required value
            type: Invalid value: "": has invalid value: Odd
            count: Invalid value: "": needs to be unset
            source: Invalid value: "": needs to be unset\
            """),
        new Case(
            "a series has two Events at least",
            NEW_EVENT,
            "{'series': {'count': 1}}",
            """
            series.count: Invalid value: "": should be at least 2
            series.lastObservedTime: Required value\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("newEvents")
  void judgesNewEvents(Case c) {
    ResourceType type = Given.type(ResourceName.EVENTS_V1, true);
    assertEquals(c.findings(), Given.lines(Validators.create(type, c.changed())));
  }

  static Stream<Case> newEventUpdates() {
    return Stream.of(
        new Case(
            "a series may grow",
            NEW_EVENT,
            "{'series': {'count': 2, 'lastObservedTime': '2026-01-01T00:00:00.000000Z'}}",
            ""),
        new Case(
            "what happened does not change",
            NEW_EVENT,
            "{'reason': 'Other', 'note': 'm'}",
            """
            reason: Invalid value: "Other": field is immutable
            message: Invalid value: "m": field is immutable\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("newEventUpdates")
  void judgesNewEventUpdates(Case c) {
    ResourceType type = Given.type(ResourceName.EVENTS_V1, true);
    assertEquals(c.findings(), Given.lines(Validators.update(type, c.changed(), c.base())));
  }

  static Stream<Case> leases() {
    return Stream.of(
        new Case("a Lease is fine", LEASE, "{}", ""),
        new Case(
            "it lasts and counts up",
            LEASE,
            "{'spec': {'leaseDurationSeconds': 0, 'leaseTransitions': -1}}",
            """
            spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0
            spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("leases")
  void judgesLeases(Case c) {
    ResourceType type = Given.type(ResourceName.LEASES, true);
    assertEquals(c.findings(), Given.lines(Validators.create(type, c.changed())));
  }

  static Stream<Case> revisions() {
    return Stream.of(
        new Case("a revision may be renumbered", REVISION, "{'revision': 2}", ""),
        new Case(
            "its data stays",
            REVISION,
            "{'data': {'spec': {'a': 1}}}",
            "data: Invalid value: {\"spec\":{\"a\":1}}: field is immutable"),
        new Case(
            "it has data",
            REVISION,
            "{'data': null, 'revision': -1}",
            """
            data: Required value: data is mandatory
            revision: Invalid value: -1: must be greater than or equal to 0
            data: Invalid value: "null": field is immutable\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("revisions")
  void judgesRevisions(Case c) {
    ResourceType type = Given.type(ResourceName.CONTROLLER_REVISIONS, true);
    assertEquals(c.findings(), Given.lines(Validators.update(type, c.changed(), c.base())));
  }
}

package io.binnacle.model.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.tree.Obj;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What metadata of any object must be like, shown on a ConfigMap and a Namespace.
class ObjectMetaRulesTest {
  private static final ResourceType TYPE = Given.type(ResourceName.CONFIG_MAPS, true);
  private static final Obj MAP =
      Given.object(
          """
          {'metadata': {'name': 'm', 'namespace': 'default', 'resourceVersion': '1', 'uid': 'u',
           'creationTimestamp': '2026-01-01T00:00:00Z', 'generation': 2}}
          """);
  private static final Obj DELETING =
      Given.changed(
          MAP,
          "{'metadata': {'deletionTimestamp': '2026-01-02T00:00:00Z', 'finalizers': ['a.b/c']}}");

  static Stream<Case> creations() {
    return Stream.of(
        new Case("a name and a namespace are enough", MAP, "{}", ""),
        new Case(
            "a name is required",
            MAP,
            "{'metadata': {'name': null}}",
            "metadata.name: Required value: name or generateName is required"),
        new Case(
            "a name is a DNS subdomain",
            MAP,
            "{'metadata': {'name': 'A_b'}}",
            "metadata.name: Invalid value: \"A_b\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"),
        new Case(
            "a generated name may start with anything that ends in a dash",
            MAP,
            "{'metadata': {'generateName': 'm-'}}",
            ""),
        new Case(
            "what names are generated from must fit too",
            MAP,
            "{'metadata': {'generateName': '-m'}}",
            "metadata.generateName: Invalid value: \"-m\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"),
        new Case(
            "a namespace is required",
            MAP,
            "{'metadata': {'namespace': null}}",
            "metadata.namespace: Required value"),
        new Case(
            "a namespace is a label",
            MAP,
            "{'metadata': {'namespace': 'a.b'}}",
            "metadata.namespace: Invalid value: \"a.b\": must not contain dots"),
        new Case(
            "a label key has one slash at most",
            MAP,
            "{'metadata': {'labels': {'a/b/c': 'x'}}}",
            "metadata.labels: Invalid value: \"a/b/c\": a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"),
        new Case(
            "annotation keys may be in any case, values are free",
            MAP,
            "{'metadata': {'annotations': {'Example.COM/Key': 'a b\\\\n'}}}",
            ""),
        new Case(
            "a finalizer has a domain, or is one of the API's own",
            MAP,
            "{'metadata': {'finalizers': ['kubernetes', 'mine']}}",
            "metadata.finalizers[1]: Invalid value: \"mine\": name is neither a standard finalizer name nor is it fully qualified"),
        new Case(
            "dependents are orphaned or deleted, not both",
            MAP,
            "{'metadata': {'finalizers': ['orphan', 'foregroundDeletion']}}",
            "metadata.finalizers: Invalid value: []string{\"orphan\", \"foregroundDeletion\"}: finalizer orphan and foregroundDeletion cannot be both set"),
        new Case(
            "an owner is named in full",
            MAP,
            "{'metadata': {'ownerReferences': [{'apiVersion': 'apps/', 'kind': '', 'name': '', 'uid': ''}]}}",
            """
            metadata.ownerReferences.apiVersion: Invalid value: "apps/": version must not be empty
            metadata.ownerReferences.kind: Invalid value: "": kind must not be empty
            metadata.ownerReferences.name: Invalid value: "": name must not be empty
            metadata.ownerReferences.uid: Invalid value: "": uid must not be empty\
            """));
  }

  static Stream<Case> updates() {
    return Stream.of(
        new Case("nothing changes", MAP, "{}", ""),
        new Case(
            "identity does not change",
            MAP,
            "{'metadata': {'name': 'n', 'namespace': 'other', 'uid': 'v'}}",
            """
            metadata.name: Invalid value: "n": field is immutable
            metadata.namespace: Invalid value: "other": field is immutable
            metadata.uid: Invalid value: "v": field is immutable\
            """),
        new Case(
            "times do not change",
            MAP,
            "{'metadata': {'creationTimestamp': '2027-01-01T00:00:00Z', 'deletionGracePeriodSeconds': 5}}",
            """
            metadata.creationTimestamp: Invalid value: "2027-01-01T00:00:00Z": field is immutable
            metadata.deletionGracePeriodSeconds: Invalid value: 5: field is immutable\
            """),
        new Case(
            "the generation does not go back",
            MAP,
            "{'metadata': {'generation': 1}}",
            "metadata.generation: Invalid value: 1: must not be decremented"),
        new Case(
            "an update names the version it replaces",
            MAP,
            "{'metadata': {'resourceVersion': null}}",
            "metadata.resourceVersion: Invalid value: \"\": must be specified for an update"),
        new Case(
            "finalizers may go while an object is being deleted",
            DELETING,
            "{'metadata': {'finalizers': null}}",
            ""),
        new Case(
            "none may come",
            DELETING,
            "{'metadata': {'finalizers': ['a.b/c', 'a.b/d']}}",
            "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"a.b/d\"}"));
  }

  @Test
  void twoControllersCannotOwnOneObject() {
    Obj map =
        Given.changed(
            MAP,
            "{'metadata': {'ownerReferences': ["
                + "{'apiVersion': 'v1', 'kind': 'A', 'name': 'a', 'uid': '1', 'controller': true},"
                + "{'apiVersion': 'v1', 'kind': 'B', 'name': 'b', 'uid': '2', 'controller': true}]}}");
    String findings = Given.lines(Validators.create(TYPE, map));
    assertTrue(findings.startsWith("metadata.ownerReferences: Invalid value: "), findings);
    assertTrue(
        findings.endsWith(
            ": Only one reference can have Controller set to true. Found \"true\" in references for A/a and B/b"),
        findings);
  }

  @Test
  void annotationsHoldAQuarterOfAMebibyte() {
    String big = "x".repeat(LabelRules.ANNOTATIONS_MAX - 3);
    Obj fits = Given.changed(MAP, "{'metadata': {'annotations': {'a': '" + big + "ab'}}}");
    Obj over = Given.changed(MAP, "{'metadata': {'annotations': {'a': '" + big + "abc'}}}");
    assertEquals("", Given.lines(Validators.create(TYPE, fits)));
    assertEquals(
        "metadata.annotations: Too long: may not be more than 262144 bytes",
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

package io.binnacle.server.registry;

import static io.binnacle.model.meta.ResourceName.CONFIG_MAPS;
import static io.binnacle.model.meta.ResourceName.DEPLOYMENTS;
import static io.binnacle.model.meta.ResourceName.ENDPOINTS;
import static io.binnacle.model.meta.ResourceName.ENDPOINT_SLICES;
import static io.binnacle.model.meta.ResourceName.LEASES;
import static io.binnacle.model.meta.ResourceName.NAMESPACES;
import static io.binnacle.model.meta.ResourceName.PODS;
import static io.binnacle.model.meta.ResourceName.SERVICES;
import static io.binnacle.server.registry.World.obj;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Target;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.server.registry.WriteOptions.FieldValidation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Creates, updates, patches and subresources of kinds other than Service.
final class WriteTest {
  static final String DEPLOYMENT =
      "{metadata: {name: d, namespace: default}, spec: {replicas: 2,"
          + " selector: {matchLabels: {a: b}},"
          + " template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}},"
          + " status: {replicas: 9}}";

  private final World world = new World();

  private static Target target(String name) {
    return Target.of(CONFIG_MAPS, "default", name);
  }

  private Obj map(String metadata) {
    return world.create(CONFIG_MAPS, "{metadata: {namespace: default, " + metadata + "}}");
  }

  private Result replace(ResourceName resource, String subresource, Obj object) {
    Target target = new Target(resource, Meta.namespace(object), Meta.name(object), subresource);
    return world.registry.update(target, object, WriteOptions.DEFAULT);
  }

  // creates

  @Test
  void theServerSaysWhoWhenAndWhichVersion() {
    Obj made =
        map(
            "name: a, uid: mine, creationTimestamp: \"2001-01-01T00:00:00Z\", generation: 7,"
                + " deletionTimestamp: \"2001-01-01T00:00:00Z\", selfLink: /x, managedFields: []");
    Obj metadata = made.obj("metadata");
    assertThat(metadata.keys())
        .containsExactly("creationTimestamp", "name", "namespace", "resourceVersion", "uid");
    assertThat(metadata.str("creationTimestamp")).isEqualTo("2026-11-23T10:00:00Z");
    assertThat(metadata.str("uid")).matches("[0-9a-f-]{14}4[0-9a-f]{3}-[89ab][0-9a-f-]{16}");
    assertThat(metadata.str("resourceVersion")).isEqualTo(Long.toString(world.store.revision()));
  }

  @Test
  void aNameIsMadeFromGenerateName() {
    assertThat(Meta.name(map("generateName: web-")))
        .matches("web-[bcdfghjklmnpqrstvwxz2456789]{5}");
    assertThat(Meta.name(map("generateName: " + "x".repeat(70)))).hasSize(63);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "name: a,409 configmaps \"a\" already exists",
        "name: b; resourceVersion: \"5\",500 resourceVersion should not be set on objects to be created",
        "labels: {a: b},422 ConfigMap \"\" is invalid: metadata.name: Required value: name or"
            + " generateName is required",
        "name: c; namespace: nowhere,404 namespaces \"nowhere\" not found",
      })
  void whatCannotBeCreated(String metadata, String expected) {
    map("name: a");
    String home = metadata.contains("namespace") ? "" : "namespace: default, ";
    Status status =
        ListTest.refusal(() ->
            world.create(CONFIG_MAPS, "{metadata: {" + home + metadata.replace(';', ',') + "}}"));
    assertThat(status.code() + " " + status.message()).isEqualTo(expected);
  }

  @Test
  void anObjectBelongsIntoTheNamespaceOfTheRequest() {
    Obj stray = obj("{metadata: {name: a, namespace: other}}");
    Status status =
        ListTest.refusal(
            () -> world.registry.create(CONFIG_MAPS, "default", stray, WriteOptions.DEFAULT));
    assertThat(status.code() + " " + status.message())
        .isEqualTo(
            "400 the namespace of the provided object does not match the namespace sent on the"
                + " request");
  }

  @Test
  void anObjectInTheWayThatIsBeingDeletedIsNamedAsSuch() {
    map("name: a, finalizers: [\"x.io/y\"]");
    world.registry.delete(target("a"), DeleteOptions.DEFAULT, WriteOptions.DEFAULT);
    assertThat(ListTest.refusal(() -> map("name: a")).message())
        .isEqualTo("object is being deleted: configmaps \"a\" already exists");
  }

  @Test
  void aDryRunCreatesNothing() {
    WriteOptions dry = new WriteOptions(true, "", FieldValidation.WARN);
    Obj object = obj("{metadata: {name: a}}");
    Result result = world.registry.create(CONFIG_MAPS, "default", object, dry);
    assertThat(Meta.uid(result.object())).isNotEmpty();
    assertThat(Meta.resourceVersion(result.object())).isEmpty();
    map("name: a");
    assertThat(
            ListTest.refusal(() -> world.registry.create(CONFIG_MAPS, "default", object, dry))
                .reason())
        .isEqualTo("AlreadyExists");
  }

  @Test
  void anObjectLargerThanEtcdWouldTakeIsRefused() {
    Obj large =
        obj("{metadata: {name: a, namespace: default}}")
            .with("data", Obj.EMPTY.with("x", "y".repeat(500_000)))
            .with("binaryData", Obj.EMPTY.with("b", "eXl5".repeat(100_000)));
    Obj annotated =
        large.change("metadata", m -> m.with("managedFields", "gone")); // dropped, does not count
    world.registry.create(CONFIG_MAPS, "default", annotated, WriteOptions.DEFAULT);
    Obj spec = Obj.EMPTY.with("holderIdentity", "x".repeat(1_600_000));
    Obj lease = obj("{metadata: {name: l, namespace: default}}").with("spec", spec);
    Status status =
        ListTest.refusal(
            () -> world.registry.create(LEASES, "default", lease, WriteOptions.DEFAULT));
    assertThat(status.code() + " " + status.message())
        .isEqualTo("500 etcdserver: request is too large");
  }

  // updates

  @Test
  void anUpdateWithoutVersionReplacesWhateverIsThere() {
    Obj a = map("name: a");
    Obj b = world.update(CONFIG_MAPS, Meta.withAnnotation(a, "x", "1"));
    Obj c = world.update(CONFIG_MAPS, Versions.unstamped(Meta.withAnnotation(a, "y", "2")));
    assertThat(Meta.annotations(c)).containsOnlyKeys("y");
    assertThat(Versions.of(c)).isEqualTo(Versions.of(b) + 1);
  }

  @Test
  void anUpdateOfAStaleVersionIsAConflict() {
    Obj a = map("name: a");
    world.update(CONFIG_MAPS, Meta.withAnnotation(a, "x", "1"));
    Status status =
        ListTest.refusal(() -> world.update(CONFIG_MAPS, Meta.withAnnotation(a, "x", "2")));
    assertThat(status.code() + " " + status.message())
        .isEqualTo(
            "409 Operation cannot be fulfilled on configmaps \"a\": the object has been modified;"
                + " please apply your changes to the latest version and try again");
  }

  @Test
  void anUpdateOfAnotherObjectOfThatNameIsAConflict() {
    Obj a = map("name: a");
    Obj other = Versions.unstamped(a).change("metadata", m -> m.with("uid", "other"));
    assertThat(ListTest.refusal(() -> world.update(CONFIG_MAPS, other)).message())
        .contains("Precondition failed: UID in precondition: other, UID in object meta: ");
  }

  @ParameterizedTest(name = "a PUT of {0} that does not exist: {1}")
  @CsvSource({"services, 201", "endpoints, 201", "configmaps, 404", "endpointslices, 404"})
  void someKindsAreCreatedByAnUpdate(String plural, int expected) {
    ResourceName resource =
        List.of(SERVICES, ENDPOINTS, CONFIG_MAPS, ENDPOINT_SLICES).stream()
            .filter(r -> r.plural().equals(plural))
            .findFirst()
            .orElseThrow();
    Obj object = obj("{metadata: {name: a, namespace: default}, spec: {ports: [{port: 80}]}}");
    if (expected == 404) {
      assertThat(ListTest.refusal(() -> replace(resource, "", object)).code()).isEqualTo(404);
    } else {
      assertThat(replace(resource, "", object).created()).isTrue();
      assertThat(replace(resource, "", object).created()).isFalse();
    }
  }

  @Test
  void aLeaseCannotBeReplacedBlindly() {
    Obj lease = world.create(LEASES, "{metadata: {name: l, namespace: default}}");
    Status status = ListTest.refusal(() -> replace(LEASES, "", Versions.unstamped(lease)));
    assertThat(status.message())
        .isEqualTo(
            "leases.coordination.k8s.io \"l\" is invalid: metadata.resourceVersion: Invalid value:"
                + " 0: must be specified for an update");
  }

  @ParameterizedTest(name = "metadata {0}: {1}")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{name: b},400 the name of the object (b) does not match the name on the URL (a)",
        "{},400 the name of the object (a based on URL) was undeterminable: name must be provided",
        "{name: a; namespace: other},400 the namespace of the provided object does not match the"
            + " namespace sent on the request",
      })
  void anUpdateIsAboutTheObjectOfItsUrl(String metadata, String expected) {
    map("name: a");
    Obj object = obj("{metadata: " + metadata.replace(';', ',') + "}");
    Status status =
        ListTest.refusal(() -> world.registry.update(target("a"), object, WriteOptions.DEFAULT));
    assertThat(status.code() + " " + status.message()).isEqualTo(expected);
  }

  // status, generation, scale

  @Test
  void specAndStatusAreWrittenThroughSeparateDoors() {
    Obj d = world.create(DEPLOYMENTS, DEPLOYMENT);
    assertThat(d.obj("status")).as("wiped on create").isEqualTo(Obj.EMPTY);
    assertThat(Meta.generation(d)).isEqualTo(1);

    Obj both =
        d.change("spec", s -> s.with("replicas", 3)).change("status", s -> s.with("replicas", 5));
    Obj specDone = world.update(DEPLOYMENTS, both);
    assertThat(specDone.obj("spec").integer("replicas", 0)).isEqualTo(3);
    assertThat(specDone.obj("status").has("replicas")).isFalse();
    assertThat(Meta.generation(specDone)).isEqualTo(2);

    Obj statusDone =
        replace(
                DEPLOYMENTS,
                "status",
                specDone
                    .change("spec", s -> s.with("replicas", 4))
                    .change("status", s -> s.with("replicas", 5)))
            .object();
    assertThat(statusDone.obj("spec").integer("replicas", 0)).isEqualTo(3);
    assertThat(statusDone.obj("status").integer("replicas", 0)).isEqualTo(5);
    assertThat(Meta.generation(statusDone)).isEqualTo(2);
  }

  @Test
  void aDeploymentIsScaledThroughItsScale() {
    world.create(DEPLOYMENTS, DEPLOYMENT);
    Target scale = Target.of(DEPLOYMENTS, "default", "d").scale();
    Obj seen = world.registry.get(scale);
    assertThat(seen.str("apiVersion") + " " + seen.str("kind")).isEqualTo("autoscaling/v1 Scale");
    assertThat(seen.obj("spec").integer("replicas", 0)).isEqualTo(2);
    assertThat(seen.obj("status").str("selector")).isEqualTo("a=b");

    Obj written =
        world
            .registry
            .update(scale, seen.change("spec", s -> s.with("replicas", 5)), WriteOptions.DEFAULT)
            .object();
    assertThat(written.obj("spec").integer("replicas", 0)).isEqualTo(5);
    Obj after = world.get(DEPLOYMENTS, "default", "d");
    assertThat(after.obj("spec").integer("replicas", -1)).isEqualTo(5);
    assertThat(Meta.generation(after)).isEqualTo(2);

    assertThat(
            ListTest.refusal(() -> world.registry.update(scale, seen, WriteOptions.DEFAULT))
                .reason())
        .as("a Scale carries the version of its object")
        .isEqualTo("Conflict");
    Obj negative = Versions.unstamped(seen).change("spec", s -> s.with("replicas", -1));
    assertThat(
            ListTest.refusal(() -> world.registry.update(scale, negative, WriteOptions.DEFAULT))
                .message())
        .isEqualTo(
            "Scale.autoscaling \"d\" is invalid: spec.replicas: Invalid value: -1: must be greater"
                + " than or equal to 0");
  }

  @Test
  void theGenerationOfASliceFollowsEverythingButAnnotations() {
    Obj slice =
        world.create(
            ENDPOINT_SLICES,
            "{metadata: {name: s, namespace: default}, addressType: IPv4,"
                + " endpoints: [{addresses: [\"10.0.0.1\"], deprecatedTopology: {a: b}}],"
                + " ports: [{port: 80}]}");
    assertThat(Meta.generation(slice)).isEqualTo(1);
    assertThat(slice.arr("endpoints").objects().getFirst().has("deprecatedTopology")).isFalse();
    Obj noted = world.update(ENDPOINT_SLICES, Meta.withAnnotation(slice, "a", "b"));
    assertThat(Meta.generation(noted)).isEqualTo(1);
    Obj labelled = world.update(ENDPOINT_SLICES, Meta.withLabels(noted, Map.of("a", "b")));
    assertThat(Meta.generation(labelled)).isEqualTo(2);
    Obj moved = world.update(ENDPOINT_SLICES, labelled.with("endpoints", Arr.EMPTY));
    assertThat(Meta.generation(moved)).isEqualTo(3);
  }

  @Test
  void aNamespaceBeginsActiveWithItsNameAsLabel() {
    Obj namespace = world.create(NAMESPACES, "{metadata: {generateName: n-}}");
    assertThat(namespace.obj("status").str("phase")).isEqualTo("Active");
    assertThat(namespace.obj("spec").arr("finalizers").strings()).containsExactly("kubernetes");
    assertThat(Meta.labels(namespace))
        .containsEntry("kubernetes.io/metadata.name", Meta.name(namespace));
    Obj stripped = world.update(NAMESPACES, namespace.change("spec", s -> s.without("finalizers")));
    assertThat(stripped.obj("spec").arr("finalizers").strings()).containsExactly("kubernetes");
  }

  // Pods

  @Test
  void aPodIsGivenWhatEveryPodHas() {
    Obj pod =
        world.create(
            PODS,
            "{metadata: {name: p, namespace: default}, spec: {containers: [{name: c, image: i,"
                + " resources: {limits: {cpu: 100m, memory: 1Gi}}}]}, status: {phase: Running}}");
    Obj spec = pod.obj("spec");
    assertThat(pod.obj("status").str("phase")).isEqualTo("Pending");
    assertThat(pod.obj("status").str("qosClass")).isEqualTo("Guaranteed");
    assertThat(spec.str("serviceAccountName")).isEqualTo("default");
    assertThat(spec.integer("priority", -1)).isZero();
    assertThat(spec.arr("tolerations").objects())
        .extracting(t -> t.str("key") + " " + t.integer("tolerationSeconds", 0))
        .containsExactly("node.kubernetes.io/not-ready 300", "node.kubernetes.io/unreachable 300");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "{},BestEffort",
        "{requests: {cpu: 1}},Burstable",
        "{limits: {cpu: 1}},Burstable",
        "{limits: {cpu: 1; memory: 1Gi}},Guaranteed",
        "{limits: {cpu: 1; memory: 1Gi}; requests: {cpu: 500m; memory: 1Gi}},Burstable",
        "{limits: {cpu: 1; memory: 1Gi}; requests: {cpu: 1000m; memory: 1024Mi}},Guaranteed",
        "{limits: {x.io/gpu: 1}},BestEffort",
      })
  void theQualityOfServiceFollowsFromTheResources(String resources, String expected) {
    Obj pod =
        world.create(
            PODS,
            "{metadata: {name: p, namespace: default}, spec: {containers: [{name: c, image: i,"
                + " resources: "
                + resources.replace(';', ',')
                + "}]}}");
    assertThat(pod.obj("status").str("qosClass")).isEqualTo(expected);
  }

  @Test
  void aPodIsBoundOnce() {
    Obj pod = world.create(PODS, ListTest.pod("p", ""));
    Obj binding = obj("{metadata: {name: p, namespace: default}, target: {kind: Node, name: n1}}");
    Obj bound = replace(PODS, "binding", binding).object();
    assertThat(bound.obj("spec").str("nodeName")).isEqualTo("n1");
    assertThat(bound.obj("status").arr("conditions").objects().getFirst().str("type"))
        .isEqualTo("PodScheduled");
    assertThat(ListTest.refusal(() -> replace(PODS, "binding", binding)).message())
        .isEqualTo(
            "Operation cannot be fulfilled on pods/binding \"p\": pod p is already assigned to node"
                + " \"n1\"");
    assertThat(Meta.uid(bound)).isEqualTo(Meta.uid(pod));
  }

  @Test
  void aPodIsEvictedLikeDeleted() {
    world.create(PODS, ListTest.pod("p", "n1"));
    Obj eviction =
        obj("{metadata: {name: p, namespace: default}, deleteOptions: {gracePeriodSeconds: 3}}");
    Obj evicted = replace(PODS, "eviction", eviction).object();
    assertThat(evicted.obj("metadata").integer("deletionGracePeriodSeconds", 0)).isEqualTo(3);
  }

  @Test
  void podAddressesKeepInStep() {
    Obj pod = world.create(PODS, ListTest.pod("p", "n1"));
    Obj one =
        replace(PODS, "status", pod.change("status", s -> s.with("podIP", "10.0.0.1"))).object();
    assertThat(one.obj("status").arr("podIPs").objects())
        .extracting(i -> i.str("ip"))
        .containsExactly("10.0.0.1");
    assertThat(one.obj("status").str("qosClass")).isEqualTo("BestEffort");
  }
}

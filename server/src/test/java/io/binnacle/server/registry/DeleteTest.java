package io.binnacle.server.registry;

import static io.binnacle.model.meta.ResourceName.CONFIG_MAPS;
import static io.binnacle.model.meta.ResourceName.DEPLOYMENTS;
import static io.binnacle.model.meta.ResourceName.NAMESPACES;
import static io.binnacle.model.meta.ResourceName.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.DeleteOptions.Propagation;
import io.binnacle.client.Target;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Deletes: finalizers, grace periods, preconditions, the life of a namespace.
final class DeleteTest {
  private final World world = new World();

  private static final String DEPLOYMENT =
      "{metadata: {name: d, namespace: default}, spec: {selector: {matchLabels: {a: b}},"
          + " template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}}";

  private static DeleteOptions grace(long seconds) {
    return new DeleteOptions(null, seconds, null, null);
  }

  private static DeleteOptions propagation(Propagation policy) {
    return new DeleteOptions(policy, null, null, null);
  }

  private DeleteResult delete(ResourceName resource, String name, DeleteOptions options) {
    String namespace = resource.equals(NAMESPACES) ? "" : "default";
    return world.registry.delete(
        Target.of(resource, namespace, name), options, WriteOptions.DEFAULT);
  }

  private @Nullable Obj find(ResourceName resource, String name) {
    List<Obj> found =
        world
            .registry
            .list(resource, "", new ListQuery("", "metadata.name=" + name, 0, "", "", "", false))
            .items();
    return found.isEmpty() ? null : found.getFirst();
  }

  @Test
  void aPlainObjectGoesAtOnceAndAStatusSaysWhich() {
    Obj made = world.create(CONFIG_MAPS, "{metadata: {name: a, namespace: default}}");
    DeleteResult result = delete(CONFIG_MAPS, "a", DeleteOptions.DEFAULT);
    assertThat(result.deleted()).isTrue();
    assertThat(result.answer().str("status")).isEqualTo("Success");
    assertThat(result.answer().obj("details").str("kind")).isEqualTo("configmaps");
    assertThat(result.answer().obj("details").str("uid")).isEqualTo(Meta.uid(made));
    assertThat(Meta.resourceVersion(result.object()))
        .isEqualTo(Long.toString(world.store.revision()));
    assertThat(find(CONFIG_MAPS, "a")).isNull();
  }

  @Test
  void anObjectWithFinalizersStaysUntilTheLastIsGone() {
    world.create(
        CONFIG_MAPS,
        "{metadata: {name: a, namespace: default, finalizers: [\"x.io/one\", \"x.io/two\"]}}");
    DeleteResult result = delete(CONFIG_MAPS, "a", DeleteOptions.DEFAULT);
    assertThat(result.deleted()).isFalse();
    Obj marked = world.get(CONFIG_MAPS, "default", "a");
    assertThat(result.answer()).isEqualTo(marked);
    assertThat(marked.obj("metadata").str("deletionTimestamp")).isEqualTo("2026-11-23T10:00:00Z");
    assertThat(marked.obj("metadata").integer("deletionGracePeriodSeconds", -1)).isZero();

    delete(CONFIG_MAPS, "a", DeleteOptions.DEFAULT);
    assertThat(world.get(CONFIG_MAPS, "default", "a"))
        .as("a second delete adds nothing")
        .isEqualTo(marked);

    Obj one = world.update(CONFIG_MAPS, Meta.withFinalizers(marked, List.of("x.io/two")));
    assertThat(find(CONFIG_MAPS, "a")).isEqualTo(one);
    world.update(CONFIG_MAPS, Meta.withFinalizers(one, List.of()));
    assertThat(find(CONFIG_MAPS, "a")).isNull();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"ORPHAN, orphan", "FOREGROUND, foregroundDeletion"})
  void theGarbageCollectorIsGivenItsFinalizer(Propagation policy, String finalizer) {
    world.create(DEPLOYMENTS, DEPLOYMENT);
    DeleteResult result = delete(DEPLOYMENTS, "d", propagation(policy));
    assertThat(result.deleted()).isFalse();
    assertThat(Meta.finalizers(result.object())).containsExactly(finalizer);
    assertThat(Meta.generation(result.object())).as("deleting is a change").isEqualTo(2);

    Obj switched = delete(DEPLOYMENTS, "d", propagation(Propagation.BACKGROUND)).object();
    assertThat(Meta.finalizers(switched)).as("a later request overrides").isEmpty();
    assertThat(find(DEPLOYMENTS, "d")).isNull();
  }

  @Test
  void aRunningPodIsGivenItsGracePeriodWhichMayOnlyShrink() {
    world.create(PODS, ListTest.pod("p", "node-1"));
    DeleteResult first = delete(PODS, "p", DeleteOptions.DEFAULT);
    assertThat(first.deleted()).isFalse();
    assertThat(deletion(first)).isEqualTo("2026-11-23T10:00:30Z 30");
    world.pass(Duration.ofSeconds(5));
    assertThat(deletion(delete(PODS, "p", grace(60)))).isEqualTo("2026-11-23T10:00:30Z 30");
    assertThat(deletion(delete(PODS, "p", DeleteOptions.DEFAULT)))
        .isEqualTo("2026-11-23T10:00:30Z 30");
    assertThat(deletion(delete(PODS, "p", grace(10)))).isEqualTo("2026-11-23T10:00:10Z 10");
    DeleteResult last = delete(PODS, "p", DeleteOptions.NOW);
    assertThat(last.deleted()).isTrue();
    assertThat(last.answer().str("kind")).isEqualTo("Pod");
    assertThat(find(PODS, "p")).isNull();
  }

  private static String deletion(DeleteResult result) {
    Obj metadata = result.object().obj("metadata");
    return metadata.str("deletionTimestamp")
        + " "
        + metadata.integer("deletionGracePeriodSeconds", -1);
  }

  @Test
  void aPodThatRunsNowhereGoesAtOnce() {
    world.create(PODS, ListTest.pod("p", ""));
    assertThat(delete(PODS, "p", DeleteOptions.DEFAULT).deleted()).isTrue();
  }

  @Test
  void aPodThatIsOverGoesAtOnce() {
    Obj pod = world.create(PODS, ListTest.pod("p", "node-1"));
    world.registry.update(
        Target.of(PODS, pod).status(),
        pod.change("status", s -> s.with("phase", "Succeeded")),
        WriteOptions.DEFAULT);
    assertThat(delete(PODS, "p", DeleteOptions.DEFAULT).deleted()).isTrue();
  }

  @Test
  void aPodWithFinalizersOutlivesItsGracePeriod() {
    Obj pod = world.create(PODS, ListTest.pod("p", "node-1"));
    world.update(PODS, Meta.withFinalizers(pod, List.of("x.io/y")));
    delete(PODS, "p", DeleteOptions.DEFAULT);
    assertThat(delete(PODS, "p", DeleteOptions.NOW).deleted()).isFalse();
    Obj waiting = world.get(PODS, "default", "p");
    world.update(PODS, Meta.withFinalizers(waiting, List.of()));
    assertThat(find(PODS, "p")).isNull();
  }

  @Test
  void preconditionsProtectTheNextOfThatName() {
    Obj made = world.create(CONFIG_MAPS, "{metadata: {name: a, namespace: default}}");
    Status wrongUid =
        ListTest.refusal(
            () -> delete(CONFIG_MAPS, "a", new DeleteOptions(null, null, "other", null)));
    assertThat(wrongUid.message())
        .isEqualTo(
            "Operation cannot be fulfilled on configmaps \"a\": Precondition failed: UID in"
                + " precondition: other, UID in object meta: "
                + Meta.uid(made));
    Status wrongVersion =
        ListTest.refusal(() -> delete(CONFIG_MAPS, "a", new DeleteOptions(null, null, null, "1")));
    assertThat(wrongVersion.code()).isEqualTo(409);
    delete(CONFIG_MAPS, "a", DeleteOptions.uid(Meta.uid(made)));
  }

  @Test
  void whatDoesNotExistCannotBeDeleted() {
    Status status = ListTest.refusal(() -> delete(CONFIG_MAPS, "a", DeleteOptions.DEFAULT));
    assertThat(status.code() + " " + status.message()).isEqualTo("404 configmaps \"a\" not found");
  }

  @Test
  void aDryRunDeletesNothing() {
    world.create(CONFIG_MAPS, "{metadata: {name: a, namespace: default}}");
    WriteOptions dry = new WriteOptions(true, "", WriteOptions.FieldValidation.WARN);
    assertThat(
            world
                .registry
                .delete(Target.of(CONFIG_MAPS, "default", "a"), DeleteOptions.DEFAULT, dry)
                .deleted())
        .isTrue();
    assertThat(find(CONFIG_MAPS, "a")).isNotNull();
  }

  @Test
  void aCollectionIsDeletedBySelector() {
    for (String name : List.of("a", "b", "c")) {
      world.create(
          CONFIG_MAPS,
          "{metadata: {name: " + name + ", namespace: default, labels: {n: " + name + "}}}");
    }
    ListResult deleted =
        world.registry.deleteCollection(
            CONFIG_MAPS,
            "default",
            new ListQuery("n!=b", "", 0, "", "", "", false),
            DeleteOptions.DEFAULT,
            WriteOptions.DEFAULT);
    assertThat(deleted.items()).extracting(Meta::name).containsExactly("a", "c");
    assertThat(world.registry.list(CONFIG_MAPS, "", ListQuery.ALL).items())
        .extracting(Meta::name)
        .containsExactly("b");
  }

  @Test
  void aNamespaceTerminatesAndTakesNothingInUntilItIsFinalized() {
    world.create(NAMESPACES, "{metadata: {name: n}}");
    DeleteResult result = delete(NAMESPACES, "n", DeleteOptions.DEFAULT);
    assertThat(result.deleted()).isFalse();
    assertThat(result.object().obj("status").str("phase")).isEqualTo("Terminating");
    assertThat(delete(NAMESPACES, "n", DeleteOptions.DEFAULT).object())
        .as("a second delete adds nothing")
        .isEqualTo(result.object());

    Status refused =
        ListTest.refusal(() -> world.create(CONFIG_MAPS, "{metadata: {name: a, namespace: n}}"));
    assertThat(refused.code() + " " + refused.message())
        .isEqualTo(
            "403 configmaps \"a\" is forbidden: unable to create new content in namespace n because"
                + " it is being terminated");
    assertThat(refused.hasCause("NamespaceTerminating")).isTrue();

    Obj namespace = world.get(NAMESPACES, "", "n");
    world.registry.update(
        new Target(NAMESPACES, "", "n", "finalize"),
        namespace.change("spec", spec -> spec.without("finalizers")),
        WriteOptions.DEFAULT);
    assertThat(find(NAMESPACES, "n")).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"default", "kube-system", "kube-public"})
  void someNamespacesCannotBeDeleted(String name) {
    Status status = ListTest.refusal(() -> delete(NAMESPACES, name, DeleteOptions.DEFAULT));
    assertThat(status.code() + " " + status.message())
        .isEqualTo(
            "403 namespaces \"" + name + "\" is forbidden: this namespace may not be deleted");
  }
}

package io.binnacle.server.registry;

import static io.binnacle.model.meta.ResourceName.CONFIG_MAPS;
import static io.binnacle.model.meta.ResourceName.DEPLOYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.server.registry.WriteOptions.FieldValidation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Patches: applied, checked, retried.
final class PatchTest {
  private final World world = new World();

  private Obj map(String metadata) {
    return world.create(CONFIG_MAPS, "{metadata: {namespace: default, " + metadata + "}}");
  }

  private Result patch(Target target, PatchType type, String patch, FieldValidation validation)
      throws JsonException {
    Value parsed = Json.parse(patch.getBytes(StandardCharsets.UTF_8)).value();
    return world.registry.patch(target, type, parsed, new WriteOptions(false, "", validation));
  }

  private static Target target(String name) {
    return Target.of(CONFIG_MAPS, "default", name);
  }

  @Test
  void aScaleCanBePatched() throws JsonException {
    world.create(DEPLOYMENTS, WriteTest.DEPLOYMENT);
    Target scale = Target.of(DEPLOYMENTS, "default", "d").scale();
    Obj patched =
        patch(scale, PatchType.MERGE, "{\"spec\":{\"replicas\":0}}", FieldValidation.STRICT)
            .object();
    assertThat(patched.str("kind")).isEqualTo("Scale");
    Obj after = world.get(DEPLOYMENTS, "default", "d");
    assertThat(after.obj("spec").integer("replicas", -1)).isZero();
    assertThat(Meta.generation(after)).isEqualTo(2);
  }

  @Test
  void patchesOfAllThreeTypesApply() throws JsonException {
    map("name: a");
    patch(target("a"), PatchType.MERGE, "{\"data\":{\"x\":\"1\"}}", FieldValidation.STRICT);
    patch(
        target("a"),
        PatchType.JSON,
        "[{\"op\":\"add\",\"path\":\"/data/y\",\"value\":\"2\"}]",
        FieldValidation.STRICT);
    Obj done =
        patch(
                target("a"),
                PatchType.STRATEGIC_MERGE,
                "{\"data\":{\"x\":null},\"metadata\":{\"finalizers\":[\"x.io/y\"]}}",
                FieldValidation.STRICT)
            .object();
    assertThat(done.obj("data").stringMap()).isEqualTo(Map.of("y", "2"));
    assertThat(Meta.finalizers(done)).containsExactly("x.io/y");
  }

  @Test
  void anUnknownFieldInAPatchIsHandledAsAsked() throws JsonException {
    map("name: a");
    String patch = "{\"foo\":1,\"data\":{\"x\":\"1\"}}";
    assertThat(patch(target("a"), PatchType.MERGE, patch, FieldValidation.IGNORE).warnings())
        .isEmpty();
    Result warned = patch(target("a"), PatchType.MERGE, patch, FieldValidation.WARN);
    assertThat(warned.warnings()).containsExactly("unknown field \"foo\"");
    assertThat(warned.object().has("foo")).isFalse();
    Status strict =
        ListTest.refusal(() -> {
          try {
            patch(target("a"), PatchType.STRATEGIC_MERGE, patch, FieldValidation.STRICT);
          } catch (JsonException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(strict.code()).isEqualTo(422);
    assertThat(strict.message())
        .startsWith(" \"\" is invalid: patch: Invalid value: ")
        .endsWith(": strict decoding error: unknown field \"foo\"");
  }

  @Test
  void aPatchMayNameAVersionAndIsThenConditional() throws JsonException {
    Obj a = map("name: a");
    String stale = "{\"metadata\":{\"resourceVersion\":\"1\"},\"data\":{\"x\":\"1\"}}";
    assertThat(refusedPatch(stale).reason()).isEqualTo("Conflict");
    String fresh = stale.replace("\"1\"}", "\"" + Meta.resourceVersion(a) + "\"}");
    patch(target("a"), PatchType.MERGE, fresh, FieldValidation.STRICT);
  }

  @Test
  void patchesOfManyAtOnceAllCount() throws InterruptedException {
    map("name: a");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Obj patch = Json.object("{\"data\":{\"k" + i + "\":\"v\"}}");
      threads.add(
          Thread.ofVirtual()
              .start(() ->
                  world.registry.patch(target("a"), PatchType.MERGE, patch, WriteOptions.DEFAULT)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(world.get(CONFIG_MAPS, "default", "a").obj("data").size()).isEqualTo(16);
  }

  @Test
  void aPatchOfNothingIsNotFound() {
    assertThat(refusedPatch("{}").code()).isEqualTo(404);
  }

  @Test
  void aPatchCannotRename() {
    map("name: a");
    assertThat(refusedPatch("{\"metadata\":{\"name\":\"b\"}}").message())
        .isEqualTo("the name of the object (b) does not match the name on the URL (a)");
  }

  private Status refusedPatch(String patch) {
    return ListTest.refusal(() -> {
      try {
        patch(target("a"), PatchType.MERGE, patch, FieldValidation.STRICT);
      } catch (JsonException e) {
        throw new AssertionError(e);
      }
    });
  }
}

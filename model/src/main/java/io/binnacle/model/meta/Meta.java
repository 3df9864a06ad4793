package io.binnacle.model.meta;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads and changes `metadata` of an object tree.
///
/// @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/">ObjectMeta</a>
public final class Meta {
  private Meta() {}

  public static String name(Obj object) {
    return object.obj("metadata").str("name");
  }

  public static String namespace(Obj object) {
    return object.obj("metadata").str("namespace");
  }

  public static String uid(Obj object) {
    return object.obj("metadata").str("uid");
  }

  /// The resourceVersion as text, empty if absent.
  public static String resourceVersion(Obj object) {
    return object.obj("metadata").str("resourceVersion");
  }

  public static long generation(Obj object) {
    return object.obj("metadata").integer("generation", 0);
  }

  public static Map<String, String> labels(Obj object) {
    return object.obj("metadata").obj("labels").stringMap();
  }

  public static Map<String, String> annotations(Obj object) {
    return object.obj("metadata").obj("annotations").stringMap();
  }

  /// The annotation `key`, or null if absent.
  public static @Nullable String annotation(Obj object, String key) {
    return object.obj("metadata").obj("annotations").strOrNull(key);
  }

  public static List<String> finalizers(Obj object) {
    return object.obj("metadata").arr("finalizers").strings();
  }

  /// Whether a delete has been asked for and the object only waits for finalizers or its grace period.
  public static boolean isDeleting(Obj object) {
    return object.obj("metadata").get("deletionTimestamp") instanceof Str;
  }

  public static List<Obj> ownerReferences(Obj object) {
    return object.obj("metadata").arr("ownerReferences").objects();
  }

  /// The owner reference with `controller: true`, or null if there is none.
  public static @Nullable Obj controllerOf(Obj object) {
    for (Obj reference : ownerReferences(object)) {
      if (reference.bool("controller", false)) {
        return reference;
      }
    }
    return null;
  }

  /// Whether the controller of `object` is the object with this UID.
  public static boolean isControlledBy(Obj object, String ownerUid) {
    Obj controller = controllerOf(object);
    return controller != null && controller.str("uid").equals(ownerUid);
  }

  /// A controller reference to `owner` with `blockOwnerDeletion`, as the built-in controllers write it.
  public static Obj controllerReference(Obj owner) {
    return Obj.builder()
        .put("apiVersion", owner.str("apiVersion"))
        .put("kind", owner.str("kind"))
        .put("name", name(owner))
        .put("uid", uid(owner))
        .put("controller", Bool.TRUE)
        .put("blockOwnerDeletion", Bool.TRUE)
        .build();
  }

  /// The object with `metadata.labels` replaced; an empty map removes the field.
  public static Obj withLabels(Obj object, Map<String, String> labels) {
    return object.change(
        "metadata",
        m -> labels.isEmpty() ? m.without("labels") : m.with("labels", Obj.strings(labels)));
  }

  /// The object with one annotation set, or removed if `value` is null.
  public static Obj withAnnotation(Obj object, String key, @Nullable String value) {
    return object.change(
        "metadata",
        m -> {
          Obj annotations =
              m.obj("annotations").withOrWithout(key, value == null ? null : Str.of(value));
          return annotations.isEmpty()
              ? m.without("annotations")
              : m.with("annotations", annotations);
        });
  }

  /// The object with `metadata.finalizers` replaced; an empty list removes the field.
  public static Obj withFinalizers(Obj object, List<String> finalizers) {
    return object.change(
        "metadata",
        m ->
            finalizers.isEmpty()
                ? m.without("finalizers")
                : m.with("finalizers", Arr.strings(finalizers)));
  }
}

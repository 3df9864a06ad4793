package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// `metadata`, on create and on update.
///
/// On update the registry has already filled in what a client may leave out (uid, creationTimestamp, generation and, where
/// unconditional updates are allowed, resourceVersion), as upstream's does.
final class ObjectMetaRules {
  static final FieldPath METADATA = FieldPath.of("metadata");
  static final FieldPath ANNOTATIONS = METADATA.child("annotations");

  private static final String ORPHAN = "orphan";
  private static final String FOREGROUND = "foregroundDeletion";
  private static final Set<String> STANDARD_FINALIZERS = Set.of("kubernetes", ORPHAN, FOREGROUND);

  private ObjectMetaRules() {}

  /// Checks the metadata of a new object; its name has been generated already.
  static void create(Obj object, boolean namespaced, NameRule nameRule, Errors out) {
    Obj meta = object.obj("metadata");
    String generateName = meta.str("generateName");
    if (!generateName.isEmpty()) {
      nameRule.prefix(generateName, METADATA.child("generateName"), out);
    }
    if (meta.str("name").isEmpty()) {
      out.required(METADATA.child("name"), "name or generateName is required");
    } else {
      nameRule.name(meta.str("name"), METADATA.child("name"), out);
    }
    namespace(meta.str("namespace"), namespaced, out);
    out.nonNegative(meta, METADATA, "generation");
    LabelRules.labels(meta.obj("labels"), METADATA.child("labels"), out);
    LabelRules.annotations(meta.obj("annotations"), ANNOTATIONS, out);
    ownerReferences(Meta.ownerReferences(object), out);
    finalizers(Meta.finalizers(object), out);
    managedFields(meta, out);
    standardFinalizers(Meta.finalizers(object), out);
  }

  /// Checks the metadata of an object that replaces `old`.
  static void update(Obj object, Obj old, Errors out) {
    Obj meta = object.obj("metadata");
    Obj before = old.obj("metadata");
    if (Meta.isDeleting(old)) {
      noNewFinalizers(Meta.finalizers(object), Meta.finalizers(old), out);
    }
    if (Meta.resourceVersion(object).isEmpty()) {
      out.invalid(METADATA.child("resourceVersion"), "", "must be specified for an update");
    }
    if (meta.integer("generation", 0) < before.integer("generation", 0)) {
      Int generation = Int.of(meta.integer("generation", 0));
      out.invalid(METADATA.child("generation"), generation, "must not be decremented");
    }
    for (String field : List.of("name", "namespace", "uid")) {
      if (!meta.str(field).equals(before.str(field))) {
        out.invalid(METADATA.child(field), meta.str(field), Errors.IMMUTABLE);
      }
    }
    out.immutable(meta, before, METADATA, "creationTimestamp");
    out.immutable(meta, before, METADATA, "deletionTimestamp");
    out.immutable(meta, before, METADATA, "deletionGracePeriodSeconds");
    LabelRules.labels(meta.obj("labels"), METADATA.child("labels"), out);
    LabelRules.annotations(meta.obj("annotations"), ANNOTATIONS, out);
    ownerReferences(Meta.ownerReferences(object), out);
    managedFields(meta, out);
    standardFinalizers(Meta.finalizers(object), out);
  }

  private static void namespace(String namespace, boolean namespaced, Errors out) {
    FieldPath path = METADATA.child("namespace");
    if (!namespaced) {
      if (!namespace.isEmpty()) {
        out.forbidden(path, "not allowed on this type");
      }
    } else if (namespace.isEmpty()) {
      out.required(path);
    } else {
      out.invalidEach(path, namespace, Names.isDns1123Label(namespace));
    }
  }

  private static void ownerReferences(List<Obj> references, Errors out) {
    FieldPath path = METADATA.child("ownerReferences");
    String controller = "";
    for (Obj reference : references) {
      ownerReference(reference, path, out);
      if (reference.bool("controller", false)) {
        String name = reference.str("kind") + "/" + reference.str("name");
        if (controller.isEmpty()) {
          controller = name;
        } else {
          out.invalid(
              path,
              Arr.copyOf(references),
              "Only one reference can have Controller set to true. Found \"true\" in references for "
                  + controller
                  + " and "
                  + name);
        }
      }
    }
  }

  private static void ownerReference(Obj reference, FieldPath path, Errors out) {
    String apiVersion = reference.str("apiVersion");
    String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
    if (version.isEmpty() || version.indexOf('/') >= 0) {
      out.invalid(path.child("apiVersion"), apiVersion, "version must not be empty");
    }
    for (String field : List.of("kind", "name", "uid")) {
      if (reference.str(field).isEmpty()) {
        out.invalid(path.child(field), "", field + " must not be empty");
      }
    }
    if (apiVersion.equals("v1") && reference.str("kind").equals("Event")) {
      out.invalid(path, reference, "/v1, Kind=Event is disallowed from being an owner");
    }
  }

  private static void finalizers(List<String> finalizers, Errors out) {
    FieldPath path = METADATA.child("finalizers");
    for (String finalizer : finalizers) {
      out.invalidEach(path, finalizer, Names.isQualifiedName(finalizer));
    }
    if (finalizers.contains(ORPHAN) && finalizers.contains(FOREGROUND)) {
      out.invalidGo(
          path,
          GoSyntax.strings(finalizers),
          "finalizer " + ORPHAN + " and " + FOREGROUND + " cannot be both set");
    }
  }

  private static void standardFinalizers(List<String> finalizers, Errors out) {
    for (int i = 0; i < finalizers.size(); i++) {
      standardFinalizer(finalizers.get(i), METADATA.child("finalizers").index(i), out);
    }
  }

  /// A finalizer without a domain must be one of the API's own.
  static void standardFinalizer(String finalizer, FieldPath path, Errors out) {
    if (finalizer.indexOf('/') < 0 && !STANDARD_FINALIZERS.contains(finalizer)) {
      out.invalid(
          path, finalizer, "name is neither a standard finalizer name nor is it fully qualified");
    }
  }

  private static void noNewFinalizers(List<String> now, List<String> before, Errors out) {
    Set<String> extra = new TreeSet<>(now);
    extra.removeAll(Set.copyOf(before));
    if (!extra.isEmpty()) {
      out.forbidden(
          METADATA.child("finalizers"),
          "no new finalizers can be added if the object is being deleted, found new finalizers "
              + GoSyntax.strings(List.copyOf(extra)));
    }
  }

  private static void managedFields(Obj meta, Errors out) {
    FieldPath path = METADATA.child("managedFields");
    int i = 0;
    for (Obj entry : meta.arr("managedFields").objects()) {
      FieldPath at = path.index(i++);
      String operation = entry.str("operation");
      if (!operation.equals("Apply") && !operation.equals("Update")) {
        out.invalid(at.child("operation"), operation, "must be `Apply` or `Update`");
      }
      String type = entry.str("fieldsType");
      if (!type.isEmpty() && !type.equals("FieldsV1")) {
        out.invalid(at.child("fieldsType"), type, "must be `FieldsV1`");
      }
      if (LabelRules.utf8Length(entry.str("manager")) > 128) {
        out.tooLong(at.child("manager"), 128);
      }
      if (LabelRules.utf8Length(entry.str("subresource")) > 256) {
        out.tooLong(at.child("subresource"), 256);
      }
    }
  }
}

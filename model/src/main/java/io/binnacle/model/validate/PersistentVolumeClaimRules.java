package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.meta.Quantity;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// PersistentVolumeClaim, and claims inside ephemeral volumes.
final class PersistentVolumeClaimRules implements KindRules {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
  private static final String CLASS_NAME = "storageClassName";
  private static final String ONE_POD = "ReadWriteOncePod";
  private static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", ONE_POD);

  @Override
  public void create(Obj claim, Errors out) {
    ObjectMetaRules.create(claim, true, NameRule.DNS_SUBDOMAIN, out);
    spec(claim.obj("spec"), SPEC, out);
  }

  @Override
  public void update(Obj claim, Obj old, Errors out) {
    ObjectMetaRules.update(claim, old, out);
    create(claim, out);
    classAnnotation(claim, old, out);
    Obj spec = claim.obj("spec");
    Obj before = old.obj("spec");
    boolean bound = claim.obj("status").str("phase").equals("Bound");
    Obj munged = munged(spec, before, bound);
    if (!Same.values(munged, before)) {
      out.forbidden(
          SPEC,
          "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound"
              + " claims\n"
              + TreeDiff.of(before, munged));
    }
    size(spec, before, old.obj("status"), out);
    if (!spec.str("volumeMode").equals(before.str("volumeMode"))) {
      out.invalid(FieldPath.of("volumeMode"), spec.str("volumeMode"), Errors.IMMUTABLE);
    }
  }

  @Override
  public void updateStatus(Obj claim, Obj old, Errors out) {
    ObjectMetaRules.update(claim, old, out);
    if (claim.obj("spec").arr("accessModes").isEmpty()) {
      out.required(FieldPath.of("Spec", "accessModes")); // upstream's capital S
    }
    Obj capacity = claim.obj("status").obj("capacity");
    for (String name : capacity.keys()) {
      Quantity amount = ResourceRules.quantity(capacity.get(name));
      if (amount != null && amount.signum() < 0) {
        out.invalid(
            FieldPath.of("status", "capacity").key(name),
            amount.toString(),
            "must be a valid resource quantity");
      }
    }
  }

  static void spec(Obj spec, FieldPath path, Errors out) {
    List<String> modes = spec.arr("accessModes").strings();
    if (modes.isEmpty()) {
      out.required(path.child("accessModes"), "at least 1 access mode is required");
    }
    LabelRules.selector(spec.obj("selector"), path.child("selector"), out);
    accessModes(modes, path.child("accessModes"), out);
    Value storage = spec.obj("resources").obj("requests").get("storage");
    storage(storage, path.child("resources").key("storage"), out);
    String className = spec.str(CLASS_NAME);
    if (!className.isEmpty()) {
      out.invalidEach(path.child(CLASS_NAME), className, Names.isDns1123Subdomain(className));
    }
    out.oneOf(spec, path, "volumeMode", List.of("Block", "Filesystem"));
    dataSources(spec, path, out);
  }

  private static void accessModes(List<String> modes, FieldPath path, Errors out) {
    for (String mode : modes) {
      if (!ACCESS_MODES.contains(mode)) {
        out.notSupported(path, mode, ACCESS_MODES);
      }
    }
    boolean others = modes.stream().anyMatch(m -> ACCESS_MODES.contains(m) && !m.equals(ONE_POD));
    if (others && modes.contains(ONE_POD)) {
      out.forbidden(path, "may not use ReadWriteOncePod with other access modes");
    }
  }

  private static void storage(@Nullable Value storage, FieldPath path, Errors out) {
    Quantity amount = ResourceRules.quantity(storage);
    if (storage == null) {
      out.required(path);
    } else if (amount != null && amount.signum() <= 0) {
      out.invalid(path, amount.toString(), "must be greater than zero");
    }
  }

  private static void dataSources(Obj spec, FieldPath path, Errors out) {
    for (String field : List.of("dataSource", "dataSourceRef")) {
      if (spec.get(field) instanceof Obj source) {
        dataSource(source, path.child(field), out);
      }
    }
    if (spec.get("dataSource") instanceof Obj source
        && spec.get("dataSourceRef") instanceof Obj reference) {
      boolean same =
          source.str("apiGroup").equals(reference.str("apiGroup"))
              && source.str("kind").equals(reference.str("kind"))
              && source.str("name").equals(reference.str("name"));
      String shown = path.child("dataSource").toString();
      if (!reference.str("namespace").isEmpty()) {
        out.invalidGo(
            path, shown, "may not be specified when dataSourceRef.namespace is specified");
      } else if (!same) {
        out.invalidGo(path, shown, "must match dataSourceRef");
      }
    }
  }

  private static void dataSource(Obj source, FieldPath path, Errors out) {
    for (String field : List.of("name", "kind")) {
      if (source.str(field).isEmpty()) {
        out.required(path.child(field));
      }
    }
    String group = source.str("apiGroup");
    String kind = source.str("kind");
    if (!group.isEmpty()) {
      out.invalidEach(path.child("apiGroup"), group, Names.isDns1123Subdomain(group));
    } else if (!kind.equals("PersistentVolumeClaim")) {
      out.invalid(
          path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
    }
    String namespace = source.str("namespace");
    if (!namespace.isEmpty()) {
      out.invalidEach(path.child("namespace"), namespace, Names.isDns1123Label(namespace));
    }
  }

  private static void classAnnotation(Obj claim, Obj old, Errors out) {
    String now = claim.obj("metadata").obj("annotations").str(CLASS_ANNOTATION);
    String before = old.obj("metadata").obj("annotations").str(CLASS_ANNOTATION);
    if (!now.equals(before)) {
      out.invalid(ObjectMetaRules.ANNOTATIONS.child(CLASS_ANNOTATION), now, Errors.IMMUTABLE);
    }
  }

  /// `spec` with everything that may change put back to what it was.
  private static Obj munged(Obj spec, Obj before, boolean bound) {
    Obj out = spec;
    if (before.str("volumeName").isEmpty()) {
      out = out.without("volumeName");
    }
    if (!before.has(CLASS_NAME)) {
      out = out.without(CLASS_NAME);
    }
    if (bound && spec.obj("resources").has("requests")) {
      Value size = before.obj("resources").obj("requests").get("storage");
      out =
          out.change("resources", r -> r.change("requests", q -> q.withOrWithout("storage", size)));
    }
    if (bound && spec.has("volumeAttributesClassName")) {
      out = out.withOrWithout("volumeAttributesClassName", before.get("volumeAttributesClassName"));
    }
    return out;
  }

  private static void size(Obj spec, Obj before, Obj status, Errors out) {
    Quantity now = storageOf(spec.obj("resources").obj("requests"));
    Quantity old = storageOf(before.obj("resources").obj("requests"));
    Quantity actual = storageOf(status.obj("capacity"));
    if (now.compareTo(old) < 0 && now.compareTo(actual) <= 0) {
      out.forbidden(
          FieldPath.of("spec", "resources", "requests", "storage"),
          "field can not be less than status.capacity");
    }
  }

  private static Quantity storageOf(Obj amounts) {
    Quantity amount = ResourceRules.quantity(amounts.get("storage"));
    return amount == null ? Quantity.ZERO : amount;
  }
}

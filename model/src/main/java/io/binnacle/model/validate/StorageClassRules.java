package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.Locale;

/// StorageClass.
final class StorageClassRules implements KindRules {
  private static final List<String> RECLAIM = List.of("Delete", "Retain");
  private static final List<String> BINDING = List.of("Immediate", "WaitForFirstConsumer");

  @Override
  public void create(Obj storageClass, Errors out) {
    ObjectMetaRules.create(storageClass, false, NameRule.DNS_SUBDOMAIN, out);
    String provisioner = storageClass.str("provisioner");
    if (provisioner.isEmpty()) {
      out.required(FieldPath.of("provisioner"));
    } else {
      out.invalidEach(
          FieldPath.of("provisioner"),
          provisioner,
          Names.isQualifiedName(provisioner.toLowerCase(Locale.ROOT)));
    }
    oneOf(storageClass, "reclaimPolicy", RECLAIM, out);
    oneOf(storageClass, "volumeBindingMode", BINDING, out);
  }

  private static void oneOf(Obj storageClass, String field, List<String> values, Errors out) {
    if (!values.contains(storageClass.str(field))) {
      out.notSupported(FieldPath.of(field), storageClass.str(field), values);
    }
  }

  @Override
  public void update(Obj storageClass, Obj old, Errors out) {
    ObjectMetaRules.update(storageClass, old, out);
    unchanged(storageClass, old, "parameters", "updates to parameters are forbidden.", out);
    unchanged(storageClass, old, "provisioner", "updates to provisioner are forbidden.", out);
    unchanged(storageClass, old, "reclaimPolicy", "updates to reclaimPolicy are forbidden.", out);
    if (!storageClass.str("volumeBindingMode").equals(old.str("volumeBindingMode"))) {
      out.invalid(
          FieldPath.of("volumeBindingMode"),
          storageClass.str("volumeBindingMode"),
          Errors.IMMUTABLE);
    }
  }

  private static void unchanged(Obj now, Obj old, String field, String why, Errors out) {
    if (!Same.values(now.get(field), old.get(field))) {
      out.forbidden(FieldPath.of(field), why);
    }
  }
}

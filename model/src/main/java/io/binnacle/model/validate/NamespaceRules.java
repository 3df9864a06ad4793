package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Obj;

/// Namespace.
final class NamespaceRules implements KindRules {
  @Override
  public void create(Obj namespace, Errors out) {
    ObjectMetaRules.create(namespace, false, NameRule.DNS_LABEL, out);
    finalizers(namespace, out);
  }

  @Override
  public void update(Obj namespace, Obj old, Errors out) {
    ObjectMetaRules.update(namespace, old, out);
  }

  @Override
  public void updateStatus(Obj namespace, Obj old, Errors out) {
    ObjectMetaRules.update(namespace, old, out);
    FieldPath path = FieldPath.of("status", "Phase"); // upstream's capital P
    String phase = namespace.obj("status").str("phase");
    if (Meta.isDeleting(namespace)) {
      if (!phase.equals("Terminating")) {
        out.invalid(path, phase, "may only be 'Terminating' if `deletionTimestamp` is not empty");
      }
    } else if (!phase.equals("Active")) {
      out.invalid(path, phase, "may only be 'Active' if `deletionTimestamp` is empty");
    }
  }

  private static void finalizers(Obj namespace, Errors out) {
    FieldPath path = FieldPath.of("spec", "finalizers");
    for (String finalizer : namespace.obj("spec").arr("finalizers").strings()) {
      out.invalidEach(path, finalizer, Names.isQualifiedName(finalizer));
      ObjectMetaRules.standardFinalizer(finalizer, path, out);
    }
  }
}

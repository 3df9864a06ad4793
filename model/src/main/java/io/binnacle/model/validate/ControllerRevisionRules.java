package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;

/// ControllerRevision: its data never changes.
final class ControllerRevisionRules implements KindRules {
  @Override
  public void create(Obj revision, Errors out) {
    ObjectMetaRules.create(revision, true, NameRule.DNS_SUBDOMAIN, out);
    Value data = revision.get("data");
    if (data == null || data == Null.NULL) {
      out.required(FieldPath.of("data"), "data is mandatory");
    }
    out.nonNegative(revision, FieldPath.ROOT, "revision");
  }

  @Override
  public void update(Obj revision, Obj old, Errors out) {
    ObjectMetaRules.update(revision, old, out);
    create(revision, out);
    Value data = revision.get("data");
    if (data == null || !data.equals(old.get("data"))) {
      out.invalid(FieldPath.of("data"), data, Errors.IMMUTABLE);
    }
  }
}

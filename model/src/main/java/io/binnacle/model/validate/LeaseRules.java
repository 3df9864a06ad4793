package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;

/// Lease.
final class LeaseRules implements KindRules {
  private static final FieldPath SPEC = FieldPath.of("spec");

  @Override
  public void create(Obj lease, Errors out) {
    ObjectMetaRules.create(lease, true, NameRule.DNS_SUBDOMAIN, out);
    spec(lease.obj("spec"), out);
  }

  @Override
  public void update(Obj lease, Obj old, Errors out) {
    ObjectMetaRules.update(lease, old, out);
    spec(lease.obj("spec"), out);
  }

  private static void spec(Obj spec, Errors out) {
    if (spec.get("leaseDurationSeconds") instanceof Int seconds && seconds.value() <= 0) {
      out.invalid(SPEC.child("leaseDurationSeconds"), seconds, "must be greater than 0");
    }
    out.nonNegative(spec, SPEC, "leaseTransitions");
    if (!spec.str("preferredHolder").isEmpty() && spec.str("strategy").isEmpty()) {
      out.forbidden(
          SPEC.child("preferredHolder"), "may only be specified if `strategy` is defined");
    }
  }
}

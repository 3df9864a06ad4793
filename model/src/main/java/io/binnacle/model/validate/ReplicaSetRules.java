package io.binnacle.model.validate;

import static io.binnacle.model.validate.WorkloadRules.SPEC;
import static io.binnacle.model.validate.WorkloadRules.TEMPLATE;

import io.binnacle.model.tree.Obj;
import java.util.List;

/// ReplicaSet.
final class ReplicaSetRules implements KindRules {
  @Override
  public void create(Obj set, Errors out) {
    ObjectMetaRules.create(set, true, NameRule.DNS_SUBDOMAIN, out);
    spec(set.obj("spec"), out);
  }

  @Override
  public void update(Obj set, Obj old, Errors out) {
    ObjectMetaRules.update(set, old, out);
    spec(set.obj("spec"), out);
    WorkloadRules.selectorStays(set.obj("spec"), old.obj("spec"), out);
  }

  @Override
  public void updateStatus(Obj set, Obj old, Errors out) {
    ObjectMetaRules.update(set, old, out);
    Obj status = set.obj("status");
    WorkloadRules.counts(
        status,
        List.of(
            "replicas",
            "fullyLabeledReplicas",
            "readyReplicas",
            "availableReplicas",
            "observedGeneration"),
        out);
    WorkloadRules.atMost(
        status,
        "replicas",
        List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
        WorkloadRules.MORE_THAN_REPLICAS,
        out);
    WorkloadRules.atMost(
        status,
        "readyReplicas",
        List.of("availableReplicas"),
        "cannot be greater than readyReplicas",
        out);
  }

  private static void spec(Obj spec, Errors out) {
    out.nonNegative(spec, SPEC, "replicas");
    out.nonNegative(spec, SPEC, "minReadySeconds");
    boolean readable = // upstream says deployment here too
        WorkloadRules.selector(
            spec, "empty selector is invalid for deployment", "invalid label selector", out);
    if (readable) {
      PodTemplateRules.template(spec.obj("template"), TEMPLATE, out);
      WorkloadRules.runsForEver(spec, "ReplicaSet", out);
    }
  }
}

package io.binnacle.model.validate;

import static io.binnacle.model.validate.WorkloadRules.SPEC;
import static io.binnacle.model.validate.WorkloadRules.TEMPLATE;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.tree.Obj;
import java.util.List;

/// StatefulSet. As in upstream before 1.34, the Pod spec of the template is only judged when Pods are made from it.
final class StatefulSetRules implements KindRules {
  private static final List<String> CHANGEABLE =
      List.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");

  @Override
  public void create(Obj set, Errors out) {
    ObjectMetaRules.create(set, true, NameRule.DNS_LABEL, out);
    spec(set.obj("spec"), out);
  }

  @Override
  public void update(Obj set, Obj old, Errors out) {
    ObjectMetaRules.update(set, old, out);
    spec(set.obj("spec"), out);
    Obj munged = set.obj("spec");
    for (String field : CHANGEABLE) {
      munged = munged.withOrWithout(field, old.obj("spec").get(field));
    }
    if (!Same.values(munged, old.obj("spec"))) {
      out.forbidden(
          SPEC,
          "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy',"
              + " 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
    }
  }

  @Override
  public void updateStatus(Obj set, Obj old, Errors out) {
    Obj status = set.obj("status");
    WorkloadRules.counts(
        status,
        List.of(
            "replicas",
            "readyReplicas",
            "currentReplicas",
            "updatedReplicas",
            "availableReplicas",
            "observedGeneration",
            "collisionCount"),
        out);
    WorkloadRules.atMost(
        status,
        "replicas",
        List.of("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"),
        WorkloadRules.MORE_THAN_REPLICAS,
        out);
    WorkloadRules.atMost(
        status,
        "readyReplicas",
        List.of("availableReplicas"),
        "cannot be greater than status.readyReplicas",
        out);
    ObjectMetaRules.update(set, old, out);
    WorkloadRules.collisionCountGrows(status, old.obj("status"), out);
  }

  private static void spec(Obj spec, Errors out) {
    podManagementPolicy(spec, out);
    updateStrategy(spec.obj("updateStrategy"), SPEC.child("updateStrategy"), out);
    retentionPolicy(spec, out);
    out.nonNegative(spec, SPEC, "replicas");
    out.nonNegative(spec, SPEC, "minReadySeconds");
    if (spec.obj("ordinals").integer("start", 0) < 0) {
      out.invalid(SPEC.child("ordinals.start"), spec.obj("ordinals").get("start"), Errors.NEGATIVE);
    }
    if (WorkloadRules.selector(spec, "empty selector is invalid for statefulset", "", out)) {
      PodTemplateRules.metadata(spec.obj("template"), TEMPLATE, out);
    }
    WorkloadRules.runsForEver(spec, "StatefulSet", out);
  }

  private static void podManagementPolicy(Obj spec, Errors out) {
    FieldPath path = SPEC.child("podManagementPolicy");
    String policy = spec.str("podManagementPolicy");
    if (policy.isEmpty()) {
      out.required(path);
    } else if (!policy.equals("OrderedReady") && !policy.equals("Parallel")) {
      out.invalid(path, policy, "must be 'OrderedReady' or 'Parallel'");
    }
  }

  private static void updateStrategy(Obj strategy, FieldPath path, Errors out) {
    FieldPath rolling = path.child("rollingUpdate");
    Obj details = strategy.obj("rollingUpdate");
    boolean given = strategy.get("rollingUpdate") instanceof Obj;
    switch (strategy.str("type")) {
      case "" -> out.required(path);
      case "OnDelete" -> {
        if (given) {
          out.invalidGo(
              rolling,
              "apps.RollingUpdateStatefulSetStrategy{Partition:"
                  + details.integer("partition", 0)
                  + ", MaxUnavailable:(*intstr.IntOrString)(nil)}",
              "only allowed for updateStrategy 'RollingUpdate'");
        }
      }
      case "RollingUpdate" -> out.nonNegative(details, rolling, "partition");
      default ->
          out.invalidGo(
              path,
              "apps.StatefulSetUpdateStrategy{Type:"
                  + GoSyntax.quote(strategy.str("type"))
                  + ", RollingUpdate:(*apps.RollingUpdateStatefulSetStrategy)(nil)}",
              "must be 'RollingUpdate' or 'OnDelete'");
    }
  }

  private static void retentionPolicy(Obj spec, Errors out) {
    String field = "persistentVolumeClaimRetentionPolicy";
    if (!(spec.get(field) instanceof Obj policy)) {
      return;
    }
    for (String when : List.of("whenDeleted", "whenScaled")) {
      String value = policy.str(when);
      if (!value.equals("Retain") && !value.equals("Delete")) {
        out.notSupported(SPEC.child(field).child(when), value, List.of("Retain", "Delete"));
      }
    }
  }
}

package io.binnacle.model.validate;

import static io.binnacle.model.validate.WorkloadRules.SPEC;
import static io.binnacle.model.validate.WorkloadRules.TEMPLATE;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.List;

/// Deployment.
final class DeploymentRules implements KindRules {
  @Override
  public void create(Obj deployment, Errors out) {
    ObjectMetaRules.create(deployment, true, NameRule.DNS_SUBDOMAIN, out);
    spec(deployment.obj("spec"), out);
  }

  @Override
  public void update(Obj deployment, Obj old, Errors out) {
    ObjectMetaRules.update(deployment, old, out);
    spec(deployment.obj("spec"), out);
    WorkloadRules.selectorStays(deployment.obj("spec"), old.obj("spec"), out);
  }

  @Override
  public void updateStatus(Obj deployment, Obj old, Errors out) {
    ObjectMetaRules.update(deployment, old, out);
    Obj status = deployment.obj("status");
    WorkloadRules.counts(
        status,
        List.of(
            "observedGeneration",
            "replicas",
            "updatedReplicas",
            "readyReplicas",
            "availableReplicas",
            "unavailableReplicas",
            "collisionCount"),
        out);
    WorkloadRules.atMost(
        status,
        "replicas",
        List.of("updatedReplicas", "readyReplicas", "availableReplicas"),
        WorkloadRules.MORE_THAN_REPLICAS,
        out);
    WorkloadRules.atMost(
        status,
        "readyReplicas",
        List.of("availableReplicas"),
        "cannot be greater than readyReplicas",
        out);
    WorkloadRules.collisionCountGrows(status, old.obj("status"), out);
  }

  private static void spec(Obj spec, Errors out) {
    out.nonNegative(spec, SPEC, "replicas");
    boolean readable =
        WorkloadRules.selector(
            spec, "empty selector is invalid for deployment", "invalid label selector", out);
    if (readable) {
      PodTemplateRules.template(spec.obj("template"), TEMPLATE, out);
      WorkloadRules.runsForEver(spec, "ReplicaSet", out);
    }
    strategy(spec.obj("strategy"), SPEC.child("strategy"), out);
    out.nonNegative(spec, SPEC, "minReadySeconds");
    out.nonNegative(spec, SPEC, "revisionHistoryLimit");
    if (spec.get("progressDeadlineSeconds") instanceof Int deadline) {
      out.nonNegative(spec, SPEC, "progressDeadlineSeconds");
      if (deadline.value() <= spec.integer("minReadySeconds", 0)) {
        out.invalid(
            SPEC.child("progressDeadlineSeconds"),
            deadline,
            "must be greater than minReadySeconds");
      }
    }
  }

  private static void strategy(Obj strategy, FieldPath path, Errors out) {
    String type = strategy.str("type");
    FieldPath rolling = path.child("rollingUpdate");
    boolean given = strategy.get("rollingUpdate") instanceof Obj;
    switch (type) {
      case "Recreate" -> {
        if (given) {
          out.forbidden(rolling, "may not be specified when strategy `type` is 'Recreate'");
        }
      }
      case "RollingUpdate" -> {
        if (given) {
          rollingUpdate(strategy.obj("rollingUpdate"), rolling, out);
        } else {
          out.required(rolling, "this should be defaulted and never be nil");
        }
      }
      default ->
          out.notSupportedGo(
              path,
              "apps.DeploymentStrategy{Type:"
                  + GoSyntax.quote(type)
                  + ", RollingUpdate:(*apps.RollingUpdateDeployment)(nil)}",
              List.of("Recreate", "RollingUpdate"));
    }
  }

  private static void rollingUpdate(Obj rolling, FieldPath path, Errors out) {
    Value unavailable = rolling.get("maxUnavailable");
    Value surge = rolling.get("maxSurge");
    FieldPath at = path.child("maxUnavailable");
    WorkloadRules.countOrPercent(unavailable, at, out);
    WorkloadRules.countOrPercent(surge, path.child("maxSurge"), out);
    if (WorkloadRules.number(unavailable) == 0 && WorkloadRules.number(surge) == 0) {
      out.invalidGo(at, GoSyntax.intOrString(unavailable), "may not be 0 when `maxSurge` is 0");
    }
    if (unavailable instanceof Str && WorkloadRules.number(unavailable) > 100) {
      out.invalidGo(at, GoSyntax.intOrString(unavailable), "must not be greater than 100%");
    }
  }
}

package io.binnacle.model.defaults;

import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;

/// Deployment, ReplicaSet and StatefulSet. Counts and types have their static defaults already.
final class WorkloadDefaults {
  private static final Str QUARTER = Str.of("25%");

  private WorkloadDefaults() {}

  static Obj deployment(Obj deployment) {
    return template(deployment)
        .change("spec", s -> s.change("strategy", WorkloadDefaults::rollingUpdate));
  }

  static Obj statefulSet(Obj set) {
    return template(set).change("spec", WorkloadDefaults::statefulSetSpec);
  }

  static Obj template(Obj workload) {
    return workload.change("spec", s -> s.change("template", PodDefaults::template));
  }

  private static Obj rollingUpdate(Obj strategy) {
    if (!strategy.str("type").equals("RollingUpdate")) {
      return strategy;
    }
    Obj rolling = absentIs(strategy.obj("rollingUpdate"), "maxUnavailable", QUARTER);
    return strategy.with("rollingUpdate", absentIs(rolling, "maxSurge", QUARTER));
  }

  private static Obj statefulSetSpec(Obj spec) {
    Obj out = spec.change("updateStrategy", WorkloadDefaults::updateStrategy);
    return out.has("volumeClaimTemplates")
        ? out.with(
            "volumeClaimTemplates",
            out.arr("volumeClaimTemplates").map(WorkloadDefaults::claimTemplate))
        : out;
  }

  /// Only a missing type brings `rollingUpdate` along; whoever writes the type alone gets it alone.
  private static Obj updateStrategy(Obj strategy) {
    if (strategy.str("type").isEmpty()) {
      Obj rolling = absentIs(strategy.obj("rollingUpdate"), "partition", Int.of(0));
      return strategy.with("type", "RollingUpdate").with("rollingUpdate", rolling);
    }
    return strategy;
  }

  private static Value claimTemplate(Value template) {
    return template instanceof Obj t
        ? t.with("apiVersion", "v1").with("kind", "PersistentVolumeClaim")
        : template;
  }

  private static Obj absentIs(Obj object, String field, Value value) {
    return object.has(field) ? object : object.with(field, value);
  }
}

package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Obj;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Tolerations, and the gates before scheduling and readiness.
final class SchedulingRules {
  private SchedulingRules() {}

  static void gates(Obj spec, FieldPath path, Errors out) {
    int i = 0;
    for (Obj gate : spec.arr("readinessGates").objects()) {
      LabelRules.key(
          gate.str("conditionType"),
          path.child("readinessGates").index(i++).child("conditionType"),
          out);
    }
    Set<String> seen = new HashSet<>();
    i = 0;
    for (Obj gate : spec.arr("schedulingGates").objects()) {
      FieldPath at = path.child("schedulingGates").index(i++);
      LabelRules.key(gate.str("name"), at, out);
      if (!seen.add(gate.str("name"))) {
        out.duplicate(at, gate.str("name"));
      }
    }
  }

  static void tolerations(List<Obj> tolerations, FieldPath path, Errors out) {
    for (int i = 0; i < tolerations.size(); i++) {
      toleration(tolerations.get(i), path.index(i), out);
    }
  }

  private static void toleration(Obj toleration, FieldPath path, Errors out) {
    String key = toleration.str("key");
    String operator = toleration.str("operator");
    String effect = toleration.str("effect");
    String value = toleration.str("value");
    if (!key.isEmpty()) {
      LabelRules.key(key, path.child("key"), out);
    } else if (!operator.equals("Exists")) {
      out.invalid(
          path.child("operator"),
          operator,
          "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
    }
    if (toleration.has("tolerationSeconds") && !effect.equals("NoExecute")) {
      out.invalid(
          path.child("effect"),
          effect,
          "effect must be 'NoExecute' when `tolerationSeconds` is set");
    }
    switch (operator) {
      case "Equal", "" -> {
        List<String> syntax = Names.isLabelValue(value);
        if (!syntax.isEmpty()) {
          out.invalid(path.child("operator"), value, String.join(";", syntax));
        }
      }
      case "Exists" -> {
        if (!value.isEmpty()) {
          out.invalid(
              path.child("operator"), value, "value must be empty when `operator` is 'Exists'");
        }
      }
      default -> out.notSupported(path.child("operator"), operator, List.of("Equal", "Exists"));
    }
    if (!effect.isEmpty()) {
      out.oneOf(toleration, path, "effect", NodeRules.TAINT_EFFECTS);
    }
  }
}

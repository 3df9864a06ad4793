package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.Names;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What Deployment, ReplicaSet and StatefulSet share: a selector, a template it must match, counts.
final class WorkloadRules {
  static final FieldPath SPEC = FieldPath.of("spec");
  static final FieldPath STATUS = FieldPath.of("status");
  static final FieldPath TEMPLATE = SPEC.child("template");
  static final String MORE_THAN_REPLICAS = "cannot be greater than status.replicas";

  private static final FieldPath SELECTOR = SPEC.child("selector");

  private WorkloadRules() {}

  /// The selector and the labels of the template; what else the template holds is judged by the caller.
  ///
  /// @param emptySelector what to say of a selector that would match everything
  /// @param badSelector what to say of one that cannot be read
  /// @return whether the selector could be read
  static boolean selector(Obj spec, String emptySelector, String badSelector, Errors out) {
    Obj selector = spec.get("selector") instanceof Obj o ? o : null;
    if (selector == null) {
      out.required(SELECTOR);
    } else {
      LabelRules.selector(selector, SELECTOR, out);
      boolean empty =
          selector.obj("matchLabels").isEmpty() && selector.arr("matchExpressions").isEmpty();
      if (empty) {
        out.invalidGo(SELECTOR, GoSyntax.labelSelector(selector), emptySelector);
      }
    }
    try {
      matchesTemplate(LabelSelector.of(selector), spec, out);
      return true;
    } catch (SyntaxException malformed) {
      out.invalidGo(
          SELECTOR, GoSyntax.labelSelector(selector == null ? Obj.EMPTY : selector), badSelector);
      return false;
    }
  }

  private static void matchesTemplate(LabelSelector selector, Obj spec, Errors out) {
    Map<String, String> labels = spec.obj("template").obj("metadata").obj("labels").stringMap();
    if (!selector.isEverything() && !selector.matches(labels)) {
      out.invalidGo(
          TEMPLATE.child("metadata").child("labels"),
          GoSyntax.map(labels),
          "`selector` does not match template `labels`");
    }
  }

  /// Pods of a workload run for ever.
  static void runsForEver(Obj spec, String kind, Errors out) {
    Obj podSpec = spec.obj("template").obj("spec");
    FieldPath path = TEMPLATE.child("spec");
    if (!podSpec.str("restartPolicy").equals("Always")) {
      out.notSupported(
          path.child("restartPolicy"), podSpec.str("restartPolicy"), List.of("Always"));
    }
    if (podSpec.has("activeDeadlineSeconds")) {
      out.forbidden(
          path.child("activeDeadlineSeconds"),
          "activeDeadlineSeconds in " + kind + " is not Supported");
    }
  }

  static void selectorStays(Obj spec, Obj old, Errors out) {
    if (!Same.field(spec, old, "selector")) {
      out.invalidGo(SELECTOR, GoSyntax.labelSelector(spec.obj("selector")), Errors.IMMUTABLE);
    }
  }

  /// Counts of a status are not negative.
  static void counts(Obj status, List<String> fields, Errors out) {
    for (String field : fields) {
      out.nonNegative(status, STATUS, field);
    }
  }

  /// None of these counts exceeds `most`.
  static void atMost(Obj status, String most, List<String> fields, String why, Errors out) {
    for (String field : fields) {
      if (status.integer(field, 0) > status.integer(most, 0)) {
        out.invalid(STATUS.child(field), status.get(field), why);
      }
    }
  }

  static void collisionCountGrows(Obj status, Obj old, Errors out) {
    long now = status.integer("collisionCount", 0);
    boolean lost = old.has("collisionCount") && !status.has("collisionCount");
    if (lost || now < old.integer("collisionCount", 0)) {
      out.invalid(STATUS.child("collisionCount"), Int.of(now), "cannot be decremented");
    }
  }

  /// A count or a percentage, not negative.
  static void countOrPercent(@Nullable Value value, FieldPath path, Errors out) {
    if (value instanceof Str s) {
      for (String message : Names.isPercent(s.value())) {
        out.invalidGo(path, GoSyntax.intOrString(value), message);
      }
    } else if (value instanceof Int n && n.value() < 0) {
      out.invalid(path, n, Errors.NEGATIVE);
    }
  }

  /// The number in a count or percentage, 0 if there is none.
  static long number(@Nullable Value value) {
    if (value instanceof Str s && Names.isPercent(s.value()).isEmpty()) {
      String digits = s.value().substring(0, s.value().length() - 1);
      return digits.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(digits);
    }
    return value instanceof Int n ? n.value() : 0;
  }
}

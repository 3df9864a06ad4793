package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How evenly Pods are spread over zones or nodes.
final class TopologySpreadRules {
  private static final String NOT_POSITIVE = "must be greater than zero";
  private static final List<String> ACTIONS = List.of("DoNotSchedule", "ScheduleAnyway");
  private static final List<String> NODE_POLICIES = List.of("Honor", "Ignore");

  private TopologySpreadRules() {}

  static void constraints(List<Obj> constraints, FieldPath path, Errors out) {
    for (int i = 0; i < constraints.size(); i++) {
      constraint(
          constraints.get(i), constraints.subList(i + 1, constraints.size()), path.index(i), out);
    }
  }

  private static void constraint(Obj constraint, List<Obj> rest, FieldPath path, Errors out) {
    Int maxSkew = Int.of(constraint.integer("maxSkew", 0));
    if (maxSkew.value() <= 0) {
      out.invalid(path.child("maxSkew"), maxSkew, NOT_POSITIVE);
    }
    String topologyKey = constraint.str("topologyKey");
    if (topologyKey.isEmpty()) {
      out.required(path.child("topologyKey"), "can not be empty");
    }
    String action = constraint.str("whenUnsatisfiable");
    if (!ACTIONS.contains(action)) {
      out.notSupported(path.child("whenUnsatisfiable"), action, ACTIONS);
    }
    boolean repeated =
        rest.stream()
            .anyMatch(c ->
                c.str("topologyKey").equals(topologyKey)
                    && c.str("whenUnsatisfiable").equals(action));
    if (repeated) {
      out.duplicate(
          path.child("{topologyKey, whenUnsatisfiable}"), "{" + topologyKey + ", " + action + "}");
    }
    minDomains(constraint, action, path.child("minDomains"), out);
    out.oneOf(constraint, path, "nodeAffinityPolicy", NODE_POLICIES);
    out.oneOf(constraint, path, "nodeTaintsPolicy", NODE_POLICIES);
    matchLabelKeys(constraint, path.child("matchLabelKeys"), out);
    LabelRules.selector(constraint.obj("labelSelector"), path.child("labelSelector"), out);
  }

  private static void minDomains(Obj constraint, String action, FieldPath path, Errors out) {
    if (!(constraint.get("minDomains") instanceof Int minDomains)) {
      return;
    }
    if (minDomains.value() <= 0) {
      out.invalid(path, minDomains, NOT_POSITIVE);
    }
    if (!action.equals("DoNotSchedule")) {
      out.invalid(
          path,
          minDomains,
          "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + action);
    }
  }

  private static void matchLabelKeys(Obj constraint, FieldPath path, Errors out) {
    List<String> keys = constraint.arr("matchLabelKeys").strings();
    if (keys.isEmpty()) {
      return;
    }
    Obj selector = constraint.obj("labelSelector");
    if (!(constraint.get("labelSelector") instanceof Obj)) {
      out.forbidden(path, "must not be specified when labelSelector is not set");
    }
    Set<String> selected = new HashSet<>(selector.obj("matchLabels").keys());
    selector.arr("matchExpressions").objects().forEach(e -> selected.add(e.str("key")));
    for (int i = 0; i < keys.size(); i++) {
      LabelRules.key(keys.get(i), path.index(i), out);
      if (selected.contains(keys.get(i))) {
        out.invalid(path.index(i), keys.get(i), "exists in both matchLabelKeys and labelSelector");
      }
    }
  }
}

package io.binnacle.doctor.check.policy;

import io.binnacle.doctor.check.common.Likeness;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.finding.Change;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.LabelSelector.Operator;
import io.binnacle.model.meta.LabelSelector.Requirement;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One label of a selector, written wrong: with it right, the selector would match.
///
/// @param key the key in the selector
/// @param value the value in the selector
/// @param rightKey the key the object carries
/// @param rightValue the value the object carries
record LabelSlip(String key, String value, String rightKey, String rightValue) {
  /* Keys people take for each other; with the same value behind both, one was meant for the other. */
  private static final Set<String> ALIKE =
      Set.of(
          "app",
          "name",
          "ns",
          "namespace",
          "k8s-app",
          "component",
          "role",
          "tier",
          "run",
          "service",
          "app.kubernetes.io/name",
          "app.kubernetes.io/component",
          "app.kubernetes.io/instance",
          "kubernetes.io/metadata.name");

  /// The one label of `selector` that keeps it from matching `labels`; null if it matches, if more than one does, or if the label is
  /// plainly another and no slip.
  static @Nullable LabelSlip of(LabelSelector selector, Map<String, String> labels) {
    Requirement wrong = null;
    for (Requirement requirement : selector.requirements()) {
      if (requirement.operator() != Operator.EQUALS) {
        return null;
      }
      if (!requirement.values().getFirst().equals(labels.get(requirement.key()))) {
        if (wrong != null) {
          return null;
        }
        wrong = requirement;
      }
    }
    return wrong == null ? null : of(wrong.key(), wrong.values().getFirst(), labels);
  }

  private static @Nullable LabelSlip of(String key, String value, Map<String, String> labels) {
    String other = labels.get(key);
    if (other != null) {
      return Likeness.misspelt(value, other) ? new LabelSlip(key, value, key, other) : null;
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      String near = label.getKey();
      boolean meant = Likeness.misspelt(key, near) || ALIKE.contains(key) && ALIKE.contains(near);
      if (meant && label.getValue().equals(value)) {
        return new LabelSlip(key, value, near, value);
      }
    }
    return null;
  }

  /// What puts it right.
  ///
  /// @param selector a JSON pointer to the selector object
  List<Obj> operations(String selector) {
    String labels = selector + "/matchLabels/";
    Str right = Str.of(rightValue);
    return key.equals(rightKey)
        ? List.of(Change.Patch.replace(labels + Spot.step(key), right))
        : List.of(
            Change.Patch.remove(labels + Spot.step(key)),
            Change.Patch.put(labels + Spot.step(rightKey), right));
  }

  /// `app=wbe`.
  String wrong() {
    return key + "=" + value;
  }

  /// `app=web`.
  String right() {
    return rightKey + "=" + rightValue;
  }
}

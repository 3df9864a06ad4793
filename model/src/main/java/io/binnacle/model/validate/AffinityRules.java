package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which nodes and which other Pods a Pod wants to be near or far from.
final class AffinityRules {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
  private static final String NO_OPERATOR = "not a valid selector operator";

  private AffinityRules() {}

  static void affinity(Obj affinity, FieldPath path, Errors out) {
    node(affinity.obj("nodeAffinity"), path.child("nodeAffinity"), out);
    for (String side : List.of("podAffinity", "podAntiAffinity")) {
      pods(affinity.obj(side), path.child(side), out);
    }
  }

  private static void node(Obj affinity, FieldPath path, Errors out) {
    if (affinity.get(REQUIRED) instanceof Obj selector) {
      FieldPath terms = path.child(REQUIRED).child("nodeSelectorTerms");
      List<Obj> all = selector.arr("nodeSelectorTerms").objects();
      if (all.isEmpty()) {
        out.required(terms, "must have at least one node selector term");
      }
      for (int i = 0; i < all.size(); i++) {
        nodeTerm(all.get(i), true, terms.index(i), out);
      }
    }
    int i = 0;
    for (Obj preferred : affinity.arr(PREFERRED).objects()) {
      FieldPath at = path.child(PREFERRED).index(i++);
      weight(preferred, at, out);
      nodeTerm(preferred.obj("preference"), false, at.child("preference"), out);
    }
  }

  /// @param strict whether values must be label values: upstream asks that only of what is required
  private static void nodeTerm(Obj term, boolean strict, FieldPath path, Errors out) {
    int i = 0;
    for (Obj requirement : term.arr("matchExpressions").objects()) {
      nodeLabel(requirement, strict, path.child("matchExpressions").index(i++), out);
    }
    i = 0;
    for (Obj requirement : term.arr("matchFields").objects()) {
      nodeField(requirement, path.child("matchFields").index(i++), out);
    }
  }

  private static void nodeLabel(Obj requirement, boolean strict, FieldPath path, Errors out) {
    List<String> values = requirement.arr("values").strings();
    FieldPath at = path.child("values");
    String operator = requirement.str("operator");
    switch (operator) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          out.required(at, "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          out.forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      case "Gt", "Lt" -> {
        if (values.size() != 1) {
          out.required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
      }
      default -> out.invalid(path.child("operator"), operator, NO_OPERATOR);
    }
    LabelRules.key(requirement.str("key"), path.child("key"), out);
    for (int i = 0; strict && i < values.size(); i++) {
      out.invalidEach(at.index(i), values.get(i), Names.isLabelValue(values.get(i)));
    }
  }

  private static void nodeField(Obj requirement, FieldPath path, Errors out) {
    List<String> values = requirement.arr("values").strings();
    String operator = requirement.str("operator");
    if (!operator.equals("In") && !operator.equals("NotIn")) {
      out.invalid(path.child("operator"), operator, NO_OPERATOR);
    } else if (values.size() != 1) {
      out.required(
          path.child("values"),
          "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
    }
    String key = requirement.str("key");
    if (!key.equals("metadata.name")) {
      out.invalid(path.child("key"), key, "not a valid field selector key");
      return;
    }
    for (int i = 0; i < values.size(); i++) {
      out.invalidEach(
          path.child("values").index(i), values.get(i), Names.isDns1123Subdomain(values.get(i)));
    }
  }

  private static void pods(Obj affinity, FieldPath path, Errors out) {
    int i = 0;
    for (Obj term : affinity.arr(REQUIRED).objects()) {
      podTerm(term, path.child(REQUIRED).index(i++), out);
    }
    i = 0;
    for (Obj preferred : affinity.arr(PREFERRED).objects()) {
      FieldPath at = path.child(PREFERRED).index(i++);
      weight(preferred, at, out);
      podTerm(preferred.obj("podAffinityTerm"), at.child("podAffinityTerm"), out);
    }
  }

  private static void podTerm(Obj term, FieldPath path, Errors out) {
    LabelRules.selector(term.obj("labelSelector"), path.child("labelSelector"), out);
    LabelRules.selector(term.obj("namespaceSelector"), path.child("namespaceSelector"), out);
    for (String namespace : term.arr("namespaces").strings()) {
      out.invalidEach(path.child("namespace"), namespace, Names.isDns1123Label(namespace));
    }
    labelKeys(term, path, out);
    String topologyKey = term.str("topologyKey");
    if (topologyKey.isEmpty()) {
      out.required(path.child("topologyKey"), "can not be empty");
    }
    LabelRules.key(topologyKey, path.child("topologyKey"), out);
  }

  private static void labelKeys(Obj term, FieldPath path, Errors out) {
    boolean selects = term.get("labelSelector") instanceof Obj;
    for (String list : List.of("matchLabelKeys", "mismatchLabelKeys")) {
      List<String> keys = term.arr(list).strings();
      if (!keys.isEmpty() && !selects) {
        out.forbidden(path.child(list), "must not be specified when labelSelector is not set");
      }
      for (int i = 0; selects && i < keys.size(); i++) {
        LabelRules.key(keys.get(i), path.child(list).index(i), out);
      }
    }
    List<String> match = term.arr("matchLabelKeys").strings();
    alsoSelected(match, term.obj("labelSelector"), path, out);
    Set<String> mismatch = Set.copyOf(term.arr("mismatchLabelKeys").strings());
    for (int i = 0; i < match.size(); i++) {
      if (mismatch.contains(match.get(i))) {
        out.invalid(
            path.child("matchLabelKeys").index(i),
            match.get(i),
            "exists in both matchLabelKeys and mismatchLabelKeys");
      }
    }
  }

  private static void alsoSelected(List<String> match, Obj selector, FieldPath path, Errors out) {
    Set<String> selected = new HashSet<>(selector.obj("matchLabels").keys());
    for (Obj expression : selector.arr("matchExpressions").objects()) {
      String key = expression.str("key");
      int i = match.lastIndexOf(key);
      if (i >= 0 && selected.contains(key)) {
        out.invalid(path.index(i), key, "exists in both matchLabelKeys and labelSelector");
      }
      selected.add(key);
    }
  }

  private static void weight(Obj preferred, FieldPath path, Errors out) {
    long weight = preferred.integer("weight", 0);
    if (weight <= 0 || weight > 100) {
      out.invalid(path.child("weight"), Int.of(weight), "must be in the range 1-100");
    }
  }
}

package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Obj;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/// Labels, annotations and label selectors.
final class LabelRules {
  /// The most that all annotations of an object may hold, keys and values together, in bytes.
  static final int ANNOTATIONS_MAX = 256 * 1024;

  private LabelRules() {}

  /// A map whose keys are label keys and whose values are label values; findings name the map, not the entry.
  static void labels(Obj labels, FieldPath path, Errors out) {
    labels
        .stringMap()
        .forEach((key, value) -> {
          key(key, path, out);
          out.invalidEach(path, value, Names.isLabelValue(value));
        });
  }

  /// One label key.
  static void key(String key, FieldPath path, Errors out) {
    out.invalidEach(path, key, Names.isQualifiedName(key));
  }

  /// Annotations: keys as for labels but in any case, values free, the whole bounded.
  static void annotations(Obj annotations, FieldPath path, Errors out) {
    long size = 0;
    for (Map.Entry<String, String> e : annotations.stringMap().entrySet()) {
      out.invalidEach(path, e.getKey(), Names.isQualifiedName(e.getKey().toLowerCase(Locale.ROOT)));
      size += utf8Length(e.getKey()) + utf8Length(e.getValue());
    }
    if (size > ANNOTATIONS_MAX) {
      out.tooLong(path, ANNOTATIONS_MAX);
    }
  }

  /// A `matchLabels`/`matchExpressions` object.
  static void selector(Obj selector, FieldPath path, Errors out) {
    labels(selector.obj("matchLabels"), path.child("matchLabels"), out);
    int i = 0;
    for (Obj expression : selector.arr("matchExpressions").objects()) {
      requirement(expression, path.child("matchExpressions").index(i++), out);
    }
  }

  private static void requirement(Obj requirement, FieldPath path, Errors out) {
    boolean hasValues = !requirement.arr("values").isEmpty();
    String operator = requirement.str("operator");
    switch (operator) {
      case "In", "NotIn" -> {
        if (!hasValues) {
          out.required(
              path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (hasValues) {
          out.forbidden(
              path.child("values"),
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      default -> out.invalid(path.child("operator"), operator, "not a valid selector operator");
    }
    key(requirement.str("key"), path.child("key"), out);
    int i = 0;
    for (String value : requirement.arr("values").strings()) {
      out.invalidEach(path.child("values").index(i++), value, Names.isLabelValue(value));
    }
  }

  static int utf8Length(String s) {
    return s.getBytes(StandardCharsets.UTF_8).length;
  }
}

package io.binnacle.doctor.report;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The fields in which two trees differ.
final class Differences {
  /// One field.
  ///
  /// @param path `spec.ports[0].targetPort`
  /// @param before as it was; empty if it was not there
  /// @param after as it is; empty if it is no longer there
  record Field(String path, String before, String after) {}

  private Differences() {}

  static List<Field> between(@Nullable Value before, @Nullable Value after) {
    List<Field> out = new ArrayList<>();
    walk("", before, after, out);
    return out;
  }

  private static void walk(
      String path, @Nullable Value before, @Nullable Value after, List<Field> out) {
    if (before != null && before.equals(after) || before == null && after == null) {
      return;
    }
    if (before instanceof Obj a && after instanceof Obj b) {
      TreeSet<String> keys = new TreeSet<>(a.keys());
      keys.addAll(b.keys());
      for (String key : keys) {
        walk(path.isEmpty() ? key : path + "." + key, a.get(key), b.get(key), out);
      }
    } else if (before instanceof Arr a && after instanceof Arr b && a.size() == b.size()) {
      for (int i = 0; i < a.size(); i++) {
        walk(path + "[" + i + "]", a.get(i), b.get(i), out);
      }
    } else {
      out.add(new Field(path, text(before), text(after)));
    }
  }

  private static String text(@Nullable Value value) {
    return value == null ? "" : value instanceof Str text ? text.value() : value.toString();
  }
}

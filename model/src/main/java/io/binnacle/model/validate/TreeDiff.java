package io.binnacle.model.validate;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What changed between two trees, for people: one line per leaf, `-` before and `+` after, by path.
///
/// Stands where upstream prints Go's `cmp.Diff`, whose form is unstable by design.
final class TreeDiff {
  private static final int MAX_LINES = 40;

  private final List<String> lines = new ArrayList<>();

  private TreeDiff() {}

  /// The lines, each ended by a line break; at most 40, then `…`.
  static String of(Obj before, Obj after) {
    TreeDiff diff = new TreeDiff();
    diff.compare("", before, after);
    List<String> shown = diff.lines;
    if (shown.size() > MAX_LINES) {
      shown = new ArrayList<>(shown.subList(0, MAX_LINES));
      shown.add("…");
    }
    return shown.isEmpty() ? "" : String.join("\n", shown) + "\n";
  }

  /// Both are known to differ.
  private void compare(String path, @Nullable Value before, @Nullable Value after) {
    if (before instanceof Obj b && after instanceof Obj a) {
      Set<String> keys = new TreeSet<>(b.keys());
      keys.addAll(a.keys());
      for (String key : keys) {
        if (!Same.field(b, a, key)) {
          compare(path.isEmpty() ? key : path + "." + key, b.get(key), a.get(key));
        }
      }
    } else if (before instanceof Arr b && after instanceof Arr a) {
      for (int i = 0; i < Math.max(b.size(), a.size()); i++) {
        Value left = i < b.size() ? b.get(i) : null;
        Value right = i < a.size() ? a.get(i) : null;
        if (left == null || right == null || !Same.values(left, right)) {
          compare(path + "[" + i + "]", left, right);
        }
      }
    } else {
      line("-", path, before);
      line("+", path, after);
    }
  }

  private void line(String sign, String path, @Nullable Value value) {
    if (value != null) {
      lines.add("  " + sign + " " + path + ": " + value);
    }
  }
}

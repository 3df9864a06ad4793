package io.binnacle.model.patch;

import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// JSON Merge Patch: a partial document whose fields replace those of the object; null removes, lists are replaced.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc7396">RFC 7396</a>
public final class MergePatch {
  private MergePatch() {}

  /// The object with `patch` merged into it.
  ///
  /// @throws PatchException 400 if `patch` is not an object
  public static Obj apply(Obj object, Value patch) {
    if (patch instanceof Obj p) {
      return merge(object, p);
    }
    throw PatchException.malformed(
        patch == Null.NULL
            ? "Invalid JSON Patch"
            : "error decoding patch: json: cannot unmarshal "
                + patch.typeName()
                + " into Go value of type map[string]interface {}");
  }

  /// RFC 7396 §2 as written, for any two values.
  static Value merge(@Nullable Value target, Value patch) {
    return patch instanceof Obj p ? merge(target instanceof Obj t ? t : Obj.EMPTY, p) : patch;
  }

  private static Obj merge(Obj target, Obj patch) {
    if (patch.isEmpty()) {
      return target;
    }
    TreeMap<String, Value> out = new TreeMap<>();
    target.forEach(out::put);
    patch.forEach((key, value) -> {
      if (value == Null.NULL) {
        out.remove(key);
      } else {
        out.put(key, merge(target.get(key), value));
      }
    });
    return Obj.copyOf(out);
  }
}

package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Base64;
import io.binnacle.model.meta.Names;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.Map;

/// What ConfigMap and Secret share: keys, size, and objects that have been sealed with `immutable`.
final class ConfigRules {
  /// The most that all values of an object may hold together, in bytes.
  static final int MAX_SIZE = 1024 * 1024;

  private static final String SEALED = "field is immutable when `immutable` is set";

  private ConfigRules() {}

  static void key(String key, FieldPath path, Errors out) {
    out.invalidEach(path, key, Names.isConfigMapKey(key));
  }

  /// The sum of the lengths of Base64 values once decoded; one that cannot be decoded counts as it is.
  static long decodedSize(Map<String, String> values) {
    long size = 0;
    for (String value : values.values()) {
      try {
        size += Base64.decode(value).length;
      } catch (SyntaxException malformed) {
        size += value.length();
      }
    }
    return size;
  }

  /// A sealed object stays sealed and keeps what it holds in `fields`.
  static void sealed(Obj now, Obj old, List<String> fields, Errors out) {
    if (!old.bool("immutable", false)) {
      return;
    }
    if (!now.bool("immutable", false)) {
      out.forbidden(FieldPath.of("immutable"), SEALED);
    }
    for (String field : fields) {
      if (!now.obj(field).equals(old.obj(field))) {
        out.forbidden(FieldPath.of(field), SEALED);
      }
    }
  }
}

package io.binnacle.doctor.check;

import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;

/// Operations of JSON patches (RFC 6902), at fields written as findings write them.
public final class JsonOps {
  private JsonOps() {}

  /// Puts `value` there, whether or not something was.
  ///
  /// @param field such as `spec.ports[0].name`; no part of it contains a dot, slash or bracket
  public static Obj put(String field, Value value) {
    return Obj.of("op", Str.of("add"), "path", Str.of(pointer(field)), "value", value);
  }

  /// Takes away what is there.
  ///
  /// @param field as above
  public static Obj remove(String field) {
    return Obj.of("op", Str.of("remove"), "path", Str.of(pointer(field)));
  }

  private static String pointer(String field) {
    return "/" + field.replace("]", "").replace('[', '/').replace('.', '/');
  }
}

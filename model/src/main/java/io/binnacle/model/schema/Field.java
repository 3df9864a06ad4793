package io.binnacle.model.schema;

import io.binnacle.model.schema.FieldType.MapOf;
import io.binnacle.model.schema.FieldType.Scalar;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Real;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One field of a structure.
///
/// @param name the JSON name
/// @param type its type
/// @param required whether OpenAPI lists it as required; enforcing it is the business of validation
/// @param defaultValue what the API server fills in when the field is absent and its parent is there; null if nothing
/// @param merge how strategic merge patch treats it
/// @param list how server-side apply treats a list; [ListKind#ATOMIC] for maps and structures marked atomic
/// @param listKeys the keys of a [ListKind#MAP] list, else empty
/// @param keepsEmpty whether `""`, `0`, `false`, `[]` and `{}` say something else than nothing, so that they are stored;
///     false where upstream's encoder leaves them out
/// @param goType the type as upstream's decoder names it in messages, `v1.ServiceType`; empty if `type` says it all
/// @param description for `kubectl explain`, in our own words
public record Field(
    String name,
    FieldType type,
    boolean required,
    @Nullable Value defaultValue,
    Merge merge,
    ListKind list,
    List<String> listKeys,
    boolean keepsEmpty,
    String goType,
    String description) {

  /// Whether `value` is an empty one that upstream's encoder would not write, so that it is the same as none. A
  /// structure is never nothing.
  public boolean leavesOut(Value value) {
    if (keepsEmpty || type == Scalar.INT_OR_STRING || type == Scalar.ANY) {
      return false;
    }
    return switch (value) {
      case Str s -> s.value().isEmpty();
      case Int n -> n.value() == 0;
      case Bool b -> !b.value();
      case Arr a -> a.isEmpty();
      case Obj o -> o.isEmpty() && type instanceof MapOf;
      case Real _, Null _ -> false;
    };
  }

  /// Strategic merge patch: patchStrategy and patchMergeKey of upstream.
  ///
  /// @param strategy what a patch does with this field
  /// @param key the merge key of a merged list of objects; empty for scalar lists and for REPLACE
  /// @param retainKeys whether `$retainKeys` applies to the object or the elements
  public record Merge(Strategy strategy, String key, boolean retainKeys) {
    /// The default: lists are replaced, maps and structures merged.
    public static final Merge DEFAULT = new Merge(Strategy.REPLACE, "", false);

    /// Whether list elements are merged one by one.
    public enum Strategy {
      REPLACE,
      MERGE
    }
  }

  /// How server-side apply sees a list (`x-kubernetes-list-type`).
  public enum ListKind {
    /// Not stated: treated as atomic.
    NONE,
    ATOMIC,
    SET,
    MAP
  }
}

package io.binnacle.server.registry;

import io.binnacle.model.tree.Obj;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a create, update or patch led to.
///
/// @param object the object as stored (or as it would be, for a dry run)
/// @param created whether it did not exist before: 201 instead of 200
/// @param warnings texts for `Warning` headers, in order
/// @param before what it was before; null if it did not exist, or where nobody asks
public record Result(Obj object, boolean created, List<String> warnings, @Nullable Obj before) {
  /// A result without what was before.
  public Result(Obj object, boolean created, List<String> warnings) {
    this(object, created, warnings, null);
  }
}

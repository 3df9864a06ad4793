package io.binnacle.server.admit;

import io.binnacle.model.tree.Obj;
import org.jspecify.annotations.Nullable;

/// The service accounts of the cluster, as admission needs them.
public interface Accounts {
  /// The account, or null if there is none.
  @Nullable Obj find(String namespace, String name);

  /// The account `default` of `namespace`, which every namespace gets from a controller a moment after it was made: made now if it
  /// is not there yet.
  Obj ensureDefault(String namespace);
}

package io.binnacle.doctor.evidence;

import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;

/// Evidence with one object as somebody has written it, and nothing yet of what controllers will make of it. Costs the same however
/// large the cluster; [Evidence#with(java.util.List)] works out what follows, and does not.
public final class Substitution {
  private Substitution() {}

  /// @param written as the API stores it, so with its defaults
  public static Evidence of(Evidence seen, ResourceName resource, Obj written) {
    return seen.with(resource, ObjectKey.of(written), written);
  }
}

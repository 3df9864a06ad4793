package io.binnacle.control.endpointslice;

import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.SliceView;
import java.util.List;

/// The writes that bring the slices of one Service in line. Plain data: print it, diff it, assert on it.
///
/// @param create new slices, named by `generateName`
/// @param update existing slices with new content
/// @param delete existing slices nobody needs any more
/// @param missingNodes Pods left out because their node is not known; look again later
public record EndpointSlicePlan(
    List<Obj> create, List<Obj> update, List<SliceView> delete, List<String> missingNodes) {
  /// Whether there is nothing to write.
  public boolean isEmpty() {
    return create.isEmpty() && update.isEmpty() && delete.isEmpty();
  }
}

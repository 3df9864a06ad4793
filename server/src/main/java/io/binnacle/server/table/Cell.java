package io.binnacle.server.table;

import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.time.Instant;

/// Computes one cell of a row.
@FunctionalInterface
interface Cell {
  /// The cell of `object` as seen at `now`; ages are counted to that moment.
  Value of(Obj object, Instant now);
}

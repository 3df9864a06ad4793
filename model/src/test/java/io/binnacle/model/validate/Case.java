package io.binnacle.model.validate;

import io.binnacle.model.tree.Obj;

/// One row of a table: a good object, a change to it, and the findings the change must bring, one a line.
///
/// @param behaviour what the case shows, for the report
/// @param base an object without findings
/// @param change a JSON merge patch, written as [Given#object] reads it
/// @param findings `field: message` lines, empty for none
record Case(String behaviour, Obj base, String change, String findings) {
  Obj changed() {
    return Given.changed(base, change);
  }

  @Override
  public String toString() {
    return behaviour;
  }
}

package io.binnacle.server.kind;

import io.binnacle.model.tree.Obj;
import java.util.Set;

/// A kind all of which belongs to the client.
///
/// @param traits what holds for it
/// @param fieldLabels what field selectors know
record PlainStrategy(Set<Trait> traits, FieldLabels fieldLabels) implements Strategy {
  static PlainStrategy of(Trait... traits) {
    return new PlainStrategy(Set.of(traits), FieldLabels.NONE);
  }

  @Override
  public Obj prepareStatus(Obj next, Obj old) {
    return old;
  }
}

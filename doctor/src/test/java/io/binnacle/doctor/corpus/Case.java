package io.binnacle.doctor.corpus;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.fault.Site;
import io.binnacle.doctor.corpus.world.Settled;
import java.util.List;

/// One broken world, with what is true.
///
/// @param fault the class, or two of them joined by `+`
/// @param name world, Service, way: `bookshop shop/catalog #3`
/// @param site the broken world
/// @param injected one fault, or two
/// @param open whether the authors of checks may look at it
/// @param settled the broken world at rest
/// @param failures what fails, as the oracle has seen it
record Case(
    String fault,
    String name,
    Site site,
    List<Injected> injected,
    boolean open,
    List<String> failures,
    Settled settled) {
  @Override
  public String toString() {
    return fault + " / " + name;
  }
}

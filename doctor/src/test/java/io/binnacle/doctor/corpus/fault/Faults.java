package io.binnacle.doctor.corpus.fault;

import java.util.List;
import java.util.stream.Stream;

/// Every class of faults.
public final class Faults {
  private Faults() {}

  public static List<Fault> all() {
    return Stream.of(SelectorFaults.all()).flatMap(List::stream).toList();
  }
}

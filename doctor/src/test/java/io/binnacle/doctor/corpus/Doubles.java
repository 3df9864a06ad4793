package io.binnacle.doctor.corpus;

import java.util.List;

/// Two independent faults in one Service.
final class Doubles {
  private Doubles() {}

  static List<Case> all() {
    return List.of();
  }
}

package io.binnacle.doctor.finding;

import java.util.List;

/// What mends a finding.
///
/// @param tryThis what to do, in a sentence that begins with a verb and ends with a full stop; without the command, which [Change#command] says
/// @param changes what does it, in order; empty if it takes more than a change of objects
public record Remedy(String tryThis, List<Change> changes) {
  public Remedy {
    changes = List.copyOf(changes);
  }

  /// Something only people can do.
  public static Remedy byHand(String tryThis) {
    return new Remedy(tryThis, List.of());
  }

  /// One change that does it.
  public static Remedy of(String tryThis, Change change) {
    return new Remedy(tryThis, List.of(change));
  }
}

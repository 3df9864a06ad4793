package io.binnacle.node.probe;

/// What the runs of one probe of one container have come to. Pure: each run makes a new state.
///
/// @param verdict what is believed now
/// @param last whether the last run that counted succeeded; meaningless while `run` is 0
/// @param run how many runs in a row ended like the last one
record ProbeState(ProbeSpec spec, Verdict verdict, boolean last, int run) {

  /// What is believed of a container.
  enum Verdict {
    HOLDS,
    FAILS,
    /// Not yet known; startup only.
    OPEN
  }

  /// Before the first run: not ready, alive, not known to be started.
  static ProbeState initial(ProbeSpec spec) {
    return new ProbeState(
        spec,
        switch (spec.kind()) {
          case READINESS -> Verdict.FAILS;
          case LIVENESS -> Verdict.HOLDS;
          case STARTUP -> Verdict.OPEN;
        },
        false,
        0);
  }

  /// As it was before a restart of ours.
  ProbeState knownToHold() {
    return new ProbeState(spec, Verdict.HOLDS, true, 0);
  }

  /// After one more run. A verdict changes only when enough runs in a row agree; one that could not be run is as if it had
  /// not been.
  ProbeState after(ProbeResult result) {
    return switch (result) {
      case ProbeResult.Success _, ProbeResult.Warning _ -> after(true);
      case ProbeResult.Failure _ -> after(false);
      case ProbeResult.Unknown _ -> this;
    };
  }

  private ProbeState after(boolean success) {
    int inRow = run > 0 && last == success ? run + 1 : 1;
    int needed = success ? spec.successes() : spec.failures();
    Verdict next = inRow < needed ? verdict : success ? Verdict.HOLDS : Verdict.FAILS;
    return new ProbeState(spec, next, success, inRow);
  }

  /// Whether no further run can matter: a started container stays started, a doomed one is killed.
  boolean settled() {
    return switch (spec.kind()) {
      case READINESS -> false;
      case LIVENESS -> verdict == Verdict.FAILS;
      case STARTUP -> verdict != Verdict.OPEN;
    };
  }

  boolean holds() {
    return verdict == Verdict.HOLDS;
  }

  boolean fails() {
    return verdict == Verdict.FAILS;
  }
}

package io.binnacle.doctor.explain;

/// How it ends.
public enum Outcome {
  REACHES(0),
  /// None of it arrives, or not all.
  FAILS(1),
  /// Nobody could look far enough.
  UNKNOWN(2);

  private final int exitStatus;

  Outcome(int exitStatus) {
    this.exitStatus = exitStatus;
  }

  /// What a command that explains it ends with.
  public int exitStatus() {
    return exitStatus;
  }

  /// Both together: one that fails is enough to fail.
  Outcome and(Outcome other) {
    if (this == FAILS || other == FAILS) {
      return FAILS;
    }
    return this == UNKNOWN || other == UNKNOWN ? UNKNOWN : REACHES;
  }

  /// Either of both: one that reaches is enough.
  Outcome or(Outcome other) {
    if (this == REACHES || other == REACHES) {
      return REACHES;
    }
    return this == UNKNOWN || other == UNKNOWN ? UNKNOWN : FAILS;
  }
}

package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.finding.Step;

/// A container ends again and again, or cannot be started.
final class PodsCrashLooping extends TroubleCheck {
  PodsCrashLooping() {
    super("pods-crash-looping", Step.PODS, Trouble.CRASHING, "crashing");
  }
}

package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.finding.Step;

/// The image of a container does not come: a wrong name, no credentials, a registry out of reach.
final class PodsImage extends TroubleCheck {
  PodsImage() {
    super("pods-image", Step.PODS, Trouble.IMAGE, "waiting for an image");
  }
}

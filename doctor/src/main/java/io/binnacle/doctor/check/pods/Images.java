package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.check.pods.Containers.Container;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.util.Locale;
import java.util.Set;

/// Why an image does not come.
final class Images {
  private Images() {}

  static Ailment ailment(PodView pod, Container container, Evidence seen) {
    String image = container.spec().str("image");
    String reason = container.waitingFor();
    String message = container.waitingMessage();
    Obj event =
        Said.last(
            ObjectRef.pod(pod.key()),
            Set.of("Failed", "InspectFailed", "ErrImageNeverPull"),
            e -> Said.isAbout(e, container.name()) && e.str("message").contains("image"),
            seen);
    boolean vague = message.isEmpty() || message.matches("Back-off pulling image \"[^\"]*\"");
    if (vague && event != null) {
      message = event.str("message");
    }
    String part = reason.equals("ErrImageNeverPull") ? ".imagePullPolicy" : ".image";
    return new Ailment(
        pod,
        Trouble.IMAGE,
        Places.ofContainer(pod, container.list(), container.name(), part, seen),
        container.noun()
            + ", image "
            + image
            + ": "
            + (message.isEmpty() ? reason : Words.quote(message)),
        hint(image, reason, message.toLowerCase(Locale.ROOT)));
  }

  private static String hint(String image, String reason, String message) {
    if (reason.equals("InvalidImageName")) {
      return "Correct the image's name: " + image + " is no valid one.";
    }
    if (reason.equals("ErrImageNeverPull")) {
      return "Load the image onto the node, or let imagePullPolicy be IfNotPresent.";
    }
    if (message.contains("unauthorized")
        || message.contains("denied")
        || message.contains("authentication required")
        || message.contains("forbidden")) {
      return "Correct the image's name, or give credentials for its registry in imagePullSecrets.";
    }
    if (message.contains("no such host")
        || message.contains("timeout")
        || message.contains("connection refused")) {
      return "Look whether the node reaches the registry, and whether the registry's name is right.";
    }
    return "Correct the image's name or tag, and look whether the registry has it.";
  }
}

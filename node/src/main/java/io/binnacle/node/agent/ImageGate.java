package io.binnacle.node.agent;

import io.binnacle.client.events.EventRecorder;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.pod.StartFailure;
import io.binnacle.node.pod.Wording;
import io.binnacle.node.runtime.ContainerRuntime.Image;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Sees to it that a container's image is here, as its pull policy says.
final class ImageGate {
  /// What comes out: an image, or why there is none.
  sealed interface Outcome {
    record Here(Image image) implements Outcome {}

    record Failed(String reason, String message) implements Outcome {}
  }

  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?/)?"
              + "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*"
              + "(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?");
  private static final int MAX_REFERENCE = 1_024;

  private final Tools tools;
  private final PullSecrets secrets;

  ImageGate(Tools tools) {
    this.tools = tools;
    this.secrets = new PullSecrets(tools.api());
  }

  /// @throws RuntimeFailure if the runtime does not answer
  Outcome ensure(Obj pod, Obj container) {
    EventRecorder events = tools.events();
    String name = container.str("image");
    if (name.length() > MAX_REFERENCE || !REFERENCE.matcher(name).matches()) {
      String message =
          "Failed to apply default image tag \""
              + name
              + "\": couldn't parse image name \""
              + name
              + "\": invalid reference format";
      events.warning(pod, "InspectFailed", message);
      return failed(pod, "InvalidImageName", message);
    }
    String reference = tagged(name);
    String policy = container.str("imagePullPolicy", "IfNotPresent");
    Image present = tools.runtime().image(reference);
    if (present != null && !policy.equals("Always")) {
      events.normal(pod, "Pulled", "Container image \"" + name + "\" already present on machine");
      return new Outcome.Here(present);
    }
    if (policy.equals("Never")) {
      String message = "Container image \"" + name + "\" is not present with pull policy of Never";
      events.warning(pod, "ErrImageNeverPull", message);
      return failed(pod, "ErrImageNeverPull", message);
    }
    return pull(pod, name, reference);
  }

  private Outcome pull(Obj pod, String name, String reference) {
    EventRecorder events = tools.events();
    events.normal(pod, "Pulling", "Pulling image \"" + name + "\"");
    Instant begun = tools.now();
    try {
      Image image = tools.runtime().pull(reference, secrets.of(pod, reference));
      String took = Wording.millis(tools.since(begun));
      tools.delays().observe("pull", tools.since(begun));
      events.normal(
          pod,
          "Pulled",
          "Successfully pulled image \""
              + name
              + "\" in "
              + took
              + " ("
              + took
              + " including waiting). Image size: "
              + image.bytes()
              + " bytes.");
      return new Outcome.Here(image);
    } catch (RuntimeFailure e) {
      if (e.kind() == Kind.UNAVAILABLE) {
        throw e;
      }
      String why = message(e);
      events.warning(pod, "Failed", "Failed to pull image \"" + name + "\": " + why);
      return failed(pod, StartFailure.ERR_IMAGE_PULL, why);
    }
  }

  private Outcome failed(Obj pod, String reason, String message) {
    tools.events().warning(pod, "Failed", "Error: " + reason);
    return new Outcome.Failed(reason, message);
  }

  static String message(@Nullable Throwable e) {
    return e == null || e.getMessage() == null ? "unknown error" : e.getMessage();
  }

  /// A reference without tag and digest means `latest`.
  static String tagged(String name) {
    boolean hasTag = name.indexOf(':', name.lastIndexOf('/') + 1) >= 0;
    return hasTag || name.contains("@") ? name : name + ":latest";
  }
}

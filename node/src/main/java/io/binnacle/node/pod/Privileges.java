package io.binnacle.node.pod;

import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.runtime.ContainerRuntime.Image;
import io.binnacle.node.runtime.ContainerSpec.Security;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a container may do and as whom, by the security contexts of Pod and container; the container's own word counts more.
final class Privileges {
  private final Obj pod;
  private final Obj container;
  private final Obj ofPod;
  private final Obj own;

  Privileges(Obj pod, Obj container) {
    this.pod = pod;
    this.container = container;
    this.ofPod = pod.obj("spec").obj("securityContext");
    this.own = container.obj("securityContext");
  }

  Security security() {
    return new Security(
        own.bool("privileged", false),
        number("runAsUser"),
        number("runAsGroup"),
        groups(),
        own.bool("readOnlyRootFilesystem", false),
        !own.bool("allowPrivilegeEscalation", true),
        own.obj("capabilities").arr("add").strings(),
        own.obj("capabilities").arr("drop").strings(),
        seccomp());
  }

  /// Why the container must not start as root; null if that is no question.
  @Nullable String problem(Image image) {
    boolean nonRoot = own.bool("runAsNonRoot", ofPod.bool("runAsNonRoot", false));
    if (!nonRoot) {
      return null;
    }
    String who = " (pod: \"" + Wording.pod(pod) + "\", container: " + container.str("name") + ")";
    Long user = number("runAsUser");
    if (user != null) {
      return user == 0 ? "container's runAsUser breaks non-root policy" + who : null;
    }
    if (image.uid() == null && !image.user().isEmpty()) {
      return "container has runAsNonRoot and image has non-numeric user ("
          + image.user()
          + "), cannot verify user is non-root"
          + who;
    }
    return image.uid() == null || image.uid() == 0
        ? "container has runAsNonRoot and image will run as root" + who
        : null;
  }

  private @Nullable Long number(String field) {
    Long mine = own.integerOrNull(field);
    return mine != null ? mine : ofPod.integerOrNull(field);
  }

  private List<Long> groups() {
    List<Long> out = new ArrayList<>();
    ofPod.arr("supplementalGroups").stream()
        .filter(Int.class::isInstance)
        .forEach(n -> out.add(((Int) n).value()));
    Long files = ofPod.integerOrNull("fsGroup");
    if (files != null && !out.contains(files)) {
      out.add(files);
    }
    return out;
  }

  private String seccomp() {
    Obj profile =
        own.has("seccompProfile") ? own.obj("seccompProfile") : ofPod.obj("seccompProfile");
    return switch (profile.str("type", "Unconfined")) {
      case "Localhost" -> profile.str("localhostProfile");
      case "RuntimeDefault" -> "RuntimeDefault";
      default -> "Unconfined";
    };
  }
}

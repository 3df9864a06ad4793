package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.finding.Shell;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The containers of a Pod beside what its status says of them.
final class Containers {
  static final Set<String> IMAGE_REASONS =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError",
          "RegistryUnavailable",
          "SignatureValidationFailed");

  /// A container and its status.
  ///
  /// @param list `containers` or `initContainers`
  /// @param spec as written
  /// @param status `{}` if nothing is known
  record Container(String list, Obj spec, Obj status) {
    String name() {
      return spec.str("name");
    }

    /// Why it waits, empty if it does not.
    String waitingFor() {
      return status.obj("state").obj("waiting").str("reason");
    }

    String waitingMessage() {
      return status.obj("state").obj("waiting").str("message");
    }

    boolean isRunning() {
      return status.obj("state").has("running");
    }

    long restarts() {
      return status.integer("restartCount", 0);
    }

    /// How it last ended, `{}` if it never did.
    Obj ended() {
      Obj now = status.obj("state").obj("terminated");
      return now.isEmpty() ? status.obj("lastState").obj("terminated") : now;
    }

    /// The command that shows what it says.
    String logs(PodView pod) {
      return "kubectl logs "
          + Shell.word(pod.name())
          + Shell.inNamespace(pod.namespace())
          + " -c "
          + Shell.word(name());
    }

    /// `container web`, `init container migrate`.
    String noun() {
      return (list.equals("containers") ? "container " : "init container ") + name();
    }
  }

  private Containers() {}

  /// Init containers in order, then the others.
  static List<Container> all(PodView pod) {
    List<Container> out = new ArrayList<>(init(pod));
    out.addAll(main(pod));
    return out;
  }

  static List<Container> init(PodView pod) {
    return of(pod.object(), pod.initContainers(), "initContainers", "initContainerStatuses");
  }

  static List<Container> main(PodView pod) {
    return of(pod.object(), pod.containers(), "containers", "containerStatuses");
  }

  private static List<Container> of(
      Obj pod, List<ContainerView> containers, String list, String statuses) {
    List<Container> out = new ArrayList<>();
    for (ContainerView container : containers) {
      Obj status = Obj.EMPTY;
      for (Obj each : pod.obj("status").arr(statuses).objects()) {
        status = each.str("name").equals(container.name()) ? each : status;
      }
      out.add(new Container(list, container.object(), status));
    }
    return out;
  }
}

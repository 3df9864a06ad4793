package io.binnacle.node.pod;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.Environment;
import io.binnacle.node.runtime.ContainerRuntime.Image;
import io.binnacle.node.runtime.ContainerSpec;
import io.binnacle.node.runtime.ContainerSpec.Mount;
import io.binnacle.node.runtime.SandboxSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a container is made from.
public final class ContainerPlan {
  private ContainerPlan() {}

  /// The container `start` asks for.
  ///
  /// @param container its entry in the Pod
  /// @param memory what the node has, in bytes
  public static ContainerSpec of(
      Obj pod,
      Obj container,
      Step.Start start,
      SandboxSpec sandbox,
      Image image,
      Environment.Resolved environment,
      List<Mount> mounts,
      long memory) {
    String name = container.str("name");
    return new ContainerSpec(
        sandbox,
        name,
        start.attempt(),
        image.id(),
        container.str("image"),
        environment.command(),
        environment.args(),
        container.str("workingDir"),
        environment.variables(),
        mounts,
        logFile(name, start.attempt()),
        container.bool("stdin", false),
        container.bool("stdinOnce", false),
        container.bool("tty", false),
        Limits.of(pod, container, memory),
        new Privileges(pod, container).security(),
        Map.of(
            "io.kubernetes.pod.name", Meta.name(pod),
            "io.kubernetes.pod.namespace", Meta.namespace(pod),
            "io.kubernetes.pod.uid", Meta.uid(pod),
            "io.kubernetes.container.name", name),
        Map.of(
            Slot.HASH,
            Slot.hash(container),
            Slot.BACK_OFF,
            Long.toString(start.backOff().toSeconds())));
  }

  /// Why the image must not run as the Pod wants it; null if it may.
  public static @Nullable String problem(Obj pod, Obj container, Image image) {
    return new Privileges(pod, container).problem(image);
  }

  /// The log of a container below its Pod's folder: `web/0.log`.
  public static String logFile(String container, int attempt) {
    return container + "/" + attempt + ".log";
  }

  /// The entry of the container `name` in the lists of a Pod's spec; null if it has none.
  public static @Nullable Obj find(Obj pod, String name) {
    for (String list : new String[] {"containers", "initContainers", "ephemeralContainers"}) {
      for (Obj container : pod.obj("spec").arr(list).objects()) {
        if (container.str("name").equals(name)) {
          return container;
        }
      }
    }
    return null;
  }
}

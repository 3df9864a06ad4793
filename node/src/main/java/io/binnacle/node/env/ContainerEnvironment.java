package io.binnacle.node.env;

import io.binnacle.model.tree.Obj;
import java.util.List;

/// Works out the environment, command and arguments of one container.
///
/// Later sources win: Service variables, then `envFrom` in order, then `env` in order. `$(NAME)` in a value is replaced by a
/// variable defined before it, `$$` stands for one `$`, and what is not defined stays as it is written.
public final class ContainerEnvironment {
  private ContainerEnvironment() {}

  /// @param pod the Pod, whole
  /// @param container one entry of its `containers`, `initContainers` or `ephemeralContainers`
  /// @param services the Services of the Pod's namespace and `default/kubernetes`; others are passed over
  public static Environment resolve(
      Obj pod, Obj container, PodFacts facts, List<Obj> services, ConfigSource source) {
    throw new UnsupportedOperationException();
  }
}

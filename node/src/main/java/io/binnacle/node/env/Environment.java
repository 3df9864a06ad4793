package io.binnacle.node.env;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a container's environment comes to.
public sealed interface Environment {
  /// Ready to start with.
  ///
  /// @param variables in the order they are to be given to the runtime
  /// @param command the container's `command`, expanded; empty for the image's
  /// @param args the container's `args`, expanded; empty for the image's
  /// @param notices events to record, such as names that had to be skipped
  record Resolved(
      Map<String, String> variables, List<String> command, List<String> args, List<Notice> notices)
      implements Environment {
    public Resolved {
      variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
      command = List.copyOf(command);
      args = List.copyOf(args);
      notices = List.copyOf(notices);
    }
  }

  /// Something it needs is missing: the container waits with reason `CreateContainerConfigError`.
  ///
  /// @param message `configmap "settings" not found`, fit for the container's state and the Failed event (`Error: ` + it)
  record Unresolved(String message) implements Environment {}
}

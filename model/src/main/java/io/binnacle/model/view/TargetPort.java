package io.binnacle.model.view;

import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import org.jspecify.annotations.Nullable;

/// Where a Service port or a probe leads on a Pod: a number, or the name of a container port.
public sealed interface TargetPort {
  /// A port number.
  record Numbered(int port) implements TargetPort {}

  /// The name of a container port, resolved Pod by Pod.
  record Named(String name) implements TargetPort {}

  /// Reads an IntOrString; `fallback` stands in for an absent one, for 0 and for the empty string.
  static TargetPort of(@Nullable Value value, int fallback) {
    return switch (value) {
      case Int n when n.value() != 0 -> new Numbered((int) n.value());
      case Str s when !s.value().isEmpty() -> new Named(s.value());
      case null, default -> new Numbered(fallback);
    };
  }
}

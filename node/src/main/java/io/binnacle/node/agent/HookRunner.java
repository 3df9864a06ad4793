package io.binnacle.node.agent;

import io.binnacle.model.tree.Obj;
import io.binnacle.node.probe.ProbedContainer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Runs one lifecycle hook: [io.binnacle.node.probe.Hooks#run].
@FunctionalInterface
public interface HookRunner {
  /// @return null if it succeeded, else why not
  @Nullable String run(Obj hook, ProbedContainer container, @Nullable Duration timeout);
}

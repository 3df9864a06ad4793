package io.binnacle.node.probe;

import io.binnacle.node.runtime.ContainerRuntime.ExecResult;
import java.time.Duration;
import java.util.List;

/// Runs a command in one container: `(command, timeout) -> runtime.execSync(id, command, timeout)`. Throws
/// [io.binnacle.node.runtime.RuntimeFailure] as that does.
@FunctionalInterface
public interface CommandRunner {
  /// Blocks until the command has ended, or fails with kind TIMEOUT.
  ExecResult run(List<String> command, Duration timeout);
}

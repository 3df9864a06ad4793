package io.binnacle.node.runtime.fake;

import io.binnacle.client.run.Scheduler.Cancellable;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Container.State;
import io.binnacle.node.runtime.ContainerSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A container of [FakeRuntime]; guarded by it.
final class FakeContainer {
  final String id;
  final String sandboxId;
  final ContainerSpec spec;
  final FakeProgram program;
  final Instant created;
  State state = State.CREATED;
  @Nullable Instant started;
  @Nullable Instant finished;
  int exitCode;
  String reason = "";
  String message = "";
  int next;
  @Nullable Cancellable timer;

  FakeContainer(String id, String sandboxId, ContainerSpec spec, Instant created) {
    this.id = id;
    this.sandboxId = sandboxId;
    this.spec = spec;
    this.created = created;
    this.program = FakeProgram.of(spec.command().isEmpty() ? spec.args() : spec.command());
  }

  Path log() {
    return Path.of(spec.sandbox().logDirectory(), spec.logFile());
  }

  /// Adds a line to its log.
  void write(String line) {
    if (spec.sandbox().logDirectory().isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(log().getParent());
      Files.writeString(log(), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Adds a line in the format of CRI logs.
  void say(Instant now, boolean error, String text) {
    write(now + (error ? " stderr F " : " stdout F ") + text + "\n");
  }

  /// Leaves a termination message, if there is a file for one.
  void leave(String text) {
    for (ContainerSpec.Mount mount : spec.mounts()) {
      if (mount.containerPath().equals("/dev/termination-log")) {
        try {
          Files.writeString(Path.of(mount.hostPath()), text);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /// It has ended, unless it has before.
  void end(Instant now, int exit, String why) {
    if (state == State.EXITED) {
      return;
    }
    state = State.EXITED;
    finished = now;
    exitCode = exit;
    reason = why;
    Cancellable waiting = timer;
    if (waiting != null) {
      waiting.cancel();
    }
  }

  /// `web/c.0`: Pod, container, attempt.
  String label() {
    return spec.sandbox().podName() + "/" + spec.name() + "." + spec.attempt();
  }

  Container view() {
    return new Container(
        id,
        sandboxId,
        spec.sandbox().podUid(),
        spec.name(),
        spec.attempt(),
        state,
        spec.imageName(),
        spec.imageId(),
        created,
        started,
        finished,
        exitCode,
        reason,
        message,
        log().toString(),
        spec.annotations());
  }
}

package io.binnacle.node.agent;

import io.binnacle.client.node.LogRequest;
import io.binnacle.client.node.LogSink;
import io.binnacle.client.run.Scheduler.Cancellable;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.log.LogReader;
import io.binnacle.node.log.LogRotation;
import io.binnacle.node.pod.ContainerPlan;
import io.binnacle.node.pod.SandboxPlan;
import io.binnacle.node.pod.StartFailure;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Container.State;
import io.binnacle.node.runtime.RuntimeFailure;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds and writes the logs of containers, and rotates them.
final class ContainerLogs implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ContainerLogs.class.getName());
  private static final Duration ROTATION = Duration.ofSeconds(10);

  private final Tools tools;
  private volatile boolean closed;
  private @Nullable Cancellable timer;

  ContainerLogs(Tools tools) {
    this.tools = tools;
  }

  /// Looks after the length of logs from now on.
  synchronized void rotateLogsOf(Supplier<List<PodRecord>> all) {
    if (!closed) {
      timer =
          tools
              .scheduler()
              .schedule(
                  ROTATION,
                  () -> {
                    all.get().forEach(this::rotate);
                    rotateLogsOf(all);
                  });
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  /// Writes what `request` asks for; returns when done.
  void write(PodRecord record, LogRequest request, LogSink sink) {
    Container container = request.previous() ? previous(record, request) : current(record, request);
    try {
      LogReader.read(
          file(record, container),
          request,
          sink,
          tools.scheduler(),
          () -> closed || hasEnded(record, container.id()));
    } catch (IOException e) {
      throw new ApiException(Status.internalError("reading the log: " + e), e);
    }
  }

  private static boolean hasEnded(PodRecord record, String id) {
    Container now = record.container(id);
    return now == null || now.state() == State.EXITED || now.state() == State.UNKNOWN;
  }

  private Path file(PodRecord record, Container container) {
    return SandboxPlan.logFolder(tools.config().logs(), record.pod())
        .resolve(ContainerPlan.logFile(container.name(), container.attempt()));
  }

  /// The container that runs or ran last.
  private static Container current(PodRecord record, LogRequest request) {
    Container found = begun(record, request.container()).findFirst().orElse(null);
    if (found != null) {
      return found;
    }
    Obj pod = record.pod();
    String who = "container \"" + request.container() + "\" in pod \"" + Meta.name(pod) + "\" ";
    if (ContainerPlan.find(pod, request.container()) == null) {
      throw PodDoors.badRequest(who + "is not available");
    }
    String reason = status(pod, request.container()).obj("state").obj("waiting").str("reason");
    throw PodDoors.badRequest(
        who
            + "is waiting to start: "
            + switch (reason) {
              case "" -> "ContainerCreating";
              case StartFailure.ERR_IMAGE_PULL -> "image can't be pulled";
              case StartFailure.IMAGE_PULL_BACK_OFF -> "trying and failing to pull image";
              default -> reason;
            });
  }

  /// The container that ended last, before the one that runs.
  private static Container previous(PodRecord record, LogRequest request) {
    Obj status = status(record.pod(), request.container());
    String id = status.obj("lastState").obj("terminated").str("containerID");
    return begun(record, request.container())
        .filter(c -> !id.isEmpty() && id.endsWith("://" + c.id()))
        .findFirst()
        .orElseThrow(() ->
            PodDoors.badRequest(
                "previous terminated container \""
                    + request.container()
                    + "\" in pod \""
                    + request.pod().name()
                    + "\" not found"));
  }

  private static Stream<Container> begun(PodRecord record, String name) {
    return record.containers().stream()
        .filter(c -> c.name().equals(name) && c.state() != State.CREATED)
        .sorted(
            Comparator.comparingInt(Container::attempt)
                .thenComparing(Container::created)
                .reversed());
  }

  private static Obj status(Obj pod, String name) {
    for (String list :
        List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")) {
      for (Obj status : pod.obj("status").arr(list).objects()) {
        if (status.str("name").equals(name)) {
          return status;
        }
      }
    }
    return Obj.EMPTY;
  }

  private void rotate(PodRecord record) {
    for (Container container : record.containers()) {
      if (container.state() != State.RUNNING) {
        continue;
      }
      try {
        LogRotation.rotate(
            file(record, container), tools.now(), () -> tools.runtime().reopenLog(container.id()));
      } catch (IOException | RuntimeFailure e) {
        LOG.log(Level.WARNING, "log of {0} not rotated: {1}", container.name(), e.getMessage());
      }
    }
  }
}

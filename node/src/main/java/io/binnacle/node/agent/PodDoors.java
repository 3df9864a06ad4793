package io.binnacle.node.agent;

import io.binnacle.client.node.LogRequest;
import io.binnacle.client.node.LogSink;
import io.binnacle.client.node.NodeAgent;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.pod.ContainerPlan;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.Container.State;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.Sandbox;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers what the API server asks about this node's Pods.
final class PodDoors implements NodeAgent, AutoCloseable {
  private final Tools tools;
  private final PodWorkers workers;
  private final ContainerLogs logs;

  PodDoors(Tools tools, PodWorkers workers) {
    this.tools = tools;
    this.workers = workers;
    this.logs = new ContainerLogs(tools);
  }

  @Override
  public void logs(LogRequest request, LogSink sink) {
    logs.write(known(request.pod()), request, sink);
  }

  @Override
  public URI exec(ExecRequest request) {
    PodRecord record = known(request.pod());
    Container container = running(record, request.container());
    return asked(() -> tools.runtime().exec(container.id(), request.command(), request.streams()));
  }

  @Override
  public URI attach(PodRef pod, String container, Streams streams) {
    PodRecord record = known(pod);
    Container running = running(record, container);
    Obj spec = ContainerPlan.find(record.pod(), container);
    boolean tty = spec != null && spec.bool("tty", false);
    boolean stdin = spec != null && spec.bool("stdin", false);
    if (streams.tty() && !tty) {
      throw badRequest("container " + container + " did not allocate a TTY");
    }
    if (streams.stdin() && !stdin) {
      throw badRequest("container " + container + " has no standard input to attach to");
    }
    // A container with a terminal has no standard error of its own, whatever the client thinks.
    Streams fitting = new Streams(streams.stdin(), streams.stdout(), streams.stderr() && !tty, tty);
    return asked(() -> tools.runtime().attach(running.id(), fitting));
  }

  @Override
  public URI portForward(PodRef pod, List<Integer> ports) {
    PodRecord record = known(pod);
    Sandbox sandbox =
        record.sandboxes().stream()
            .filter(Sandbox::ready)
            .max(Comparator.comparingInt(Sandbox::attempt))
            .orElseThrow(
                () -> badRequest("pod not running, sandbox of " + pod.name() + " is not ready"));
    return asked(() -> tools.runtime().portForward(sandbox.id(), ports));
  }

  /// Looks after the length of logs from now on.
  void start() {
    logs.rotateLogsOf(workers::all);
  }

  @Override
  public void close() {
    logs.close();
  }

  private PodRecord known(PodRef pod) {
    PodRecord record = workers.find(pod.uid());
    if (record == null) {
      throw new ApiException(Status.notFound(ResourceName.PODS, pod.name()));
    }
    return record;
  }

  private static Container running(PodRecord record, String name) {
    Container newest = newest(record, name);
    if (newest == null || newest.state() != State.RUNNING) {
      throw new ApiException(
          new Status(404, "NotFound", "container not found (\"" + name + "\")", Obj.EMPTY));
    }
    return newest;
  }

  /// The newest container of a name that has begun.
  static @Nullable Container newest(PodRecord record, String name) {
    return record.containers().stream()
        .filter(c -> c.name().equals(name))
        .max(Comparator.comparingInt(Container::attempt).thenComparing(Container::created))
        .orElse(null);
  }

  static ApiException badRequest(String message) {
    return new ApiException(Status.badRequest(message));
  }

  private static URI asked(Supplier<URI> call) {
    try {
      return call.get();
    } catch (RuntimeFailure e) {
      throw new ApiException(Status.internalError(ImageGate.message(e)), e);
    }
  }
}

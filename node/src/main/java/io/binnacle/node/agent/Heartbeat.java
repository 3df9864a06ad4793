package io.binnacle.node.agent;

import io.binnacle.client.Target;
import io.binnacle.client.queue.ControllerLoop;
import io.binnacle.client.queue.Outcome;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.lease.NodeLease;
import io.binnacle.node.runtime.ContainerRuntime.RuntimeInfo;
import io.binnacle.node.runtime.RuntimeFailure;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Registers the Node and keeps saying that it lives, and whether its runtime does.
final class Heartbeat implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /// While the runtime is away it is asked more often, so that its return shows soon.
  private static final Duration WATCHFUL = Duration.ofSeconds(1);

  /// The status is written at least so often, though nothing in it has changed.
  private static final Duration STATUS = Duration.ofMinutes(5);

  private final Tools tools;
  private final NodeObjects objects;
  private final ControllerLoop<String> loop;
  private RuntimeInfo runtime;
  private @Nullable Instant written;

  Heartbeat(Tools tools) {
    this.tools = tools;
    this.objects = new NodeObjects(tools.config(), tools.machine());
    this.loop = new ControllerLoop<>("node-heartbeat", tools.scheduler(), 1, this::beat);
    this.runtime = new RuntimeInfo(tools.runtimeName(), "", "not asked yet");
  }

  void start() {
    loop.enqueue(tools.config().name());
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }

  /// Looks at the runtime soon.
  void look() {
    loop.enqueue(tools.config().name());
  }

  private Outcome beat(String name) {
    Instant now = tools.now();
    try {
      RuntimeInfo said = tools.runtime().info();
      // A runtime that is down does not say its version; it still has the one it had.
      runtime =
          said.version().isEmpty()
              ? new RuntimeInfo(runtime.name(), runtime.version(), said.problem())
              : said;
    } catch (RuntimeFailure e) {
      runtime = new RuntimeInfo(runtime.name(), runtime.version(), ImageGate.message(e));
    }
    try {
      Obj node = register(name, now);
      NodeLease.renew(tools.api(), node, now);
    } catch (ApiException e) {
      if (!e.isConflict() && !e.isAlreadyExists()) {
        throw e;
      }
      return new Outcome.Later(WATCHFUL, "somebody else was quicker");
    }
    return new Outcome.Later(runtime.problem() == null ? INTERVAL : WATCHFUL, "next heartbeat");
  }

  /// The Node, created if it is missing, with labels, ranges and status as they should be.
  private Obj register(String name, Instant now) {
    Target target = Target.of(ResourceName.NODES, "", name);
    Obj node;
    try {
      node = tools.api().get(target);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      node = tools.api().create(ResourceName.NODES, "", objects.node());
    }
    Obj own = objects.withOwn(node);
    if (!own.equals(node)) {
      node = tools.api().update(target, own);
    }
    Obj before = node.obj("status");
    Obj status = objects.status(before, runtime, now);
    boolean due = written == null || !now.isBefore(written.plus(STATUS));
    if (due || !timeless(status).equals(timeless(before))) {
      node = tools.api().update(target.status(), node.with("status", status));
      written = now;
    }
    return node;
  }

  /// A status without the times of its heartbeats.
  private static Obj timeless(Obj status) {
    return status.with(
        "conditions",
        status.arr("conditions").map(c -> c instanceof Obj o ? o.without("lastHeartbeatTime") : c));
  }
}

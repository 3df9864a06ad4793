package io.binnacle.node.agent;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.dns.HostsFile;
import io.binnacle.node.dns.PodHostname;
import io.binnacle.node.env.ApiConfigSource;
import io.binnacle.node.env.ContainerEnvironment;
import io.binnacle.node.env.Environment;
import io.binnacle.node.pod.ContainerPlan;
import io.binnacle.node.pod.PodLife;
import io.binnacle.node.pod.Step;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntime.Image;
import io.binnacle.node.runtime.ContainerSpec;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import io.binnacle.node.runtime.SandboxSpec;
import io.binnacle.node.volume.MountOutcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Brings one container to run: image, environment, mounts, process, postStart hook.
final class ContainerStarter {
  private final Tools tools;
  private final ImageGate images;
  private final SandboxMaker sandboxes;

  ContainerStarter(Tools tools, SandboxMaker sandboxes) {
    this.tools = tools;
    this.images = new ImageGate(tools);
    this.sandboxes = sandboxes;
  }

  /// Why a container does not run.
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    final String reason;
    final String message;

    Refused(String reason, String message) {
      super(message, null, false, false);
      this.reason = reason;
      this.message = message;
    }
  }

  /// Blocks until the container runs and its hook is done, or it is known why not; either way `record` knows then.
  void start(PodRecord record, Step.Start step) {
    Obj pod = record.pod();
    Obj spec = ContainerPlan.find(pod, step.name());
    if (spec == null) {
      record.callOff();
      return;
    }
    try {
      Image image = image(pod, spec);
      if (!record.commit(step.name(), step.attempt())) {
        return; // the Pod has come to its end in the meantime
      }
      String id = create(record, pod, spec, step, image);
      run(record, pod, spec, step, id);
      record.started(step.name(), step.attempt());
    } catch (Refused e) {
      record.notStarted(step.name(), step.attempt(), e.reason, e.message, tools.now());
    } catch (RuntimeFailure e) {
      record.startUnavailable(step.name(), step.attempt(), ImageGate.message(e), tools.now());
    }
  }

  private Image image(Obj pod, Obj spec) throws Refused {
    return switch (images.ensure(pod, spec)) {
      case ImageGate.Outcome.Here(Image image) -> image;
      case ImageGate.Outcome.Failed(String reason, String message) ->
          throw new Refused(reason, message);
    };
  }

  private String create(PodRecord record, Obj pod, Obj spec, Step.Start step, Image image)
      throws Refused {
    ContainerSpec made = plan(record, pod, spec, step, image);
    Instant begun = tools.now();
    try {
      String id = tools.runtime().createContainer(step.sandboxId(), made);
      tools.delays().observe("create", tools.since(begun));
      record.put(tools.runtime().container(id));
      tools.events().normal(pod, "Created", "Created container: " + step.name());
      return id;
    } catch (RuntimeFailure e) {
      throw failed(pod, "CreateContainerError", e);
    }
  }

  private ContainerSpec plan(PodRecord record, Obj pod, Obj spec, Step.Start step, Image image)
      throws Refused {
    Environment environment =
        ContainerEnvironment.resolve(
            pod,
            spec,
            tools.facts(record),
            tools.services(Meta.namespace(pod)),
            new ApiConfigSource(tools.api()));
    String problem = ContainerPlan.problem(pod, spec, image);
    if (problem != null) {
      throw unconfigured(pod, problem);
    }
    return switch (environment) {
      case Environment.Unresolved(String message) -> throw unconfigured(pod, message);
      case Environment.Resolved resolved -> {
        resolved.notices().forEach(n -> tools.events().warning(pod, n.reason(), n.message()));
        SandboxSpec sandbox = sandboxes.spec(pod, attempt(record, step.sandboxId()));
        String hosts =
            HostsFile.text(
                pod,
                tools.addresses(record),
                PodHostname.of(pod, tools.config().dns().domain()),
                sandboxes.hostsOfNode());
        MountOutcome mounts =
            tools.volumes().mounts(pod, spec, step.attempt(), resolved.variables(), hosts);
        yield switch (mounts) {
          case MountOutcome.Refused(String message) -> throw unconfigured(pod, message);
          case MountOutcome.Mounts m ->
              ContainerPlan.of(
                  pod,
                  spec,
                  step,
                  sandbox,
                  image,
                  resolved,
                  m.mounts(),
                  tools.machine().memoryBytes());
        };
      }
    };
  }

  private static int attempt(PodRecord record, String sandboxId) {
    var sandbox = record.sandbox(sandboxId);
    return sandbox == null ? 0 : sandbox.attempt();
  }

  private void run(PodRecord record, Obj pod, Obj spec, Step.Start step, String id) throws Refused {
    Instant begun = tools.now();
    try {
      tools.runtime().startContainer(id);
      tools.delays().observe("start", tools.since(begun));
    } catch (RuntimeFailure e) {
      refresh(record, id);
      throw failed(pod, "RunContainerError", e);
    }
    Container running = refresh(record, id);
    record.moments.answered(tools.now());
    tools.events().normal(pod, "Started", "Started container " + step.name());
    Obj hook = spec.obj("lifecycle").obj("postStart");
    if (running != null && !hook.isEmpty()) {
      String why = tools.hooks().run(hook, tools.probed(record, spec, running), null);
      record.moments.answered(tools.now());
      if (why != null) {
        postStartFailed(record, pod, id, why);
      }
    }
  }

  private void postStartFailed(PodRecord record, Obj pod, String id, String why) throws Refused {
    // The hook's own output may hold what is nobody's business: the Event does not repeat it.
    tools.events().warning(pod, "FailedPostStartHook", "PostStartHook failed");
    tools.events().normal(pod, "Killing", "FailedPostStartHook");
    tools.runtime().stopContainer(id, PodLife.grace(pod));
    refresh(record, id);
    tools.events().warning(pod, "Failed", "Error: " + why);
    throw new Refused("PostStartHookError", why);
  }

  /// What the runtime says of a container now; null if it has gone already.
  private @Nullable Container refresh(PodRecord record, String id) {
    try {
      Container now = tools.runtime().container(id);
      record.put(now);
      return now;
    } catch (RuntimeFailure e) {
      if (e.kind() != Kind.NOT_FOUND) {
        throw e;
      }
      record.drop(id);
      return null;
    }
  }

  private Refused unconfigured(Obj pod, String message) {
    tools.events().warning(pod, "Failed", "Error: " + message);
    return new Refused("CreateContainerConfigError", message);
  }

  private Refused failed(Obj pod, String reason, RuntimeFailure e) {
    if (e.kind() == Kind.UNAVAILABLE) {
      throw e;
    }
    String message = ImageGate.message(e);
    tools.events().warning(pod, "Failed", "Error: " + message);
    return new Refused(reason, message);
  }
}

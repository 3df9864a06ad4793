package io.binnacle.node.cri;

import io.binnacle.client.node.NodeAgent.Streams;
import io.binnacle.node.proto.cri.AttachRequest;
import io.binnacle.node.proto.cri.ContainerStatusRequest;
import io.binnacle.node.proto.cri.CreateContainerRequest;
import io.binnacle.node.proto.cri.ExecRequest;
import io.binnacle.node.proto.cri.ExecSyncRequest;
import io.binnacle.node.proto.cri.ExecSyncResponse;
import io.binnacle.node.proto.cri.ListContainersRequest;
import io.binnacle.node.proto.cri.ListPodSandboxRequest;
import io.binnacle.node.proto.cri.PodSandboxStatusRequest;
import io.binnacle.node.proto.cri.PortForwardRequest;
import io.binnacle.node.proto.cri.RemoveContainerRequest;
import io.binnacle.node.proto.cri.RemovePodSandboxRequest;
import io.binnacle.node.proto.cri.ReopenContainerLogRequest;
import io.binnacle.node.proto.cri.RunPodSandboxRequest;
import io.binnacle.node.proto.cri.RuntimeCondition;
import io.binnacle.node.proto.cri.RuntimeServiceGrpc;
import io.binnacle.node.proto.cri.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.binnacle.node.proto.cri.StartContainerRequest;
import io.binnacle.node.proto.cri.StatusRequest;
import io.binnacle.node.proto.cri.StopContainerRequest;
import io.binnacle.node.proto.cri.StopPodSandboxRequest;
import io.binnacle.node.proto.cri.VersionRequest;
import io.binnacle.node.proto.cri.VersionResponse;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerSpec;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import io.binnacle.node.runtime.Sandbox;
import io.binnacle.node.runtime.SandboxSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A [ContainerRuntime] that asks a containerd over its socket. Closing it ends the connection and nothing else.
public final class CriRuntime implements ContainerRuntime {
  /// How long an ordinary call may take; a kubelet gives as long.
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /// Making a sandbox runs the network plugins, and may wait for others that do.
  private static final Duration SANDBOX_PATIENCE = Duration.ofMinutes(4);

  private static final Duration EXEC_SLACK = Duration.ofSeconds(15);
  private static final int MAX_OUTPUT = 16 << 10;

  private final CriChannel channel;
  private final Requests requests;
  private final RuntimeEvents events;
  private final CriImages images;

  /// A runtime behind `channel`, which it closes with itself.
  ///
  /// @param cgroupParent the cgroup of Pods that name none, absolute: `/binnacle`
  /// @param seccomp whether the kernel filters system calls
  public CriRuntime(CriChannel channel, String cgroupParent, boolean seccomp) {
    this.channel = channel;
    this.images = new CriImages(channel);
    this.requests = new Requests(cgroupParent, seccomp);
    this.events = new RuntimeEvents(channel, this::sandboxOf, this::isOver);
  }

  /// What only the runtime's keeper knows: it has come back, and anything may have changed.
  public void cameBack() {
    channel.retryNow();
    events.cameBack();
  }

  @Override
  public RuntimeInfo info() {
    VersionResponse version =
        Calls.call(
            () -> runtime(PATIENCE).version(VersionRequest.newBuilder().setVersion("v1").build()));
    List<RuntimeCondition> conditions =
        Calls.call(() -> runtime(PATIENCE).status(StatusRequest.getDefaultInstance()))
            .getStatus()
            .getConditionsList();
    String problem = null;
    for (RuntimeCondition condition : conditions) {
      boolean required =
          condition.getType().equals("RuntimeReady") || condition.getType().equals("NetworkReady");
      if (problem == null && required && !condition.getStatus()) {
        problem = condition.getReason() + ": " + condition.getMessage();
      }
    }
    return new RuntimeInfo(version.getRuntimeName(), version.getRuntimeVersion(), problem);
  }

  @Override
  public String runSandbox(SandboxSpec spec) {
    makeFolder(Path.of(spec.logDirectory()));
    return Calls.call(() ->
            runtime(SANDBOX_PATIENCE)
                .runPodSandbox(
                    RunPodSandboxRequest.newBuilder().setConfig(requests.sandbox(spec)).build()))
        .getPodSandboxId();
  }

  @Override
  public void stopSandbox(String sandboxId) {
    Calls.end(() ->
        runtime(PATIENCE)
            .stopPodSandbox(StopPodSandboxRequest.newBuilder().setPodSandboxId(sandboxId).build()));
  }

  @Override
  public void removeSandbox(String sandboxId) {
    Calls.end(() ->
        runtime(PATIENCE)
            .removePodSandbox(
                RemovePodSandboxRequest.newBuilder().setPodSandboxId(sandboxId).build()));
    events.forgetSandbox(sandboxId);
  }

  @Override
  public List<Sandbox> sandboxes() {
    return Calls.call(
            () -> runtime(PATIENCE).listPodSandbox(ListPodSandboxRequest.getDefaultInstance()))
        .getItemsList()
        .stream()
        .map(Answers::sandbox)
        .toList();
  }

  @Override
  public Sandbox sandbox(String sandboxId) {
    return Answers.sandbox(
        Calls.call(() ->
                runtime(PATIENCE)
                    .podSandboxStatus(
                        PodSandboxStatusRequest.newBuilder().setPodSandboxId(sandboxId).build()))
            .getStatus());
  }

  @Override
  public String createContainer(String sandboxId, ContainerSpec spec) {
    Path log = Path.of(spec.sandbox().logDirectory()).resolve(spec.logFile());
    Path folder = log.getParent();
    if (folder != null) {
      makeFolder(folder);
    }
    boolean imageUser = spec.security().runAsGroup() != null && spec.security().runAsUser() == null;
    Image image = imageUser ? image(spec.imageId()) : null;
    String id =
        Calls.call(() ->
                runtime(PATIENCE)
                    .createContainer(
                        CreateContainerRequest.newBuilder()
                            .setPodSandboxId(sandboxId)
                            .setConfig(requests.container(spec, image))
                            .setSandboxConfig(requests.sandbox(spec.sandbox()))
                            .build()))
            .getContainerId();
    events.belongs(id, sandboxId);
    return id;
  }

  @Override
  public void startContainer(String containerId) {
    Calls.call(() ->
        runtime(PATIENCE)
            .startContainer(
                StartContainerRequest.newBuilder().setContainerId(containerId).build()));
  }

  @Override
  public void stopContainer(String containerId, Duration grace) {
    long seconds = seconds(grace);
    Calls.end(() ->
        runtime(PATIENCE.plusSeconds(seconds))
            .stopContainer(
                StopContainerRequest.newBuilder()
                    .setContainerId(containerId)
                    .setTimeout(seconds)
                    .build()));
  }

  @Override
  public void removeContainer(String containerId) {
    Calls.end(() ->
        runtime(PATIENCE)
            .removeContainer(
                RemoveContainerRequest.newBuilder().setContainerId(containerId).build()));
  }

  @Override
  public List<Container> containers() {
    List<Container> containers = new ArrayList<>();
    for (var said :
        Calls.call(
                () -> runtime(PATIENCE).listContainers(ListContainersRequest.getDefaultInstance()))
            .getContainersList()) {
      events.belongs(said.getId(), said.getPodSandboxId());
      containers.add(Answers.container(said));
    }
    return containers;
  }

  @Override
  public Container container(String containerId) {
    var said =
        Calls.call(() ->
            runtime(PATIENCE)
                .containerStatus(
                    ContainerStatusRequest.newBuilder().setContainerId(containerId).build()));
    String sandbox = sandboxOf(said.getStatus().getId());
    return Answers.container(said.getStatus(), sandbox == null ? "" : sandbox);
  }

  @Override
  public ExecResult execSync(String containerId, List<String> command, Duration timeout) {
    /* The time is kept there: containerd does not end a command whose caller has given up. Ours is for a containerd that hangs. */
    long seconds = Math.max(1, seconds(timeout));
    try {
      ExecSyncResponse said =
          Calls.call(() ->
              runtime(EXEC_SLACK.plusSeconds(seconds))
                  .execSync(
                      ExecSyncRequest.newBuilder()
                          .setContainerId(containerId)
                          .addAllCmd(command)
                          .setTimeout(seconds)
                          .build()));
      return new ExecResult(
          said.getExitCode(),
          text(said.getStdout().toByteArray()),
          text(said.getStderr().toByteArray()));
    } catch (RuntimeFailure e) {
      if (e.kind() == Kind.TIMEOUT) {
        throw new RuntimeFailure(
            Kind.TIMEOUT,
            "command \"%s\" timed out after %d s".formatted(String.join(" ", command), seconds),
            e);
      }
      throw e;
    }
  }

  @Override
  public URI exec(String containerId, List<String> command, Streams streams) {
    return URI.create(
        Calls.call(() ->
                runtime(PATIENCE)
                    .exec(
                        ExecRequest.newBuilder()
                            .setContainerId(containerId)
                            .addAllCmd(command)
                            .setTty(streams.tty())
                            .setStdin(streams.stdin())
                            .setStdout(streams.stdout())
                            .setStderr(streams.stderr() && !streams.tty())
                            .build()))
            .getUrl());
  }

  @Override
  public URI attach(String containerId, Streams streams) {
    return URI.create(
        Calls.call(() ->
                runtime(PATIENCE)
                    .attach(
                        AttachRequest.newBuilder()
                            .setContainerId(containerId)
                            .setTty(streams.tty())
                            .setStdin(streams.stdin())
                            .setStdout(streams.stdout())
                            .setStderr(streams.stderr() && !streams.tty())
                            .build()))
            .getUrl());
  }

  @Override
  public URI portForward(String sandboxId, List<Integer> ports) {
    return URI.create(
        Calls.call(() ->
                runtime(PATIENCE)
                    .portForward(
                        PortForwardRequest.newBuilder()
                            .setPodSandboxId(sandboxId)
                            .addAllPort(ports)
                            .build()))
            .getUrl());
  }

  @Override
  public void reopenLog(String containerId) {
    Calls.call(() ->
        runtime(PATIENCE)
            .reopenContainerLog(
                ReopenContainerLogRequest.newBuilder().setContainerId(containerId).build()));
  }

  @Override
  public @Nullable Image image(String reference) {
    return images.image(reference);
  }

  @Override
  public Image pull(String reference, @Nullable Credentials credentials) {
    return images.pull(reference, credentials);
  }

  @Override
  public List<Image> images() {
    return images.all();
  }

  @Override
  public void removeImage(String reference) {
    images.remove(reference);
  }

  @Override
  public AutoCloseable onChange(Consumer<String> listener) {
    return events.add(listener);
  }

  @Override
  public void close() {
    events.close();
    channel.close();
  }

  private @Nullable String sandboxOf(String containerId) {
    String known = events.sandboxOf(containerId);
    if (known == null) {
      var _ = containers();
      known = events.sandboxOf(containerId);
    }
    return known;
  }

  /// Whether CRI knows already that a container, or the sandbox of that id, has ended.
  private boolean isOver(String id) {
    try {
      return sandboxOf(id) == null
          ? !sandbox(id).ready()
          : container(id).state() == Container.State.EXITED;
    } catch (RuntimeFailure e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return true;
      }
      throw e;
    }
  }

  private RuntimeServiceBlockingStub runtime(Duration patience) {
    return RuntimeServiceGrpc.newBlockingStub(channel.cri())
        .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Whole seconds, never less than asked for.
  private static long seconds(Duration duration) {
    return Math.max(0, Math.ceilDiv(duration.toMillis(), 1000L));
  }

  private static String text(byte[] output) {
    return new String(output, 0, Math.min(output.length, MAX_OUTPUT), StandardCharsets.UTF_8);
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new RuntimeFailure(Kind.OTHER, "cannot make the log folder " + folder + ": " + e, e);
    }
  }
}

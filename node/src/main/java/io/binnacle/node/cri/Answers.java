package io.binnacle.node.cri;

import io.binnacle.node.proto.cri.ContainerState;
import io.binnacle.node.proto.cri.ContainerStatus;
import io.binnacle.node.proto.cri.PodIP;
import io.binnacle.node.proto.cri.PodSandbox;
import io.binnacle.node.proto.cri.PodSandboxMetadata;
import io.binnacle.node.proto.cri.PodSandboxState;
import io.binnacle.node.proto.cri.PodSandboxStatus;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntime.Image;
import io.binnacle.node.runtime.Sandbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// CRI's messages as our records.
final class Answers {
  private Answers() {}

  static Sandbox sandbox(PodSandbox said) {
    return sandbox(
        said.getId(),
        said.getMetadata(),
        said.getState(),
        List.of(),
        said.getCreatedAt(),
        said.getAnnotationsMap());
  }

  static Sandbox sandbox(PodSandboxStatus said) {
    List<String> addresses = new ArrayList<>();
    if (!said.getNetwork().getIp().isEmpty()) {
      addresses.add(said.getNetwork().getIp());
    }
    for (PodIP more : said.getNetwork().getAdditionalIpsList()) {
      addresses.add(more.getIp());
    }
    return sandbox(
        said.getId(),
        said.getMetadata(),
        said.getState(),
        addresses,
        said.getCreatedAt(),
        said.getAnnotationsMap());
  }

  private static Sandbox sandbox(
      String id,
      PodSandboxMetadata of,
      PodSandboxState state,
      List<String> addresses,
      long created,
      Map<String, String> annotations) {
    return new Sandbox(
        id,
        of.getUid(),
        of.getNamespace(),
        of.getName(),
        of.getAttempt(),
        state == PodSandboxState.SANDBOX_READY,
        addresses,
        instant(created),
        annotations);
  }

  static Container container(io.binnacle.node.proto.cri.Container said) {
    return new Container(
        said.getId(),
        said.getPodSandboxId(),
        said.getLabelsOrDefault(Requests.POD_UID, ""),
        said.getMetadata().getName(),
        said.getMetadata().getAttempt(),
        state(said.getState()),
        said.getAnnotationsOrDefault(Requests.IMAGE_NAME, said.getImage().getImage()),
        said.getImageRef(),
        instant(said.getCreatedAt()),
        null,
        null,
        0,
        "",
        "",
        "",
        given(said.getAnnotationsMap()));
  }

  static Container container(ContainerStatus said, String sandboxId) {
    boolean ended = said.getState() == ContainerState.CONTAINER_EXITED;
    return new Container(
        said.getId(),
        sandboxId,
        said.getLabelsOrDefault(Requests.POD_UID, ""),
        said.getMetadata().getName(),
        said.getMetadata().getAttempt(),
        state(said.getState()),
        said.getAnnotationsOrDefault(Requests.IMAGE_NAME, said.getImage().getImage()),
        said.getImageRef(),
        instant(said.getCreatedAt()),
        instantOrNull(said.getStartedAt()),
        instantOrNull(said.getFinishedAt()),
        said.getExitCode(),
        ended ? said.getReason() : "",
        said.getMessage(),
        said.getLogPath(),
        given(said.getAnnotationsMap()));
  }

  static Image image(io.binnacle.node.proto.cri.Image said) {
    List<String> names = new ArrayList<>(said.getRepoTagsList());
    names.addAll(said.getRepoDigestsList());
    return new Image(
        said.getId(),
        names,
        said.getSize(),
        said.hasUid() ? said.getUid().getValue() : null,
        said.getUsername());
  }

  private static Map<String, String> given(Map<String, String> annotations) {
    Map<String, String> given = new HashMap<>(annotations);
    given.remove(Requests.IMAGE_NAME);
    return given;
  }

  private static Container.State state(ContainerState state) {
    return switch (state) {
      case CONTAINER_CREATED -> Container.State.CREATED;
      case CONTAINER_RUNNING -> Container.State.RUNNING;
      case CONTAINER_EXITED -> Container.State.EXITED;
      case CONTAINER_UNKNOWN, UNRECOGNIZED -> Container.State.UNKNOWN;
    };
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }

  private static @Nullable Instant instantOrNull(long nanos) {
    return nanos <= 0 ? null : instant(nanos);
  }
}

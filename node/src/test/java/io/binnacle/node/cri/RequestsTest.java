package io.binnacle.node.cri;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.node.proto.cri.ContainerConfig;
import io.binnacle.node.proto.cri.LinuxContainerSecurityContext;
import io.binnacle.node.proto.cri.NamespaceMode;
import io.binnacle.node.proto.cri.PodSandboxConfig;
import io.binnacle.node.proto.cri.SecurityProfile.ProfileType;
import io.binnacle.node.runtime.ContainerRuntime.Image;
import io.binnacle.node.runtime.ContainerSpec;
import io.binnacle.node.runtime.ContainerSpec.Resources;
import io.binnacle.node.runtime.ContainerSpec.Security;
import io.binnacle.node.runtime.SandboxSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What our specs become on the wire, where that is more than copying.
class RequestsTest {
  private static final Requests REQUESTS = new Requests("/binnacle-0", true);

  private static SandboxSpec pod(boolean hostNetwork, boolean sharedPid, boolean hostPid) {
    return new SandboxSpec(
        "u1",
        "ns",
        "web",
        2,
        "web",
        "/logs",
        null,
        hostNetwork,
        hostPid,
        false,
        sharedPid,
        false,
        "",
        Map.of("a", "b"),
        Map.of("app", "web"),
        Map.of());
  }

  private static ContainerConfig container(Security security, @Nullable Image image) {
    return REQUESTS.container(
        new ContainerSpec(
            pod(false, false, false),
            "c",
            1,
            "sha256:1",
            "web:1",
            List.of(),
            List.of(),
            "",
            Map.of(),
            List.of(),
            "c/1.log",
            false,
            false,
            false,
            new Resources(2, 0, 0, 0, 1000),
            security,
            Map.of(),
            Map.of()),
        image);
  }

  private static Security security(
      boolean privileged, @Nullable Long user, @Nullable Long group, String seccomp) {
    return new Security(
        privileged, user, group, List.of(), false, false, List.of(), List.of(), seccomp);
  }

  @Test
  void aSandboxCarriesTheLabelsOfAKubelet() {
    PodSandboxConfig config = REQUESTS.sandbox(pod(false, false, false));
    assertThat(config.getLabelsMap())
        .isEqualTo(
            Map.of(
                "app", "web",
                "io.kubernetes.pod.name", "web",
                "io.kubernetes.pod.namespace", "ns",
                "io.kubernetes.pod.uid", "u1"));
    assertThat(config.getMetadata().getAttempt()).isEqualTo(2);
    assertThat(config.getLinux().getCgroupParent()).isEqualTo("/binnacle-0");
    assertThat(config.getLinux().getSysctlsMap()).isEqualTo(Map.of("a", "b"));
    assertThat(config.hasDnsConfig()).isFalse();
  }

  record Namespaces(String name, SandboxSpec pod, NamespaceMode network, NamespaceMode pid) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Namespaces> namespaces() {
    return Stream.of(
        new Namespaces(
            "a network for the Pod, processes for each container",
            pod(false, false, false),
            NamespaceMode.POD,
            NamespaceMode.CONTAINER),
        new Namespaces(
            "processes shared in the Pod",
            pod(false, true, false),
            NamespaceMode.POD,
            NamespaceMode.POD),
        new Namespaces(
            "the host's", pod(true, true, true), NamespaceMode.NODE, NamespaceMode.NODE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("namespaces")
  void namespacesAreAsThePodSays(Namespaces expected) {
    var options =
        REQUESTS.sandbox(expected.pod()).getLinux().getSecurityContext().getNamespaceOptions();
    assertThat(options.getNetwork()).isEqualTo(expected.network());
    assertThat(options.getPid()).isEqualTo(expected.pid());
  }

  record User(String name, Security security, @Nullable Image image, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<User> users() {
    Image byNumber = new Image("sha256:1", List.of(), 1, 7L, "");
    Image byName = new Image("sha256:1", List.of(), 1, null, "redis");
    return Stream.of(
        new User("the image's own", security(false, null, null, ""), byNumber, ""),
        new User("a user", security(false, 5L, null, ""), byNumber, "user 5"),
        new User("root is a user too", security(false, 0L, null, ""), byNumber, "user 0"),
        new User("both", security(false, 5L, 6L, ""), byNumber, "user 5 group 6"),
        new User(
            "a group, image with number",
            security(false, null, 6L, ""),
            byNumber,
            "user 7 group 6"),
        new User(
            "a group, image with name",
            security(false, null, 6L, ""),
            byName,
            "name redis group 6"),
        new User("a group, image unknown", security(false, null, 6L, ""), null, "user 0 group 6"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("users")
  void aGroupNeverComesAlone(User given) {
    LinuxContainerSecurityContext context =
        container(given.security(), given.image()).getLinux().getSecurityContext();
    StringBuilder said = new StringBuilder();
    if (context.hasRunAsUser()) {
      said.append(" user ").append(context.getRunAsUser().getValue());
    }
    if (!context.getRunAsUsername().isEmpty()) {
      said.append(" name ").append(context.getRunAsUsername());
    }
    if (context.hasRunAsGroup()) {
      said.append(" group ").append(context.getRunAsGroup().getValue());
    }
    assertThat(said.toString().strip()).isEqualTo(given.expected());
  }

  @Test
  void privilegeTakesMasksAndFilterAway() {
    var plain = container(security(false, null, null, "RuntimeDefault"), null).getLinux();
    assertThat(plain.getSecurityContext().getMaskedPathsList()).contains("/proc/kcore");
    assertThat(plain.getSecurityContext().getSeccomp().getProfileType())
        .isEqualTo(ProfileType.RuntimeDefault);
    var privileged = container(security(true, null, null, "RuntimeDefault"), null).getLinux();
    assertThat(privileged.getSecurityContext().getMaskedPathsList()).isEmpty();
    assertThat(privileged.getSecurityContext().getSeccomp().getProfileType())
        .isEqualTo(ProfileType.Unconfined);
  }

  @Test
  void aKernelWithoutSeccompIsAskedForNone() {
    Requests without = new Requests("", false);
    assertThat(
            without
                .sandbox(pod(false, false, false))
                .getLinux()
                .getSecurityContext()
                .getSeccomp()
                .getProfileType())
        .isEqualTo(ProfileType.Unconfined);
  }

  @Test
  void aProfileOfTheNodeIsNamedByItsPath() {
    var seccomp =
        container(security(false, null, null, "/profiles/web.json"), null)
            .getLinux()
            .getSecurityContext()
            .getSeccomp();
    assertThat(seccomp.getProfileType()).isEqualTo(ProfileType.Localhost);
    assertThat(seccomp.getLocalhostRef()).isEqualTo("/profiles/web.json");
  }
}

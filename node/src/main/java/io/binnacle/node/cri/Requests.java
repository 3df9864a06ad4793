package io.binnacle.node.cri;

import io.binnacle.node.proto.cri.Capability;
import io.binnacle.node.proto.cri.ContainerConfig;
import io.binnacle.node.proto.cri.ContainerMetadata;
import io.binnacle.node.proto.cri.DNSConfig;
import io.binnacle.node.proto.cri.ImageSpec;
import io.binnacle.node.proto.cri.Int64Value;
import io.binnacle.node.proto.cri.KeyValue;
import io.binnacle.node.proto.cri.LinuxContainerConfig;
import io.binnacle.node.proto.cri.LinuxContainerResources;
import io.binnacle.node.proto.cri.LinuxContainerSecurityContext;
import io.binnacle.node.proto.cri.LinuxPodSandboxConfig;
import io.binnacle.node.proto.cri.LinuxSandboxSecurityContext;
import io.binnacle.node.proto.cri.Mount;
import io.binnacle.node.proto.cri.MountPropagation;
import io.binnacle.node.proto.cri.NamespaceMode;
import io.binnacle.node.proto.cri.NamespaceOption;
import io.binnacle.node.proto.cri.PodSandboxConfig;
import io.binnacle.node.proto.cri.PodSandboxMetadata;
import io.binnacle.node.proto.cri.SecurityProfile;
import io.binnacle.node.proto.cri.SecurityProfile.ProfileType;
import io.binnacle.node.runtime.ContainerRuntime.Image;
import io.binnacle.node.runtime.ContainerSpec;
import io.binnacle.node.runtime.ContainerSpec.Mount.Propagation;
import io.binnacle.node.runtime.ContainerSpec.Resources;
import io.binnacle.node.runtime.ContainerSpec.Security;
import io.binnacle.node.runtime.SandboxSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Our specs as CRI's messages, with what a kubelet adds to them.
///
/// @param cgroupParent the cgroup of sandboxes that name none
/// @param seccomp whether this kernel filters system calls; if not, a profile would make containers fail, and none is asked for
record Requests(String cgroupParent, boolean seccomp) {
  /* The labels a kubelet sets, so that crictl and its like show our Pods by name, and so that a listing says which Pod a
   * container belongs to. */
  static final String POD_NAME = "io.kubernetes.pod.name";
  static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
  static final String POD_UID = "io.kubernetes.pod.uid";
  static final String CONTAINER_NAME = "io.kubernetes.container.name";

  /// The annotation that remembers what the Pod called its image: containerd answers with the image's first tag instead.
  static final String IMAGE_NAME = "binnacle.io/image-name";

  /// What a container does not get to see of /proc and /sys unless it is privileged (`procMount: Default`).
  private static final List<String> MASKED =
      List.of(
          "/proc/asound",
          "/proc/acpi",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/sys/firmware",
          "/sys/devices/virtual/powercap");

  private static final List<String> READ_ONLY =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  PodSandboxConfig sandbox(SandboxSpec spec) {
    PodSandboxConfig.Builder config =
        PodSandboxConfig.newBuilder()
            .setMetadata(
                PodSandboxMetadata.newBuilder()
                    .setName(spec.podName())
                    .setUid(spec.podUid())
                    .setNamespace(spec.podNamespace())
                    .setAttempt(spec.attempt()))
            .setHostname(spec.hostname())
            .setLogDirectory(spec.logDirectory())
            .putAllLabels(podLabels(spec, spec.labels()))
            .putAllAnnotations(spec.annotations())
            .setLinux(
                LinuxPodSandboxConfig.newBuilder()
                    .setCgroupParent(
                        spec.cgroupParent().isEmpty() ? cgroupParent : spec.cgroupParent())
                    .putAllSysctls(spec.sysctls())
                    .setSecurityContext(
                        LinuxSandboxSecurityContext.newBuilder()
                            .setNamespaceOptions(namespaces(spec))
                            .setPrivileged(spec.privileged())
                            .setSeccomp(
                                profile(spec.privileged() ? "Unconfined" : "RuntimeDefault"))));
    SandboxSpec.Dns dns = spec.dns();
    if (dns != null) {
      config.setDnsConfig(
          DNSConfig.newBuilder()
              .addAllServers(dns.servers())
              .addAllSearches(dns.searches())
              .addAllOptions(dns.options()));
    }
    return config.build();
  }

  /// @param image what the spec's image says of its user; null if it is not known
  ContainerConfig container(ContainerSpec spec, @Nullable Image image) {
    Map<String, String> labels = podLabels(spec.sandbox(), spec.labels());
    labels.putIfAbsent(CONTAINER_NAME, spec.name());
    ContainerConfig.Builder config =
        ContainerConfig.newBuilder()
            .setMetadata(
                ContainerMetadata.newBuilder().setName(spec.name()).setAttempt(spec.attempt()))
            .setImage(
                ImageSpec.newBuilder()
                    .setImage(spec.imageId())
                    .setUserSpecifiedImage(spec.imageName()))
            .addAllCommand(spec.command())
            .addAllArgs(spec.args())
            .setWorkingDir(spec.workingDir())
            .putAllLabels(labels)
            .putAllAnnotations(spec.annotations())
            .putAnnotations(IMAGE_NAME, spec.imageName())
            .setLogPath(spec.logFile())
            .setStdin(spec.stdin())
            .setStdinOnce(spec.stdinOnce())
            .setTty(spec.tty())
            .setLinux(
                LinuxContainerConfig.newBuilder()
                    .setResources(resources(spec.resources()))
                    .setSecurityContext(security(spec, image)));
    spec.env()
        .forEach((key, value) -> config.addEnvs(KeyValue.newBuilder().setKey(key).setValue(value)));
    spec.mounts().forEach(mount -> config.addMounts(mount(mount)));
    return config.build();
  }

  private LinuxContainerSecurityContext security(ContainerSpec spec, @Nullable Image image) {
    Security security = spec.security();
    LinuxContainerSecurityContext.Builder context =
        LinuxContainerSecurityContext.newBuilder()
            .setPrivileged(security.privileged())
            .setNamespaceOptions(namespaces(spec.sandbox()))
            .setReadonlyRootfs(security.readOnlyRootFilesystem())
            .setNoNewPrivs(security.noNewPrivileges())
            .addAllSupplementalGroups(security.supplementalGroups())
            .setCapabilities(
                Capability.newBuilder()
                    .addAllAddCapabilities(security.addCapabilities())
                    .addAllDropCapabilities(security.dropCapabilities()))
            .setSeccomp(profile(security.privileged() ? "Unconfined" : security.seccomp()));
    user(context, security, image);
    if (!security.privileged()) {
      context.addAllMaskedPaths(MASKED).addAllReadonlyPaths(READ_ONLY);
    }
    return context.build();
  }

  /// CRI takes a group only together with a user, so a group alone brings the image's own user with it.
  private static void user(
      LinuxContainerSecurityContext.Builder context, Security security, @Nullable Image image) {
    Long user = security.runAsUser();
    Long group = security.runAsGroup();
    if (user != null) {
      context.setRunAsUser(number(user));
    } else if (group != null && image != null && !image.user().isEmpty()) {
      context.setRunAsUsername(image.user());
    } else if (group != null) {
      Long own = image == null ? null : image.uid();
      context.setRunAsUser(number(own == null ? 0 : own));
    }
    if (group != null) {
      context.setRunAsGroup(number(group));
    }
  }

  /// @param seccomp `RuntimeDefault`, `Unconfined` or empty, or the path of a profile
  private SecurityProfile profile(String seccomp) {
    if (!this.seccomp || seccomp.isEmpty() || seccomp.equals("Unconfined")) {
      return SecurityProfile.newBuilder().setProfileType(ProfileType.Unconfined).build();
    }
    if (seccomp.equals("RuntimeDefault")) {
      return SecurityProfile.newBuilder().setProfileType(ProfileType.RuntimeDefault).build();
    }
    return SecurityProfile.newBuilder()
        .setProfileType(ProfileType.Localhost)
        .setLocalhostRef(seccomp)
        .build();
  }

  private static NamespaceOption namespaces(SandboxSpec spec) {
    NamespaceMode pid = spec.sharedPid() ? NamespaceMode.POD : NamespaceMode.CONTAINER;
    return NamespaceOption.newBuilder()
        .setNetwork(spec.hostNetwork() ? NamespaceMode.NODE : NamespaceMode.POD)
        .setPid(spec.hostPid() ? NamespaceMode.NODE : pid)
        .setIpc(spec.hostIpc() ? NamespaceMode.NODE : NamespaceMode.POD)
        .build();
  }

  private static LinuxContainerResources resources(Resources resources) {
    return LinuxContainerResources.newBuilder()
        .setCpuShares(resources.cpuShares())
        .setCpuQuota(resources.cpuQuota())
        .setCpuPeriod(resources.cpuPeriod())
        .setMemoryLimitInBytes(resources.memoryBytes())
        .setOomScoreAdj(resources.oomScoreAdj())
        .build();
  }

  private static Mount mount(ContainerSpec.Mount mount) {
    return Mount.newBuilder()
        .setHostPath(mount.hostPath())
        .setContainerPath(mount.containerPath())
        .setReadonly(mount.readOnly())
        .setPropagation(propagation(mount.propagation()))
        .build();
  }

  private static MountPropagation propagation(Propagation propagation) {
    return switch (propagation) {
      case PRIVATE -> MountPropagation.PROPAGATION_PRIVATE;
      case HOST_TO_CONTAINER -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
      case BIDIRECTIONAL -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
    };
  }

  private static Int64Value number(long value) {
    return Int64Value.newBuilder().setValue(value).build();
  }

  private static Map<String, String> podLabels(SandboxSpec spec, Map<String, String> own) {
    Map<String, String> labels = new HashMap<>(own);
    labels.putIfAbsent(POD_NAME, spec.podName());
    labels.putIfAbsent(POD_NAMESPACE, spec.podNamespace());
    labels.putIfAbsent(POD_UID, spec.podUid());
    return labels;
  }
}

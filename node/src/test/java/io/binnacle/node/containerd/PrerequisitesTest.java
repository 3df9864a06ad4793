package io.binnacle.node.containerd;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A machine drawn in a folder.
class PrerequisitesTest {
  @TempDir Path host;

  @BeforeEach
  void drawAMachine() throws IOException {
    for (String namespace : new String[] {"net", "pid", "ipc", "uts", "mnt"}) {
      file("proc/self/ns/" + namespace);
    }
    Files.createDirectories(host.resolve("sys/fs/cgroup/memory"));
    for (String program : new String[] {"containerd", "containerd-shim-runc-v2"}) {
      file("usr/bin/" + program);
    }
    file("usr/sbin/runc");
    for (String plugin : new String[] {"bridge", "host-local", "loopback"}) {
      file("usr/lib/cni/" + plugin);
    }
  }

  private void file(String path) throws IOException {
    Path file = host.resolve(path);
    Files.createDirectories(file.getParent());
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
  }

  private Prerequisites check() {
    return Prerequisites.check(host, Map.of("PATH", "/usr/bin:/bin"), true);
  }

  @Test
  void aMachineWithEverythingIsFit() {
    assertThat(check().met()).isTrue();
    assertThat(check().tools())
        .isEqualTo(
            new Prerequisites.Tools(
                host.resolve("usr/bin/containerd"),
                host.resolve("usr/sbin/runc"),
                host.resolve("usr/lib/cni")));
  }

  @Test
  void whatIsMissingIsNamedWithWhatToDo() throws IOException {
    Files.delete(host.resolve("usr/bin/containerd"));
    Files.delete(host.resolve("usr/lib/cni/loopback"));
    Prerequisites bare = Prerequisites.check(host, Map.of(), false);
    assertThat(bare.tools()).isNull();
    assertThat(bare.why())
        .isEqualTo(
            "not root (run it with sudo);"
                + " containerd is not installed (Debian: apt install containerd);"
                + " the CNI plugins loopback are not in "
                + host.resolve("opt/cni/bin")
                + ", "
                + host.resolve("usr/lib/cni")
                + ", "
                + host.resolve("usr/libexec/cni")
                + " (Debian: apt install containernetworking-plugins, or name their folder in CNI_PATH)");
  }

  @Test
  void aFolderNamedInTheEnvironmentComesFirst() throws IOException {
    for (String plugin : new String[] {"bridge", "host-local", "loopback"}) {
      file("own/" + plugin);
    }
    Prerequisites named =
        Prerequisites.check(host, Map.of("CNI_PATH", host.resolve("own").toString()), true);
    assertThat(requireNonNull(named.tools()).cniPlugins()).isEqualTo(host.resolve("own"));
  }

  @Test
  void aKernelWithoutCgroupsIsUnfit() throws IOException {
    Files.delete(host.resolve("sys/fs/cgroup/memory"));
    assertThat(check().why()).isEqualTo("no cgroups are mounted at /sys/fs/cgroup");
  }
}

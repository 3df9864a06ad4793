package io.binnacle.node.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The files containerd and CNI are told by.
class ContainerdFilesTest {
  private static final ContainerdPaths PATHS = ContainerdPaths.of(Path.of("/home/some one/.b\"n"));

  private static String config(int major) {
    return new ContainerdConfig(major, PATHS, "pause:1", Path.of("/usr/lib/cni"), "overlayfs", true)
        .render();
  }

  @Test
  void pathsOfTheRunFolderAreShortHoweverLongTheDataFoldersAre() {
    ContainerdPaths deep = ContainerdPaths.of(Path.of("/" + "deep/".repeat(100)));
    assertThat(deep.socket().toString()).hasSizeLessThan(60);
    assertThat(deep.bridge()).hasSizeLessThanOrEqualTo(15);
    assertThat(deep.id()).isNotEqualTo(PATHS.id());
    assertThat(ContainerdPaths.of(Path.of("/a/../a/b")))
        .isEqualTo(ContainerdPaths.of(Path.of("/a/b")));
  }

  @Test
  void version2IsForContainerd1() {
    assertThat(config(1))
        .contains("version = 2\n")
        .contains("root = \"/home/some one/.b\\\"n/containerd/root\"\n")
        .contains("[plugins.\"io.containerd.grpc.v1.cri\"]\n")
        .contains("  restrict_oom_score_adj = true\n")
        .contains("  sandbox_image = \"pause:1\"\n")
        .contains("    bin_dir = \"/usr/lib/cni\"\n")
        .contains("        Root = \"/run/binnacle/" + PATHS.id() + "/runc\"\n");
  }

  @Test
  void version3IsForContainerd2() {
    assertThat(config(2))
        .contains("version = 3\n")
        .contains(
            "[plugins.\"io.containerd.cri.v1.images\".pinned_images]\n    sandbox = \"pause:1\"\n")
        .contains(
            "[plugins.\"io.containerd.cri.v1.runtime\".cni]\n    bin_dir = \"/usr/lib/cni\"\n")
        .doesNotContain("sandbox_image");
  }

  @Test
  void everyRangeIsASetOfItsOwn() {
    Obj network =
        Json.object(new CniConfig(PATHS, List.of("10.244.3.0/24", "fd00:1::/64")).render());
    Obj bridge = network.arr("plugins").objects().getFirst();
    assertThat(network.str("name")).isEqualTo("binnacle-" + PATHS.id());
    assertThat(bridge.str("bridge")).isEqualTo("bn-" + PATHS.id());
    assertThat(bridge.bool("hairpinMode", false)).isTrue();
    assertThat(bridge.bool("ipMasq", true)).isFalse();
    assertThat(Json.text(bridge.obj("ipam").arr("ranges")))
        .isEqualTo("[[{\"subnet\":\"10.244.3.0/24\"}],[{\"subnet\":\"fd00:1::/64\"}]]");
    assertThatThrownBy(() -> new CniConfig(PATHS, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void capabilitiesAreReadFromTheStatusOfTheProcess() {
    assertThat(Machine.lacksSysResource(List.of("Name:\tx", "CapEff:\t000001fffeffffff"))).isTrue();
    assertThat(Machine.lacksSysResource(List.of("CapEff:\t000001ffffffffff"))).isFalse();
    assertThat(Machine.lacksSysResource(List.of("CapEff:\tffffffffffffffff"))).isFalse();
  }
}

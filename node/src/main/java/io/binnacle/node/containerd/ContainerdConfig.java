package io.binnacle.node.containerd;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// What our containerd is told, as the text of its configuration file: version 2 for containerd 1.x, version 3 for 2.x.
///
/// @param major containerd's own major version
/// @param paths its folders
/// @param sandboxImage the image of every sandbox; must be present, it is never fetched
/// @param cniPlugins where the network plugins are
/// @param snapshotter `overlayfs`, or `native` where the data folder itself is on an overlay
/// @param limitedOom whether we lack CAP_SYS_RESOURCE, so that no process may get a lower oom_score_adj than we have
/// @see <a href="https://github.com/containerd/containerd/blob/main/docs/cri/config.md">CRI plugin config guide</a>
record ContainerdConfig(
    int major,
    ContainerdPaths paths,
    String sandboxImage,
    Path cniPlugins,
    String snapshotter,
    boolean limitedOom) {
  /// What we never use and what else would say at every start that it cannot run here.
  private static final List<String> DISABLED =
      List.of(
          "io.containerd.snapshotter.v1.aufs",
          "io.containerd.snapshotter.v1.blockfile",
          "io.containerd.snapshotter.v1.btrfs",
          "io.containerd.snapshotter.v1.devmapper",
          "io.containerd.snapshotter.v1.erofs",
          "io.containerd.snapshotter.v1.zfs",
          "io.containerd.internal.v1.restart",
          "io.containerd.internal.v1.tracing",
          "io.containerd.tracing.processor.v1.otlp",
          "io.containerd.nri.v1.nri");

  String render() {
    return head() + (major >= 2 ? version3() : version2());
  }

  private String head() {
    return """
    # Written by Binnacle at every start.
    version = %d
    root = %s
    state = %s
    disabled_plugins = [%s]

    [grpc]
      address = %s

    [debug]
      level = "warn"

    [plugins."io.containerd.internal.v1.opt"]
      path = %s
    """
        .formatted(
            major >= 2 ? 3 : 2,
            quote(paths.store()),
            quote(paths.state()),
            DISABLED.stream().map(ContainerdConfig::quote).collect(Collectors.joining(", ")),
            quote(paths.socket()),
            quote(paths.opt()));
  }

  private String version2() {
    return """

    [plugins."io.containerd.grpc.v1.cri"]
      sandbox_image = %s
      restrict_oom_score_adj = %s
      netns_mounts_under_state_dir = true
      tolerate_missing_hugetlb_controller = true
      stream_server_address = "127.0.0.1"
      stream_server_port = "0"

      [plugins."io.containerd.grpc.v1.cri".cni]
        bin_dir = %s
        conf_dir = %s
        max_conf_num = 1

      [plugins."io.containerd.grpc.v1.cri".registry]
        config_path = %s

      [plugins."io.containerd.grpc.v1.cri".containerd]
        snapshotter = %s
        default_runtime_name = "runc"

        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
          runtime_type = "io.containerd.runc.v2"

          [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
            Root = %s
            SystemdCgroup = false
    """
        .formatted(
            quote(sandboxImage),
            limitedOom,
            quote(cniPlugins),
            quote(paths.cni()),
            quote(registries()),
            quote(snapshotter),
            quote(paths.runc()));
  }

  private String version3() {
    return """

    [plugins."io.containerd.cri.v1.images"]
      snapshotter = %s

      [plugins."io.containerd.cri.v1.images".pinned_images]
        sandbox = %s

      [plugins."io.containerd.cri.v1.images".registry]
        config_path = %s

    [plugins."io.containerd.cri.v1.runtime"]
      restrict_oom_score_adj = %s
      netns_mounts_under_state_dir = true
      tolerate_missing_hugetlb_controller = true

      [plugins."io.containerd.cri.v1.runtime".cni]
        bin_dir = %s
        conf_dir = %s
        max_conf_num = 1

      [plugins."io.containerd.cri.v1.runtime".containerd]
        default_runtime_name = "runc"

        [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
          runtime_type = "io.containerd.runc.v2"

          [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
            Root = %s
            SystemdCgroup = false

    [plugins."io.containerd.grpc.v1.cri"]
      stream_server_address = "127.0.0.1"
      stream_server_port = "0"
    """
        .formatted(
            quote(snapshotter),
            quote(sandboxImage),
            quote(registries()),
            limitedOom,
            quote(cniPlugins),
            quote(paths.cni()),
            quote(paths.runc()));
  }

  /// Mirrors and certificates of registries: this instance's, then the machine's.
  private String registries() {
    return paths.certs() + ":/etc/containerd/certs.d";
  }

  /// A TOML basic string.
  private static String quote(Object value) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : value.toString().toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}

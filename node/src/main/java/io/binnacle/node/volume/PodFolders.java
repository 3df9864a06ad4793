package io.binnacle.node.volume;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import java.nio.file.Path;

/// Where things of a Pod are on disk: the kubelet's layout below a root of ours.
///
/// @param root absolute
record PodFolders(Path root) {
  static final String CONFIG_MAP = "kubernetes.io~configmap";
  static final String DOWNWARD_API = "kubernetes.io~downward-api";
  static final String EMPTY_DIR = "kubernetes.io~empty-dir";
  static final String PROJECTED = "kubernetes.io~projected";
  static final String SECRET = "kubernetes.io~secret";

  Path pod(Obj pod) {
    return pod(Meta.uid(pod));
  }

  /// @throws IllegalArgumentException if `uid` is no plain file name: it would lead elsewhere
  Path pod(String uid) {
    if (uid.isEmpty() || uid.startsWith(".") || uid.indexOf('/') >= 0 || uid.indexOf(0) >= 0) {
      throw new IllegalArgumentException("pod uid must be a plain file name, was \"" + uid + "\"");
    }
    return root.resolve(uid);
  }

  Path volume(Obj pod, String plugin, String name) {
    return pod(pod).resolve("volumes").resolve(plugin).resolve(name);
  }

  Path subPath(Obj pod, String volume, String container, int index) {
    return pod(pod)
        .resolve("volume-subpaths")
        .resolve(volume)
        .resolve(container)
        .resolve(Integer.toString(index));
  }

  Path hosts(Obj pod) {
    return pod(pod).resolve("etc-hosts");
  }

  Path terminationLog(String uid, String container, int attempt) {
    return pod(uid).resolve("containers").resolve(container).resolve(Integer.toString(attempt));
  }
}

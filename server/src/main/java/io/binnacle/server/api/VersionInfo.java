package io.binnacle.server.api;

import io.binnacle.model.tree.Obj;

/// What `/version` says: which Kubernetes this server speaks like.
final class VersionInfo {
  /* One minor version ahead of the oldest kubectl we are used with, so that neither 1.32 nor 1.34 warns of skew. */
  static final Obj INFO =
      Obj.builder()
          .put("major", "1")
          .put("minor", "33")
          .put("gitVersion", "v1.33.0+binnacle")
          .put("gitCommit", "")
          .put("gitTreeState", "")
          .put("buildDate", "")
          .put("goVersion", "")
          .put("compiler", "")
          .put(
              "platform",
              "linux/" + (System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "amd64"))
          .build();

  private VersionInfo() {}
}

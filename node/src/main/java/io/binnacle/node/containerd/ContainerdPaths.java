package io.binnacle.node.containerd;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Where one instance's containerd keeps what. Two folders: what lasts in the data folder, what dies with the machine under
/// `/run`, in a folder with a short name, because a socket's path may have 107 bytes and a data folder's any length.
///
/// @param id eight hexadecimal digits, from the data folder's path: other instances have others
/// @param root what lasts: `<data>/containerd`
/// @param run what a reboot takes away: `/run/binnacle/<id>`
public record ContainerdPaths(String id, Path root, Path run) {
  private static final Path RUN = Path.of("/run/binnacle");

  /// The paths of the instance with the data folder `dataDir`.
  public static ContainerdPaths of(Path dataDir) {
    Path data = dataDir.toAbsolutePath().normalize();
    String id = digest(data.toString()).substring(0, 8);
    return new ContainerdPaths(id, data.resolve("containerd"), RUN.resolve(id));
  }

  private static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// The socket CRI and containerd's own services answer at.
  public Path socket() {
    return run.resolve("containerd.sock");
  }

  /// The bridge the Pods of this instance hang on.
  public String bridge() {
    return "bn-" + id;
  }

  /// The name of the Pods' network, which CNI writes into its records.
  public String network() {
    return "binnacle-" + id;
  }

  /// The cgroup of all Pods of this instance, below every controller's root.
  public String cgroup() {
    return "/binnacle-" + id;
  }

  Path config() {
    return root.resolve("config.toml");
  }

  Path log() {
    return root.resolve("containerd.log");
  }

  /// Images, snapshots, containerd's own records.
  Path store() {
    return root.resolve("root");
  }

  Path certs() {
    return root.resolve("certs.d");
  }

  Path opt() {
    return root.resolve("opt");
  }

  Path cni() {
    return root.resolve("cni");
  }

  Path state() {
    return run.resolve("state");
  }

  Path runc() {
    return run.resolve("runc");
  }

  /// Which addresses are taken. Under `/run`: a reboot frees them all.
  Path addresses() {
    return run.resolve("addresses");
  }

  Path pidFile() {
    return run.resolve("pid");
  }

  /// Whether anything of this instance is on the machine.
  boolean exists() {
    return Files.exists(root) || Files.exists(run);
  }
}

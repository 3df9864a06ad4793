package io.binnacle.node.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Paths of this machine that Pods mount as they are.
final class HostPaths {
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;
  private static final int BLOCK = 0060000;
  private static final int CHARACTER = 0020000;

  private HostPaths() {}

  /// Checks that `path` is of `type`, and makes it where the type says so.
  ///
  /// @param type a HostPathType, empty for no check
  static void check(String path, String type) throws VolumeFailure, IOException {
    if (List.of(path.split("/")).contains("..")) {
      throw new VolumeFailure("invalid HostPath `" + path + "`: must not contain '..'");
    }
    Path here = Path.of(path);
    switch (type) {
      case "" -> {}
      case "DirectoryOrCreate" -> {
        if (!Files.exists(here)) {
          makeFolder(here, 0755);
        }
        require(Files.isDirectory(here), path, "directory");
      }
      case "Directory" -> require(Files.isDirectory(here), path, "directory");
      case "FileOrCreate" -> {
        if (!Files.exists(here)) {
          Files.createFile(here);
          Ownership.chmod(here, 0644);
        }
        require(Files.isRegularFile(here), path, "file");
      }
      case "File" -> require(Files.isRegularFile(here), path, "file");
      case "Socket" -> require(isKind(here, SOCKET), path, "socket file");
      case "CharDevice" -> require(isKind(here, CHARACTER), path, "character device");
      case "BlockDevice" -> require(isKind(here, BLOCK), path, "block device");
      default -> throw new VolumeFailure(type + " is an invalid volume type");
    }
  }

  /// Checks, makes or hands over what is behind a claim.
  static void prepare(Claims.Located volume, Ownership ownership)
      throws VolumeFailure, IOException {
    Path here = Path.of(volume.path());
    switch (volume.origin()) {
      case HOST_PATH -> {
        try {
          check(volume.path(), volume.type());
        } catch (VolumeFailure e) {
          throw new VolumeFailure(e.text(), volume.name());
        }
      }
      case LOCAL -> {
        if (!Files.exists(here)) {
          throw new VolumeFailure("path \"" + volume.path() + "\" does not exist", volume.name());
        }
        ownership.applyOnce(here, volume.readOnly());
      }
      case PROVISIONED -> {
        makeFolder(here, 0777);
        ownership.applyOnce(here, volume.readOnly());
      }
    }
  }

  /// Makes a folder of exactly this mode, its parents as they come.
  static void makeFolder(Path folder, int mode) throws IOException {
    Path parent = folder.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder);
      Ownership.chmod(folder, mode);
    }
  }

  private static boolean isKind(Path path, int kind) throws IOException {
    return Files.exists(path) && ((int) Files.getAttribute(path, "unix:mode") & TYPE) == kind;
  }

  private static void require(boolean holds, String path, String what) throws VolumeFailure {
    if (!holds) {
      throw new VolumeFailure("hostPath type check failed: " + path + " is not a " + what);
    }
  }
}

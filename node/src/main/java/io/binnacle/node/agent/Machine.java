package io.binnacle.node.agent;

import io.binnacle.model.meta.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The machine a node is.
///
/// @param cpus how many processors
/// @param memoryBytes of RAM
/// @param diskBytes of the disk that holds the logs
/// @param architecture as Go names it: `amd64`, `arm64`
public record Machine(
    int cpus,
    long memoryBytes,
    long diskBytes,
    String architecture,
    String kernelVersion,
    String osImage,
    String machineId,
    String systemUuid,
    String bootId) {

  /// This machine. What cannot be read is left empty or 0.
  ///
  /// @param disk a folder on the disk Pods write to
  public static Machine here(Path disk) {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        memory(),
        disk(disk),
        readArchitecture(),
        System.getProperty("os.version", ""),
        readOsImage(),
        text("/etc/machine-id"),
        text("/sys/class/dmi/id/product_uuid"),
        text("/proc/sys/kernel/random/boot_id"));
  }

  /// What Pods can have of it.
  Map<String, Quantity> allocatable(NodeConfig config) {
    Map<String, Quantity> out = new TreeMap<>();
    out.put("cpu", Quantity.of(cpus));
    out.put("memory", Quantity.parse(memoryBytes / 1024 + "Ki"));
    out.put("ephemeral-storage", Quantity.parse(diskBytes / 1024 + "Ki"));
    out.put("pods", Quantity.of(config.maxPods()));
    return out;
  }

  private static long memory() {
    for (String line : text("/proc/meminfo").split("\n", -1)) {
      if (line.startsWith("MemTotal:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    return 0;
  }

  private static long disk(Path folder) {
    try {
      return Files.getFileStore(folder).getTotalSpace();
    } catch (IOException notThere) {
      return 0; // shown as it is: no figure
    }
  }

  private static String readArchitecture() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> name;
    };
  }

  private static String readOsImage() {
    for (String line : text("/etc/os-release").split("\n", -1)) {
      if (line.startsWith("PRETTY_NAME=")) {
        return line.substring("PRETTY_NAME=".length()).replace("\"", "");
      }
    }
    return System.getProperty("os.name", "");
  }

  private static String text(String path) {
    try {
      return Files.readString(Path.of(path)).strip();
    } catch (IOException notReadable) {
      return ""; // a fact this machine does not tell
    }
  }
}

package io.binnacle.testkit.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Debian packages, downloaded with `apt-get download` and unpacked with `dpkg -x` into a folder: nothing is installed, no
/// daemon is started, root is not needed.
final class DebianPackages {
  /// Packages every Debian has, whose files are taken from the machine.
  private static final Set<String> OWN = Set.of("debconf", "adduser", "lsb-base", "dpkg");

  private DebianPackages() {}

  /// The folder with `packages` and those packages they depend on that are not installed here.
  ///
  /// @throws IOException if they cannot be had; the message says what was tried
  static Path unpacked(Path cache, String... packages) throws IOException, InterruptedException {
    Path root = cache.resolve("packages").resolve(String.join("+", packages));
    Path done = root.resolve(".done");
    if (Files.exists(done)) {
      return root;
    }
    Files.createDirectories(root);
    Set<String> wanted = new LinkedHashSet<>(List.of(packages));
    for (String dependency : dependencies(packages)) {
      if (!OWN.contains(dependency) && !isInstalled(dependency)) {
        wanted.add(dependency);
      }
    }
    Path debs = Files.createTempDirectory(cache, "debs");
    try {
      List<String> download = new ArrayList<>(List.of("apt-get", "-qq", "download"));
      download.addAll(wanted);
      run(debs, download);
      try (Stream<Path> files = Files.list(debs)) {
        for (Path deb : files.filter(file -> file.toString().endsWith(".deb")).toList()) {
          run(debs, List.of("dpkg", "-x", deb.toString(), root.toString()));
        }
      }
      Files.createFile(done);
      return root;
    } finally {
      try (Stream<Path> files = Files.list(debs)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(debs);
    }
  }

  private static List<String> dependencies(String... packages)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "apt-cache",
                "depends",
                "--recurse",
                "--no-recommends",
                "--no-suggests",
                "--no-conflicts",
                "--no-breaks",
                "--no-replaces",
                "--no-enhances"));
    command.addAll(List.of(packages));
    // Packages stand at the beginning of a line, what they depend on is indented; virtual ones are
    // in angle brackets.
    return run(Path.of("/"), command)
        .lines()
        .filter(line -> !line.isEmpty() && Character.isLetterOrDigit(line.charAt(0)))
        .distinct()
        .toList();
  }

  private static boolean isInstalled(String name) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("dpkg-query", "-W", "-f", "${db:Status-Status}", name)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 && said.strip().equals("installed");
  }

  private static String run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(
          "'%s' ended with %d (is apt's index there? apt-get update): %s"
              .formatted(String.join(" ", command), status, said.strip()));
    }
    return said;
  }
}

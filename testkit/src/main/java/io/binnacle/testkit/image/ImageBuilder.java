package io.binnacle.testkit.image;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Puts files together to an image, and writes it as `docker save` would: one layer, its configuration, its name.
///
/// ```java
/// new ImageBuilder("hello:1").program(Path.of("/usr/bin/curl"), "/usr/bin/curl").entrypoint("/usr/bin/curl").write(tar);
/// ```
public final class ImageBuilder {
  private final String name;
  private final TreeMap<String, Part> parts = new TreeMap<>();
  private final List<Path> roots = new ArrayList<>();
  private final List<String> env = new ArrayList<>();
  private final List<String> ports = new ArrayList<>();
  private List<String> entrypoint = List.of();
  private List<String> cmd = List.of();
  private String user = "";
  private String workingDir = "";
  private String stopSignal = "";

  /// What is at a path of the image.
  private sealed interface Part {
    record File(Path content, int mode, int owner) implements Part {}

    record Text(String content, int mode, int owner) implements Part {}

    record Folder(int mode, int owner) implements Part {}

    record Link(String target) implements Part {}
  }

  /// An image called `name`, with the folders and users every Linux has: `/tmp`, `/etc/passwd`, root and nobody.
  public ImageBuilder(String name) {
    this.name = name;
    folder("/tmp", 01777, 0);
    folder("/root", 0700, 0);
    folder("/var/run", 0755, 0);
    folder("/run", 0755, 0);
    text("/etc/nsswitch.conf", "hosts: files dns\n", 0644);
    users("nobody:65534");
    env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  }

  /// Writes /etc/passwd and /etc/group: root and these, each `name:number`.
  public ImageBuilder users(String... users) {
    StringBuilder passwd = new StringBuilder("root:x:0:0:root:/root:/bin/sh\n");
    StringBuilder group = new StringBuilder("root:x:0:\n");
    for (String user : users) {
      String[] words = user.split(":");
      passwd.append("%s:x:%s:%s::/:/bin/sh\n".formatted(words[0], words[1], words[1]));
      group.append("%s:x:%s:\n".formatted(words[0], words[1]));
    }
    return text("/etc/passwd", passwd.toString(), 0644).text("/etc/group", group.toString(), 0644);
  }

  /// A folder with unpacked packages, in which [#program] looks for libraries before it looks at the machine's own.
  public ImageBuilder root(Path folder) {
    roots.add(folder);
    return this;
  }

  /// A program with the libraries it needs, as `ldd` names them.
  public ImageBuilder program(Path host, String path) throws IOException, InterruptedException {
    file(host, path, 0755);
    for (Path library : Libraries.of(host, roots)) {
      String inImage = library.toString();
      for (Path root : roots) {
        if (library.startsWith(root)) {
          inImage = "/" + root.relativize(library);
        }
      }
      file(library, inImage, 0755);
    }
    return this;
  }

  /// A copy of a file of this machine.
  public ImageBuilder file(Path host, String path, int mode) {
    parts.put(path, new Part.File(host, mode, 0));
    return this;
  }

  /// A copy of a folder of this machine, with all that is in it.
  public ImageBuilder tree(Path host, String path) throws IOException {
    try (Stream<Path> all = Files.walk(host)) {
      for (Path one : all.toList()) {
        String inImage = one.equals(host) ? path : path + "/" + host.relativize(one);
        if (Files.isSymbolicLink(one)) {
          link(inImage, Files.readSymbolicLink(one).toString());
        } else if (Files.isDirectory(one)) {
          folder(inImage, 0755, 0);
        } else {
          file(one, inImage, Files.isExecutable(one) ? 0755 : 0644);
        }
      }
    }
    return this;
  }

  /// A file with this text.
  public ImageBuilder text(String path, String content, int mode) {
    parts.put(path, new Part.Text(content, mode, 0));
    return this;
  }

  /// An empty folder.
  public ImageBuilder folder(String path, int mode, int owner) {
    parts.put(path, new Part.Folder(mode, owner));
    return this;
  }

  /// A symbolic link.
  public ImageBuilder link(String path, String target) {
    parts.put(path, new Part.Link(target));
    return this;
  }

  /// What the image runs.
  public ImageBuilder entrypoint(String... words) {
    entrypoint = List.of(words);
    return this;
  }

  /// The arguments it runs with unless others are given.
  public ImageBuilder cmd(String... words) {
    cmd = List.of(words);
    return this;
  }

  /// A variable of the environment.
  public ImageBuilder env(String key, String value) {
    env.removeIf(entry -> entry.startsWith(key + "="));
    env.add(key + "=" + value);
    return this;
  }

  /// A port it says it listens on: `80/tcp`.
  public ImageBuilder expose(String port) {
    ports.add(port);
    return this;
  }

  /// As whom it runs: a name or a number.
  public ImageBuilder user(String user) {
    this.user = user;
    return this;
  }

  /// Where it runs.
  public ImageBuilder workingDir(String folder) {
    this.workingDir = folder;
    return this;
  }

  /// The signal that ends it.
  public ImageBuilder stopSignal(String signal) {
    this.stopSignal = signal;
    return this;
  }

  /// Writes the image to `tar`, whole or not at all.
  public Path write(Path tar) throws IOException {
    Path folder = tar.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path layer = Files.createTempFile(folder, "layer", ".tar");
    Path whole = Files.createTempFile(folder, "image", ".tar");
    try {
      String diffId = writeLayer(layer);
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(whole), 1 << 16)) {
        TarWriter archive = new TarWriter(out);
        archive.file("config.json", 0644, 0, Json.bytes(config(diffId)));
        archive.file("layer.tar", 0644, 0, layer);
        archive.file("manifest.json", 0644, 0, Json.bytes(manifest()));
        archive.end();
      }
      Files.move(whole, tar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return tar;
    } finally {
      Files.deleteIfExists(layer);
      Files.deleteIfExists(whole);
    }
  }

  private String writeLayer(Path layer) throws IOException {
    MessageDigest sha;
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    addParents();
    try (OutputStream out =
        new BufferedOutputStream(
            new DigestOutputStream(Files.newOutputStream(layer), sha), 1 << 16)) {
      TarWriter tar = new TarWriter(out);
      for (Map.Entry<String, Part> part : parts.entrySet()) {
        String path = part.getKey().substring(1);
        switch (part.getValue()) {
          case Part.File(Path content, int mode, int owner) -> tar.file(path, mode, owner, content);
          case Part.Text(String content, int mode, int owner) ->
              tar.file(path, mode, owner, content.getBytes(StandardCharsets.UTF_8));
          case Part.Folder(int mode, int owner) -> tar.folder(path, mode, owner);
          case Part.Link(String target) -> tar.link(path, target);
        }
      }
      tar.end();
    }
    return "sha256:" + HexFormat.of().formatHex(sha.digest());
  }

  private void addParents() {
    for (String path : List.copyOf(parts.keySet())) {
      for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        parts.putIfAbsent(path.substring(0, slash), new Part.Folder(0755, 0));
      }
    }
  }

  private Obj config(String diffId) {
    Obj.Builder exposed = Obj.builder();
    ports.forEach(port -> exposed.put(port, Obj.EMPTY));
    Obj config =
        Obj.builder()
            .put("Entrypoint", Arr.strings(entrypoint))
            .put("Cmd", Arr.strings(cmd))
            .put("Env", Arr.strings(env))
            .put("ExposedPorts", exposed.build())
            .putUnlessEmpty("User", user)
            .putUnlessEmpty("WorkingDir", workingDir)
            .putUnlessEmpty("StopSignal", stopSignal)
            .build();
    return Obj.builder()
        .put("architecture", architecture())
        .put("os", "linux")
        .put("created", "1970-01-01T00:00:00Z")
        .put("config", config)
        .put(
            "rootfs",
            Obj.builder()
                .put("type", "layers")
                .put("diff_ids", Arr.strings(List.of(diffId)))
                .build())
        .build();
  }

  private Arr manifest() {
    return Arr.of(
        Obj.builder()
            .put("Config", "config.json")
            .put("RepoTags", Arr.strings(List.of(name)))
            .put("Layers", Arr.strings(List.of("layer.tar")))
            .build());
  }

  private static String architecture() {
    String machine = System.getProperty("os.arch", "");
    return machine.equals("aarch64") ? "arm64" : machine.equals("x86_64") ? "amd64" : machine;
  }
}

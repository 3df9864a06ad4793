package io.binnacle.app;

import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a running instance says about itself in `<data-dir>/status.json`, for `status`, `down` and `dig`. Written when
/// ready, removed at a clean stop; after a crash it names a process that is gone.
///
/// @param pid the process
/// @param started when it began, as the operating system has it, so that a reused pid is not taken for it
/// @param api the API's URL
/// @param kubeconfig the file to export
/// @param dns the DNS address, `127.0.0.1:10053`
/// @param clusterDomain the cluster's DNS domain
/// @param runtime what runs Pods, and why
/// @param services what carries traffic to Services, and why
/// @param version of the program
public record StatusFile(
    long pid,
    String started,
    String api,
    String kubeconfig,
    String dns,
    String clusterDomain,
    String runtime,
    String services,
    String version) {
  private static final String NAME = "status.json";

  /// Whether the process that wrote this is still there.
  public Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid)
        .filter(p -> p.info().startInstant().map(Instant::toString).orElse("").equals(started));
  }

  /// As the stable JSON shape of `binnacle status -o json`.
  public Obj toObj() {
    return Obj.builder()
        .put("pid", pid)
        .put("started", started)
        .put("api", api)
        .put("kubeconfig", kubeconfig)
        .put("dns", dns)
        .put("clusterDomain", clusterDomain)
        .put("runtime", runtime)
        .put("services", services)
        .put("version", version)
        .build();
  }

  /// Writes the file in one step: a reader sees the old one, the new one, or none.
  ///
  /// @throws IOException if the folder cannot be written
  void write(Path dataDir) throws IOException {
    Path fresh = dataDir.resolve(NAME + ".new");
    Files.writeString(fresh, Json.pretty(toObj()) + "\n");
    Files.move(
        fresh,
        dataDir.resolve(NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /// Removes the file; nothing happens if it is gone already.
  static void remove(Path dataDir) throws IOException {
    Files.deleteIfExists(dataDir.resolve(NAME));
  }

  /// What the instance of `dataDir` wrote, or null if there is none.
  ///
  /// @throws IOException if the file is there but cannot be read or is not what an instance writes
  public static @Nullable StatusFile read(Path dataDir) throws IOException {
    Path file = dataDir.resolve(NAME);
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return null;
    }
    try {
      if (Json.parse(text.getBytes(StandardCharsets.UTF_8)).value() instanceof Obj o
          && o.has("pid")) {
        return new StatusFile(
            o.integer("pid", -1),
            o.str("started"),
            o.str("api"),
            o.str("kubeconfig"),
            o.str("dns"),
            o.str("clusterDomain"),
            o.str("runtime"),
            o.str("services"),
            o.str("version"));
      }
    } catch (JsonException e) {
      throw new IOException(file + " is not a status file: " + e.getMessage() + "; remove it", e);
    }
    throw new IOException(file + " is not a status file; remove it");
  }
}

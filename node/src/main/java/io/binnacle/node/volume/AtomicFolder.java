package io.binnacle.node.volume;

import io.binnacle.linux.files.DeleteTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A folder whose files change all at once.
///
/// What a container sees are links: `key → ..data/key`. `..data` is a link to a hidden folder with the files themselves.
/// New content goes into a new hidden folder; renaming a link over `..data` then changes every file in one step. A reader
/// that holds a file open keeps the old one.
///
/// Nobody else writes here: containers see it read-only.
final class AtomicFolder {
  private static final String DATA = "..data";
  private static final String NEXT = "..data_tmp";
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'..'yyyy_MM_dd_HH_mm_ss.", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path folder;

  AtomicFolder(Path folder) {
    this.folder = folder;
  }

  /// Makes the folder say what `files` say.
  ///
  /// @return whether anything had to change
  boolean write(Map<String, VolumeFile> files, Ownership ownership, Instant now)
      throws IOException, VolumeFailure {
    for (String path : files.keySet()) {
      check(path);
    }
    Path before = current();
    if (before != null && same(before, files)) {
      link(files.keySet());
      return false;
    }
    Path fresh = Files.createTempDirectory(folder, NAME.format(now));
    fill(fresh, files);
    ownership.apply(fresh, true);
    link(files.keySet());
    Path next = folder.resolve(NEXT);
    Files.deleteIfExists(next);
    Files.createSymbolicLink(next, fresh.getFileName());
    Files.move(
        next,
        folder.resolve(DATA),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    prune(firstSteps(files.keySet()), fresh.getFileName().toString());
    return true;
  }

  private @Nullable Path current() throws IOException {
    try {
      return folder.resolve(Files.readSymbolicLink(folder.resolve(DATA)));
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  /// A path in the volume stays in it, and keeps off the names that begin with two dots, which are ours.
  private static void check(String path) throws VolumeFailure {
    if (path.isEmpty()) {
      throw new VolumeFailure("invalid path: must not be empty: \"\"");
    }
    if (path.startsWith("/")) {
      throw new VolumeFailure("invalid path: must be relative path: " + path);
    }
    if (path.startsWith("..") || Set.of(path.split("/")).contains("..")) {
      throw new VolumeFailure("invalid path: must not contain or start with '..': " + path);
    }
  }

  private static boolean same(Path before, Map<String, VolumeFile> files) throws IOException {
    Set<String> there = new TreeSet<>();
    try (var walk = Files.walk(before)) {
      walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .forEach(path -> there.add(before.relativize(path).toString()));
    }
    Set<String> wanted = new TreeSet<>();
    for (Map.Entry<String, VolumeFile> entry : files.entrySet()) {
      Path path = before.resolve(entry.getKey()).normalize();
      wanted.add(before.relativize(path).toString());
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
          || !entry.getValue().sameContent(Files.readAllBytes(path))) {
        return false;
      }
    }
    return there.equals(wanted);
  }

  private static void fill(Path fresh, Map<String, VolumeFile> files) throws IOException {
    Ownership.chmod(fresh, 0755);
    for (Map.Entry<String, VolumeFile> entry : files.entrySet()) {
      Path path = fresh.resolve(entry.getKey());
      makeParents(fresh, path);
      VolumeFile file = entry.getValue();
      Files.write(path, file.data());
      Ownership.chmod(path, file.mode());
      Long owner = file.owner();
      if (owner != null) {
        Files.setAttribute(path, "unix:uid", owner.intValue(), LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static void makeParents(Path top, Path path) throws IOException {
    Path parent = path.getParent();
    if (parent != null && !parent.equals(top) && !Files.isDirectory(parent)) {
      makeParents(top, parent);
      Files.createDirectory(parent);
      Ownership.chmod(parent, 0755);
    }
  }

  private static Set<String> firstSteps(Set<String> paths) {
    Set<String> out = new TreeSet<>();
    for (String path : paths) {
      int slash = path.indexOf('/');
      out.add(slash < 0 ? path : path.substring(0, slash));
    }
    return out;
  }

  private void link(Set<String> paths) throws IOException {
    for (String step : firstSteps(paths)) {
      Path link = folder.resolve(step);
      if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(link, Path.of(DATA, step));
      }
    }
  }

  /// Removes links to what is no longer there, and hidden folders of earlier times, also those a crash left.
  private void prune(Set<String> wanted, String fresh) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.equals(DATA) || name.equals(fresh) || wanted.contains(name)) {
          continue;
        }
        if (Files.isSymbolicLink(entry)) {
          Files.delete(entry);
        } else if (name.startsWith("..")) {
          DeleteTree.delete(entry);
        }
      }
    }
  }
}

package io.binnacle.linux.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Deletes a folder with all it holds. Works on open folders, not on paths, so that a link put in the way while it runs
/// leads nowhere. What a container has nested too deeply is brought up and deleted in a further round. Where the system
/// cannot work on open folders, which is not Linux and so runs no containers, paths must do.
public final class DeleteTree {
  private static final int MAX_DEPTH = 60;

  private final SecureDirectoryStream<Path> top;
  private int raised;

  private DeleteTree(SecureDirectoryStream<Path> top) {
    this.top = top;
  }

  /// Deletes `path`, whatever it is; a link is deleted, not followed. Does nothing if there is nothing.
  ///
  /// @throws IOException if something cannot be deleted; what was before it has been
  public static void delete(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    Path name = path.getFileName();
    if (parent == null || name == null) {
      throw new IOException("will not delete " + path);
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
      if (!(stream instanceof SecureDirectoryStream<Path> in)) {
        byPath(path);
      } else if (isFolder(in, name)) {
        empty(in, name);
        in.deleteDirectory(name);
      } else {
        in.deleteFile(name);
      }
    } catch (NoSuchFileException _) {
      // There is nothing, or somebody else was faster.
    }
  }

  private static void byPath(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> all = Files.walk(path)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  private static void empty(SecureDirectoryStream<Path> in, Path name) throws IOException {
    boolean more = true;
    while (more) {
      try (SecureDirectoryStream<Path> top =
          in.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
        DeleteTree round = new DeleteTree(top);
        round.emptyFolder(top, 1);
        more = round.raised > 0;
      }
    }
  }

  private void emptyFolder(SecureDirectoryStream<Path> folder, int depth) throws IOException {
    List<Path> names = new ArrayList<>();
    folder.forEach(entry -> names.add(entry.getFileName()));
    for (Path name : names) {
      try {
        delete(folder, name, depth);
      } catch (NoSuchFileException _) {
        // Somebody else was faster: it is gone, as wished.
      }
    }
  }

  private void delete(SecureDirectoryStream<Path> folder, Path name, int depth) throws IOException {
    if (!isFolder(folder, name)) {
      folder.deleteFile(name);
    } else if (depth > MAX_DEPTH) {
      folder.move(name, top, Path.of("..deep-" + System.nanoTime() + "-" + raised++));
    } else {
      try (SecureDirectoryStream<Path> inner =
          folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
        emptyFolder(inner, depth + 1);
      }
      folder.deleteDirectory(name);
    }
  }

  private static boolean isFolder(SecureDirectoryStream<Path> in, Path name) throws IOException {
    return in.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes()
        .isDirectory();
  }
}

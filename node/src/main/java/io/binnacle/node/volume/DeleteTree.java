package io.binnacle.node.volume;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.List;

/// Deletes a folder with all it holds. Works on open folders, not on paths, so that a link put in the way while it runs
/// leads nowhere. What a container has nested too deeply is brought up and deleted in a further round.
final class DeleteTree {
  private static final int MAX_DEPTH = 60;

  private final SecureDirectoryStream<Path> top;
  private int raised;

  private DeleteTree(SecureDirectoryStream<Path> top) {
    this.top = top;
  }

  /// Deletes `path`, whatever it is; a link is deleted, not followed. Does nothing if there is nothing.
  static void delete(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    Path name = path.getFileName();
    if (parent == null || name == null) {
      throw new IOException("will not delete " + path);
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
      SecureDirectoryStream<Path> in = secure(stream, parent);
      if (isFolder(in, name)) {
        empty(in, name);
        in.deleteDirectory(name);
      } else {
        in.deleteFile(name);
      }
    } catch (NoSuchFileException _) {
      // Somebody else was faster: it is gone, as wished.
    }
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream, Path where)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    throw new IOException("the file system of " + where + " cannot delete safely");
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
  }

  private static boolean isFolder(SecureDirectoryStream<Path> in, Path name) throws IOException {
    return in.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes()
        .isDirectory();
  }
}

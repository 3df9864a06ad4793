package io.binnacle.dns.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;

/// The files a Corefile imports: those of its own folder and of folders in it.
final class Imports {
  private final Path folder;
  private final Set<Path> read;

  /// @param corefile whose imports these are
  /// @param read gets every file that is read
  Imports(Path corefile, Set<Path> read) {
    Path parent = corefile.toAbsolutePath().normalize().getParent();
    this.folder = parent == null ? Path.of("/") : parent;
    this.read = read;
  }

  /// The words of the files `what` names, in the order of their names. A pattern may match none.
  ///
  /// @throws ConfigException if it leads out of the folder, or a file named without `*` is not there
  List<Token> tokens(Token what) throws ConfigException {
    Path path = Words.path(folder, what);
    if (!path.startsWith(folder)) {
      throw new ConfigException(
          what,
          "import "
              + what.text()
              + ": only files in "
              + folder
              + ", where the Corefile is, may be imported");
    }
    List<Token> out = new ArrayList<>();
    for (Path file : files(what, path)) {
      out.addAll(Lexer.tokens(Corefile.text(file), name(file)));
      read.add(file);
    }
    return out;
  }

  private Iterable<Path> files(Token what, Path path) throws ConfigException {
    String last = String.valueOf(path.getFileName());
    if (!last.contains("*")) {
      if (!Files.isRegularFile(path)) {
        throw new ConfigException(
            what, "import " + what.text() + ": there is neither a snippet nor a file of this name");
      }
      return List.of(path);
    }
    Path in = path.getParent();
    if (in == null || in.toString().contains("*")) {
      throw new ConfigException(
          what, "import " + what.text() + ": want * in the name of the file only");
    }
    Set<Path> found = new TreeSet<>();
    if (Files.isDirectory(in)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(in, last)) {
        for (Path file : all) {
          if (Files.isRegularFile(file)) {
            found.add(file);
          }
        }
      } catch (PatternSyntaxException e) {
        throw new ConfigException(what, "import " + what.text() + ": " + e.getDescription());
      } catch (IOException e) {
        throw new ConfigException("cannot read the folder " + in + ": " + e.getMessage(), e);
      }
    }
    return found;
  }

  private String name(Path file) {
    return folder.relativize(file).toString();
  }
}

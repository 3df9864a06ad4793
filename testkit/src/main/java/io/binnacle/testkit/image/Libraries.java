package io.binnacle.testkit.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The shared libraries of a program, as `ldd` finds them, first in unpacked packages and then on this machine.
final class Libraries {
  /// `libz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x…)` or, for the loader itself, `/lib64/ld-linux-x86-64.so.2 (0x…)`.
  private static final Pattern FOUND =
      Pattern.compile("^\\s*(?:\\S+ => )?(/\\S+) \\(0x[0-9a-f]+\\)$");

  private static final Pattern ABSENT = Pattern.compile("^\\s*(\\S+) => not found$");
  private static final int DEPTH = 5;

  private Libraries() {}

  /// @throws IOException if a library is nowhere to be found
  static List<Path> of(Path program, List<Path> roots) throws IOException, InterruptedException {
    ProcessBuilder ldd = new ProcessBuilder("ldd", program.toString()).redirectErrorStream(true);
    ldd.environment().put("LD_LIBRARY_PATH", String.join(":", folders(roots)));
    ldd.environment().put("LC_ALL", "C");
    Process process = ldd.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    List<Path> libraries = new ArrayList<>();
    for (String line : said.split("\n")) {
      Matcher absent = ABSENT.matcher(line);
      if (absent.find()) {
        throw new IOException(program + " needs " + absent.group(1) + ", which is not here");
      }
      Matcher found = FOUND.matcher(line);
      if (found.find()) {
        libraries.add(Path.of(found.group(1)).normalize());
      }
    }
    boolean isStatic =
        said.contains("not a dynamic executable") || said.contains("statically linked");
    if (libraries.isEmpty() && !isStatic) {
      throw new IOException("ldd " + program + " ended with " + status + ": " + said);
    }
    return libraries;
  }

  private static List<String> folders(List<Path> roots) throws IOException {
    List<String> folders = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> all =
          Files.find(root, DEPTH, (path, about) -> about.isDirectory() && holdsLibraries(path))) {
        all.map(Path::toString).sorted().forEach(folders::add);
      }
    }
    return folders;
  }

  private static boolean holdsLibraries(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().contains(".so."));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

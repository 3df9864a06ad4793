package io.binnacle.linux.files;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Reads `/proc/self/mountinfo`: one mount a line, its place the fifth word, blanks and the like as `\040`.
final class MountInfo {
  private static final int PLACE = 4;
  private static final String DELETED = "//deleted";

  private MountInfo() {}

  /// The mounts at or below `folder`, the deepest first and of one place the latest first.
  static List<Path> below(String mountInfo, Path folder) {
    List<Path> out = new ArrayList<>();
    for (String line : mountInfo.split("\n")) {
      String[] words = line.split(" ");
      if (words.length > PLACE) {
        String place = unescape(words[PLACE]);
        Path path =
            Path.of(
                place.endsWith(DELETED)
                    ? place.substring(0, place.length() - DELETED.length())
                    : place);
        if (path.startsWith(folder)) {
          out.add(path);
        }
      }
    }
    List<Path> latestFirst = out.reversed();
    return latestFirst.stream()
        .sorted(Comparator.comparingInt(Path::getNameCount).reversed())
        .toList();
  }

  private static String unescape(String word) {
    if (word.indexOf('\\') < 0) {
      return word;
    }
    byte[] in = word.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '\\' && i + 3 < in.length) {
        out[length++] =
            (byte) Integer.parseInt(new String(in, i + 1, 3, StandardCharsets.US_ASCII), 8);
        i += 3;
      } else {
        out[length++] = in[i];
      }
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }
}

package io.binnacle.dns.forward;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who is asked when, told as stories: a command, `----`, and all that comes of it, up to an empty line. `#` lines say why.
/// `-Dtranscripts.rewrite=true` writes the outcomes anew; the diff is then reviewed like code.
///
/// Commands are those of [Story].
class DispatcherStoriesTest {
  private static final Path FOLDER = Path.of("src/test/testdata/forward").toAbsolutePath();

  static Stream<Path> stories() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stories")
  void goesAsWritten(Path file) throws IOException {
    String written = Files.readString(file);
    String told = tell(written.lines().toList());
    if (Boolean.getBoolean("transcripts.rewrite")) {
      Files.writeString(file, told);
      return;
    }
    Assertions.assertEquals(written, told);
  }

  private static String tell(List<String> lines) {
    Story story = new Story();
    List<String> out = new ArrayList<>();
    boolean outcome = false;
    for (String line : lines) {
      if (outcome && !line.isEmpty()) {
        continue;
      }
      outcome = line.equals("----");
      if (outcome) {
        continue;
      }
      out.add(line);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      List<String> came = story.run(line);
      if (!came.isEmpty()) {
        out.add("----");
        out.addAll(came);
      }
    }
    return String.join("\n", out) + "\n";
  }
}

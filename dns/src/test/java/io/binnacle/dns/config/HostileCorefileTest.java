package io.binnacle.dns.config;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Files no operator writes are refused with a place and a reason, without much work.
class HostileCorefileTest {
  @TempDir Path dir = Path.of(".");

  record Case(String name, String text, String why) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> refused() {
    return Stream.of(
        new Case("braces in braces", ". {\n" + "a {\n".repeat(60_000), "in more than 16 others"),
        new Case("braces without blocks", "{".repeat(100_000), "want a zone"),
        new Case("braces apart", "{ ".repeat(100_000), "want a zone"),
        new Case("braces that close nothing", ". {\n}\n" + "}\n".repeat(100_000), "closes nothing"),
        new Case("a word of a megabyte", "x".repeat(1 << 20) + " {\n}\n", "want a zone"),
        new Case("a million words", ". {\n errors " + "a ".repeat(1 << 20) + "\n}\n", "words"),
        new Case(
            "a NUL in a file's name", ". {\n forward . /etc/\0\n}\n", "not the name of a file"),
        new Case("a NUL in an import", ". {\n import a\0*\n}\n", "not the name of a file"),
        new Case("a NUL in a folder", ". {\n root a\0\n}\n", "not the name of a file"),
        new Case("an import with a broken pattern", ". {\n import [*\n}\n", "import [*: Missing"),
        new Case("a quote that does not end", ". {\n errors \"" + "x".repeat(1 << 20), "end"),
        new Case("snippets that double", doubling(), "more than 200000 words"));
  }

  /// Each imports the one before ten times; the first is empty, so there is never much text.
  private static String doubling() {
    StringBuilder text = new StringBuilder("(s0) {\n}\n");
    for (int i = 1; i < 14; i++) {
      text.append("(s").append(i).append(") {\n");
      text.append(("import s" + (i - 1) + "\n").repeat(10)).append("}\n");
    }
    return text + ". {\n import s13\n}\n";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void isRefused(Case c) throws IOException {
    Path file = dir.resolve("Corefile");
    Files.writeString(file, c.text);
    ConfigException e = assertThrows(ConfigException.class, () -> Corefile.load(file, _ -> null));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(c.why), message.substring(0, Math.min(300, message.length())));
  }

  @Test
  void tenMegabytesAreTheMost() throws IOException {
    Path file = dir.resolve("Corefile");
    Files.write(file, new byte[(10 << 20) + 1]);
    ConfigException e = assertThrows(ConfigException.class, () -> Corefile.load(file, _ -> null));
    assertTrue(String.valueOf(e.getMessage()).contains("larger than"));
  }
}

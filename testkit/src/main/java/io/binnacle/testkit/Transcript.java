package io.binnacle.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A story told by commands and their whole output, checked against what really happens.
///
/// A file is a sequence of paragraphs: `#` lines say why; a line beginning with `$ ` is a command run once, one with `~ ` a
/// command repeated until its output is as written (for what becomes true in a moment); `----` and then the output, up to
/// an empty line. `[exit 1]` as last line of the output is the exit status, if it is not 0.
///
/// With the system property `transcripts.rewrite=true` the outputs in the file are replaced by the real ones; the diff is
/// then reviewed like code.
public final class Transcript {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

  private final Path file;
  private final Shell shell;
  private final UnaryOperator<String> normalize;

  /// @param normalize replaces what differs from run to run (ages, addresses) by what it is
  public Transcript(Path file, Shell shell, UnaryOperator<String> normalize) {
    this.file = file;
    this.shell = shell;
    this.normalize = normalize;
  }

  /// Runs every command in turn.
  ///
  /// @throws AssertionError at the first output that is not as written, showing both
  public void check() throws IOException {
    boolean rewrite = Boolean.getBoolean("transcripts.rewrite");
    List<String> lines = Files.readAllLines(file);
    List<String> out = new ArrayList<>();
    for (int i = 0; i < lines.size(); ) {
      String line = lines.get(i++);
      out.add(line);
      if (!line.startsWith("$ ") && !line.startsWith("~ ")) {
        continue;
      }
      List<String> expected = new ArrayList<>();
      if (i < lines.size() && lines.get(i).equals("----")) {
        i++;
        while (i < lines.size() && !lines.get(i).isEmpty()) {
          expected.add(lines.get(i++));
        }
      }
      List<String> actual = run(line.substring(2), line.startsWith("~ "), expected, rewrite);
      if (!rewrite && !actual.equals(expected)) {
        throw new AssertionError(
            file.getFileName()
                + ": "
                + line
                + "\n--- expected\n"
                + String.join("\n", expected)
                + "\n--- actual\n"
                + String.join("\n", actual)
                + "\n---");
      }
      if (!actual.isEmpty()) {
        out.add("----");
        out.addAll(actual);
      }
    }
    if (rewrite) {
      Files.write(file, out);
    }
  }

  private List<String> run(String command, boolean repeat, List<String> expected, boolean rewrite) {
    long deadline = System.nanoTime() + patience(expected, rewrite).toNanos();
    while (true) {
      List<String> actual = once(command);
      if (!repeat || actual.equals(expected) || System.nanoTime() > deadline) {
        return actual;
      }
      try {
        Thread.sleep(BETWEEN_TRIES);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return actual;
      }
    }
  }

  /// An output somebody has written by hand is waited for even while outputs are replaced.
  private static Duration patience(List<String> expected, boolean rewrite) {
    return !rewrite ? PATIENCE : Duration.ofSeconds(expected.isEmpty() ? 3 : 15);
  }

  private List<String> once(String command) {
    Shell.Result result = shell.run(command);
    List<String> lines = new ArrayList<>();
    for (String line : normalize.apply(result.output()).split("\n", -1)) {
      // An empty line would end the paragraph.
      lines.add(line.isBlank() ? "." : line.stripTrailing());
    }
    while (!lines.isEmpty() && lines.getLast().equals(".")) {
      lines.removeLast();
    }
    if (result.status() != 0) {
      lines.add("[exit " + result.status() + "]");
    }
    return lines;
  }
}

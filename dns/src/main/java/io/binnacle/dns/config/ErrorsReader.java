package io.binnacle.dns.config;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Reads the directive `errors`.
final class ErrorsReader {
  private enum Severity {
    ERROR(Level.ERROR),
    WARNING(Level.WARNING),
    INFO(Level.INFO),
    DEBUG(Level.DEBUG);

    final Level level;

    Severity(Level level) {
      this.level = level;
    }
  }

  private ErrorsReader() {}

  static void read(Directive line, ServerBuilder to) throws ConfigException {
    to.once(line);
    // CoreDNS takes the name of a file, if it is that of standard output.
    Words.count(line, 0, 1, "nothing, or stdout");
    if (!line.args().isEmpty() && !line.args().getFirst().text().equals("stdout")) {
      throw Words.wrong(line, "want nothing, or stdout");
    }
    to.note(line, "failures are logged, each kind once a while, with how many there were");
    for (Directive option : line.lines()) {
      switch (option.word()) {
        case "stacktrace" -> to.note(option, "a mistake of the program is always logged whole");
        case "consolidate" -> to.errors.add(rule(option));
        default -> throw Words.unknown(option, "errors", List.of("consolidate", "stacktrace"));
      }
    }
  }

  private static ErrorRule rule(Directive line) throws ConfigException {
    Words.count(line, 2, 4, "DURATION REGEXP [LEVEL] [show_first]");
    Duration period = Words.duration(line, line.args().getFirst());
    String pattern = line.args().get(1).text();
    if (period.isZero()) {
      throw Words.wrong(line, "want a duration of more than 0");
    }
    try {
      Pattern _ = Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw Words.wrong(line, "\"" + pattern + "\": " + e.getDescription());
    }
    Level level = Level.ERROR;
    boolean showFirst = false;
    for (Token word : line.args().subList(2, line.args().size())) {
      if (word.text().equals("show_first")) {
        showFirst = true;
      } else {
        level = Words.choice(line, word, Severity.class).level;
      }
    }
    return new ErrorRule(pattern, period, level, showFirst);
  }
}

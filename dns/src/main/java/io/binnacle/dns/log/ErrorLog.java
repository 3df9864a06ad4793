package io.binnacle.dns.log;

import io.binnacle.client.run.Scheduler;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.wire.Rcode;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Says why queries failed, `SERVFAIL example.org. A: no upstream answered in 5 s`. Of errors that a rule takes for alike, one
/// line a period tells how many there were. Without a rule of their own, errors with the same reason are alike for
/// half a minute and the first is shown. Any thread; `out` is called with nothing locked.
public final class ErrorLog {
  private static final Duration PERIOD = Duration.ofSeconds(30);

  /// Reasons told apart at a time; what comes beyond is shown as `other reasons`.
  static final int MAX_REASONS = 64;

  private static final int MAX_REASON = 200;

  /// Errors that are shown as one.
  ///
  /// @param pattern found in `example.org. A: reason`
  /// @param period from the first of them to the line about all, more than 0
  /// @param level of the line
  /// @param showFirst whether the first is shown at once, too
  public record Rule(Pattern pattern, Duration period, Level level, boolean showFirst) {}

  /// Takes the lines.
  @FunctionalInterface
  public interface Out {
    void line(Level level, String line);
  }

  private final Scheduler scheduler;
  private volatile List<Rule> rules;
  private final Out out;
  private final Map<String, Integer> counts = new HashMap<>();

  /// @param rules the first that matches counts
  public ErrorLog(Scheduler scheduler, List<Rule> rules, Out out) {
    this.scheduler = scheduler;
    this.rules = List.copyOf(rules);
    this.out = out;
  }

  /// Other errors are alike from now on.
  ///
  /// @param next the first that matches counts
  public void rules(List<Rule> next) {
    rules = List.copyOf(next);
  }

  /// A query could not be answered.
  ///
  /// @param reason one sentence; may hold what came from the network
  public void failed(int rcode, DnsName name, int type, String reason) {
    String why = harmless(reason);
    String about = name + " " + RrType.name(type) + ": " + why;
    String line = Rcode.name(rcode) + " " + about;
    for (Rule rule : rules) {
      if (rule.pattern.matcher(about).find()) {
        count("'" + rule.pattern.pattern() + "'", line, rule);
        return;
      }
    }
    count("'" + why + "'", line, new Rule(Pattern.compile(""), PERIOD, Level.ERROR, true));
  }

  private void count(String alike, String line, Rule rule) {
    String key;
    int before;
    synchronized (counts) {
      boolean room = counts.containsKey(alike) || counts.size() < MAX_REASONS + rules.size();
      key = room ? alike : "other reasons";
      before = counts.merge(key, 1, Integer::sum) - 1;
    }
    if (before == 0) {
      scheduler.schedule(rule.period, () -> summarise(key, rule));
      if (rule.showFirst) {
        out.line(rule.level, line);
      }
    }
  }

  private void summarise(String key, Rule rule) {
    int count;
    synchronized (counts) {
      Integer counted = counts.remove(key);
      count = counted == null ? 0 : counted;
    }
    if (count > (rule.showFirst ? 1 : 0)) {
      out.line(
          rule.level, count + " errors like " + key + " occurred in last " + text(rule.period));
    }
  }

  private static String text(Duration period) {
    return period.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private static String harmless(String reason) {
    StringBuilder out = new StringBuilder();
    reason
        .codePoints()
        .limit(MAX_REASON)
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }
}

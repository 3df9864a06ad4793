package io.binnacle.dns.log;

import io.binnacle.dns.name.DnsName;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What of the queries is written down.
///
/// @param classes which answers
/// @param every one in how many of them, 1 or more
/// @param slow answers that took at least this long are written whatever their class and turn; null for none. Only
///     those that took the slow path can
/// @param under names at or below which; empty for all
public record LogSettings(
    Set<AnswerClass> classes, int every, @Nullable Duration slow, List<DnsName> under) {
  /// Nothing is written.
  public static final LogSettings OFF = new LogSettings(Set.of(), 1, null, List.of());

  public LogSettings {
    if (every < 1) {
      throw new IllegalArgumentException("one in how many queries is logged, 1 or more: " + every);
    }
    classes = Set.copyOf(classes);
    under = List.copyOf(under);
  }

  /// Every answer, as CoreDNS's `log` without arguments.
  public static LogSettings all() {
    return new LogSettings(Set.of(AnswerClass.values()), 1, null, List.of());
  }

  boolean off() {
    return classes.isEmpty() && slow == null;
  }

  boolean wants(AnswerClass answer) {
    return classes.contains(answer);
  }

  boolean covers(DnsName name) {
    return under.isEmpty() || under.stream().anyMatch(name::isUnder);
  }
}

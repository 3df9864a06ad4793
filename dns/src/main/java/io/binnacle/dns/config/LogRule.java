package io.binnacle.dns.config;

import io.binnacle.dns.name.DnsName;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The directive `log`: which queries get a line.
///
/// @param names below these; the root for all
/// @param classes of replies
/// @param slow also those that took this long; null for none
public record LogRule(List<DnsName> names, Set<ReplyClass> classes, @Nullable Duration slow) {
  /// What a reply says.
  public enum ReplyClass {
    /// Records.
    SUCCESS,
    /// No such name, or no such type there.
    DENIAL,
    /// Anything else.
    ERROR
  }

  /// Copies the collections.
  public LogRule {
    names = List.copyOf(names);
    classes = Set.copyOf(classes);
  }
}

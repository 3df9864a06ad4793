package io.binnacle.doctor.check.select;

import io.binnacle.model.meta.HumanDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Words for findings: lists that are cut, counts, labels, messages of others in one line.
public final class Words {
  private static final int NAMED = 3;
  private static final int QUOTED = 160;

  private Words() {}

  /// `a, b, c and 4 more`.
  public static String list(List<String> names) {
    String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
    return names.size() <= NAMED ? first : first + " and " + (names.size() - NAMED) + " more";
  }

  /// `1 Pod`, `3 Pods`.
  public static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /// `Pod web-1`, `3 Pods (web-1, web-2, web-3)`.
  public static String pods(List<String> names) {
    return names.size() == 1
        ? "Pod " + names.getFirst()
        : count(names.size(), "Pod") + " (" + list(names) + ")";
  }

  /// `app=web,tier=front`, as `kubectl get -l` takes it.
  public static String labels(Map<String, String> labels) {
    return labels.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(","));
  }

  /// What somebody else said, in one line of bounded length, without a full stop.
  public static String quote(String message) {
    String line = message.strip().replaceAll("\\s+", " ");
    while (line.endsWith(".")) {
      line = line.substring(0, line.length() - 1);
    }
    return line.length() <= QUOTED ? line : line.substring(0, QUOTED).strip() + "…";
  }

  /// ` for 5m`; empty if it is not known since when.
  public static String since(@Nullable Instant then, Instant now) {
    return then == null || then.isAfter(now)
        ? ""
        : " for " + HumanDuration.of(Duration.between(then, now));
  }
}

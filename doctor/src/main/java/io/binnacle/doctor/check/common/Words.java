package io.binnacle.doctor.check.common;

import io.binnacle.model.meta.HumanDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How findings and reports put things into words: lists that are cut, counts, labels, spans, what others said.
public final class Words {
  private static final int SHOWN = 3;
  private static final int QUOTED = 160;

  private Words() {}

  /// `text` with a stop at its end.
  public static String sentence(String text) {
    return text.isEmpty() || !Character.isLetterOrDigit(text.charAt(text.length() - 1))
        ? text
        : text + ".";
  }

  /// `a, b, c and 4 more`.
  public static String list(Collection<?> things) {
    StringBuilder out = new StringBuilder();
    Iterator<?> each = things.iterator();
    for (int i = 0; i < SHOWN && each.hasNext(); i++) {
      out.append(i == 0 ? "" : ", ").append(each.next());
    }
    int rest = things.size() - SHOWN;
    return rest > 0 ? out + " and " + rest + " more" : out.toString();
  }

  /// `1 Pod`, `3 Pods`, `0 policies`.
  public static String count(long number, String noun) {
    return number + " " + (number == 1 ? noun : plural(noun));
  }

  /// `no Pods`, and otherwise as [#count].
  public static String countOrNo(long number, String noun) {
    return number == 0 ? "no " + plural(noun) : count(number, noun);
  }

  private static String plural(String noun) {
    if (noun.endsWith("y")) {
      return noun.substring(0, noun.length() - 1) + "ies";
    }
    return noun + (noun.endsWith("s") ? "es" : "s");
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
    return then == null || then.isAfter(now) ? "" : " for " + lasting(then, now);
  }

  /// How long ago `then` was: `3m20s`.
  public static String lasting(Instant then, Instant now) {
    return HumanDuration.of(Duration.between(then, now));
  }

  /// `10.0.0.1:80`, `[fd00::1]:80`.
  public static String place(String address, int port) {
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
  }
}

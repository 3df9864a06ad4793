package io.binnacle.doctor.check;

import io.binnacle.model.meta.HumanDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;

/// How checks put things into words.
public final class Words {
  private static final int SHOWN = 3;

  private Words() {}

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

  /// `1 Pod`, `3 Pods`.
  public static String count(long number, String noun) {
    String plural = noun.endsWith("s") ? noun + "es" : noun + "s";
    return number + " " + (number == 1 ? noun : plural);
  }

  /// How long ago `then` was: `3m20s`.
  public static String since(Instant then, Instant now) {
    return HumanDuration.of(Duration.between(then, now));
  }

  /// `10.0.0.1:80`, `[fd00::1]:80`.
  public static String place(String address, int port) {
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
  }
}

package io.binnacle.node.simulated;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a simulated Pod behaves, as its annotations say. Annotations can change at any time; the Pod follows at once.
///
/// Durations are written as `500ms`, `3s`, `2m`, `1h`.
///
/// @param ready `simulate.binnacle.io/ready`: whether the Pod is Ready while it runs; default true
/// @param startDelay `simulate.binnacle.io/start-delay`: from being bound to running; default 0
/// @param readyDelay `simulate.binnacle.io/ready-delay`: from running to Ready; default 0
/// @param runFor `simulate.binnacle.io/run-for`: how long containers run before they end; null: for ever
/// @param exitCode `simulate.binnacle.io/exit-code`: with what status they end, 0..255; default 0
/// @param restarts `simulate.binnacle.io/restarts`: how often containers have been restarted so far; default 0
/// @param waiting `simulate.binnacle.io/waiting`: the reason containers do not start, `ImagePullBackOff`,
///     `CrashLoopBackOff`; empty: they start
/// @param terminationDelay `simulate.binnacle.io/termination-delay`: how long containers take to stop when the Pod is
///     deleted, at most its grace period; default 0
/// @param complaints what the annotations say that makes no sense, one text each; the defaults stand in
public record PodScript(
    boolean ready,
    Duration startDelay,
    Duration readyDelay,
    @Nullable Duration runFor,
    int exitCode,
    int restarts,
    String waiting,
    Duration terminationDelay,
    List<String> complaints) {

  /// What all annotation keys begin with.
  public static final String PREFIX = "simulate.binnacle.io/";

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  /// Reads the script of `pod`.
  public static PodScript of(Obj pod) {
    return new Reader(Meta.annotations(pod)).read();
  }

  private record Reader(Map<String, String> annotations, List<String> complaints) {
    Reader(Map<String, String> annotations) {
      this(annotations, new ArrayList<>());
    }

    PodScript read() {
      boolean ready = truth("ready");
      Duration startDelay = orZero(duration("start-delay"));
      Duration readyDelay = orZero(duration("ready-delay"));
      Duration runFor = duration("run-for");
      int exitCode = number("exit-code", 255);
      int restarts = number("restarts", Integer.MAX_VALUE);
      String waiting = annotations.getOrDefault(PREFIX + "waiting", "");
      Duration terminationDelay = orZero(duration("termination-delay"));
      boolean ends = annotations.containsKey(PREFIX + "exit-code");
      return new PodScript(
          ready,
          startDelay,
          readyDelay,
          runFor == null && ends ? Duration.ZERO : runFor,
          exitCode,
          restarts,
          waiting,
          terminationDelay,
          List.copyOf(complaints));
    }

    private boolean truth(String name) {
      String text = annotations.getOrDefault(PREFIX + name, "true");
      if (!text.equals("true") && !text.equals("false")) {
        complain(name, text, "true or false");
      }
      return !text.equals("false");
    }

    private int number(String name, int max) {
      String text = annotations.getOrDefault(PREFIX + name, "0");
      try {
        int number = Integer.parseInt(text);
        if (number >= 0 && number <= max) {
          return number;
        }
      } catch (NumberFormatException notANumber) {
        complain(name, text, "a number from 0 to " + max);
        return 0;
      }
      complain(name, text, "a number from 0 to " + max);
      return 0;
    }

    private @Nullable Duration duration(String name) {
      String text = annotations.get(PREFIX + name);
      if (text == null) {
        return null;
      }
      Matcher m = DURATION.matcher(text);
      if (!m.matches()) {
        complain(name, text, "a duration such as 500ms, 3s or 2m");
        return null;
      }
      long amount = Long.parseLong(m.group(1));
      return switch (m.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
    }

    private void complain(String name, String value, String want) {
      complaints.add("annotation " + PREFIX + name + " is \"" + value + "\", want " + want);
    }

    private static Duration orZero(@Nullable Duration duration) {
      return duration == null ? Duration.ZERO : duration;
    }
  }
}

package io.binnacle.model.meta;

import java.time.Duration;

/// Durations as `kubectl get` prints them in an Age column: two or three significant figures, `4m10s`, `2d3h`.
///
/// @see <a href="https://github.com/kubernetes/apimachinery/blob/master/pkg/util/duration/duration.go">util/duration</a>
public final class HumanDuration {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long YEAR = 365 * DAY;

  private HumanDuration() {}

  /// The text of `duration`, cut off, not rounded. Clocks differ, so down to −2 s (excluded) it counts as now; below, it
  /// is `<invalid>`.
  public static String of(Duration duration) {
    long seconds = duration.getSeconds();
    if (seconds < 0 && duration.getNano() > 0) {
      seconds++; // towards zero
    }
    if (seconds < -1) {
      return "<invalid>";
    }
    if (seconds < 2 * MINUTE) {
      return Math.max(0, seconds) + "s";
    }
    if (seconds < 10 * MINUTE) {
      return parts(seconds, MINUTE, "m", 1, "s");
    }
    if (seconds < 3 * HOUR) {
      return seconds / MINUTE + "m";
    }
    if (seconds < 8 * HOUR) {
      return parts(seconds, HOUR, "h", MINUTE, "m");
    }
    if (seconds < 2 * DAY) {
      return seconds / HOUR + "h";
    }
    if (seconds < 8 * DAY) {
      return parts(seconds, DAY, "d", HOUR, "h");
    }
    if (seconds < 2 * YEAR) {
      return seconds / DAY + "d";
    }
    if (seconds < 8 * YEAR) {
      return parts(seconds, YEAR, "y", DAY, "d");
    }
    return seconds / YEAR + "y";
  }

  private static String parts(
      long seconds, long unit, String name, long smallUnit, String smallName) {
    long rest = seconds % unit / smallUnit;
    return seconds / unit + name + (rest == 0 ? "" : rest + smallName);
  }
}

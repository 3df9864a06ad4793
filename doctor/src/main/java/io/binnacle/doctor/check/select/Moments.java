package io.binnacle.doctor.check.select;

import io.binnacle.model.tree.Obj;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// Moments that objects state. What cannot be read was not stated.
public final class Moments {
  private Moments() {}

  /// The moment in a field, null if none is stated.
  public static @Nullable Instant of(Obj object, String field) {
    try {
      return Instant.parse(object.str(field));
    } catch (DateTimeParseException notATime) {
      return null;
    }
  }

  /// When an object was created, null if not stated.
  public static @Nullable Instant created(Obj object) {
    return of(object.obj("metadata"), "creationTimestamp");
  }

  /// The last time an Event happened, null if not stated.
  public static @Nullable Instant happened(Obj event) {
    Instant last = of(event.obj("series"), "lastObservedTime");
    if (last == null) {
      last = of(event, "lastTimestamp");
    }
    if (last == null) {
      last = of(event, "eventTime");
    }
    return last == null ? created(event) : last;
  }

  /// How often an Event happened, at least 1.
  public static long count(Obj event) {
    long series = event.obj("series").integer("count", 0);
    return Math.max(1, Math.max(series, event.integer("count", 1)));
  }

  /// Whether `then` is stated and less than `span` before `now`, or after it, as clocks differ.
  public static boolean isRecent(@Nullable Instant then, Instant now, Duration span) {
    return then != null && then.isAfter(now.minus(span));
  }
}

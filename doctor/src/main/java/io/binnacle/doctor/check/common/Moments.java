package io.binnacle.doctor.check.common;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.tree.Obj;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// When things happened, as far as objects tell. A time that cannot be read was not stated.
public final class Moments {
  /// How long controllers and proxies may take to follow a change before they count as late.
  public static final Duration GRACE = Duration.ofSeconds(10);

  private Moments() {}

  /// The moment in a field; null if none is stated.
  public static @Nullable Instant of(Obj object, String field) {
    String text = object.str(field);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException notATime) {
      return null; // another server's object
    }
  }

  /// Since when `object` exists; null if it does not say.
  public static @Nullable Instant created(Obj object) {
    return of(object.obj("metadata"), "creationTimestamp");
  }

  /// When its deletion was asked for; null if it was not.
  public static @Nullable Instant deleted(Obj object) {
    Obj metadata = object.obj("metadata");
    Instant end = of(metadata, "deletionTimestamp");
    // The API writes when it will be over; for what has no grace period that is now.
    long grace = Math.clamp(metadata.integer("deletionGracePeriodSeconds", 0), 0, 86_400);
    return end == null || end.getEpochSecond() < 0 ? end : end.minusSeconds(grace);
  }

  /// The newest of the times `object` bears: created, deletion asked for, written, a condition changed; null if it bears none.
  public static @Nullable Instant changed(Obj object) {
    Obj metadata = object.obj("metadata");
    Instant newest = later(created(object), deleted(object));
    for (Obj write : metadata.arr("managedFields").objects()) {
      newest = later(newest, of(write, "time"));
    }
    for (Obj condition : object.obj("status").arr("conditions").objects()) {
      newest = later(newest, of(condition, "lastTransitionTime"));
    }
    return later(
        newest,
        of(metadata.obj("annotations"), "endpoints.kubernetes.io/last-change-trigger-time"));
  }

  /// The last time an Event happened; null if not stated.
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

  /// Whether `object` changed so short before the evidence was gathered that others need not have followed.
  public static boolean isFresh(Obj object, Evidence seen) {
    return isWithin(changed(object), GRACE, seen);
  }

  /// Whether `then` is stated and less than `span` before the evidence was gathered, or after it, as clocks differ.
  public static boolean isWithin(@Nullable Instant then, Duration span, Evidence seen) {
    return isWithin(then, span, seen.now());
  }

  /// Whether `then` is stated and less than `span` before `now`, or after it.
  public static boolean isWithin(@Nullable Instant then, Duration span, Instant now) {
    return then != null && then.isAfter(now.minus(span));
  }

  private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
    return a == null || b != null && b.isAfter(a) ? b : a;
  }
}

package io.binnacle.doctor.check;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.tree.Obj;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// When things changed, as far as objects tell.
public final class Moments {
  /// How long controllers and proxies may take to follow a change before they count as late.
  public static final Duration GRACE = Duration.ofSeconds(10);

  private Moments() {}

  /// Since when `object` exists; null if it does not say.
  public static @Nullable Instant created(Obj object) {
    return time(object.obj("metadata").str("creationTimestamp"));
  }

  /// When its deletion was asked for; null if it was not.
  public static @Nullable Instant deleted(Obj object) {
    Obj metadata = object.obj("metadata");
    Instant end = time(metadata.str("deletionTimestamp"));
    // The API writes when it will be over; for what has no grace period that is now.
    long grace = Math.clamp(metadata.integer("deletionGracePeriodSeconds", 0), 0, 86_400);
    return end == null || end.getEpochSecond() < 0 ? end : end.minusSeconds(grace);
  }

  /// The newest of the times `object` bears: created, deletion asked for, written, a condition changed; null if it bears none.
  public static @Nullable Instant changed(Obj object) {
    Obj metadata = object.obj("metadata");
    Instant newest = later(created(object), deleted(object));
    for (Obj write : metadata.arr("managedFields").objects()) {
      newest = later(newest, time(write.str("time")));
    }
    for (Obj condition : object.obj("status").arr("conditions").objects()) {
      newest = later(newest, time(condition.str("lastTransitionTime")));
    }
    return later(
        newest,
        time(metadata.obj("annotations").str("endpoints.kubernetes.io/last-change-trigger-time")));
  }

  /// Whether `object` changed so short before the evidence was gathered that others need not have followed.
  public static boolean isFresh(Obj object, Evidence seen) {
    return isWithin(changed(object), GRACE, seen);
  }

  /// Whether `then` is less than `span` before the evidence was gathered; what is not known is not.
  public static boolean isWithin(@Nullable Instant then, Duration span, Evidence seen) {
    return then != null && then.isAfter(seen.now().minus(span));
  }

  /// Reads a time as the API writes it; null if it is none.
  public static @Nullable Instant time(String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException notATime) {
      return null; // another server's object; a time nobody can read is a time not stated
    }
  }

  private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
    return a == null || b != null && b.isAfter(a) ? b : a;
  }
}

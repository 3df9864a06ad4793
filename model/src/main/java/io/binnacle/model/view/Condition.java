package io.binnacle.model.view;

import io.binnacle.model.tree.Obj;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// One entry of `status.conditions`.
///
/// @param type `Ready`, `PodScheduled`, …
/// @param status `True`, `False` or `Unknown`
/// @param reason one CamelCase word, may be empty
/// @param message for people, may be empty
/// @param lastTransitionTime when `status` last changed, null if not stated
public record Condition(
    String type,
    String status,
    String reason,
    String message,
    @Nullable Instant lastTransitionTime) {

  /// Reads one condition.
  public static Condition of(Obj condition) {
    return new Condition(
        condition.str("type"),
        condition.str("status"),
        condition.str("reason"),
        condition.str("message"),
        time(condition.str("lastTransitionTime")));
  }

  /// The condition `type` of `object`, or null if its status has none.
  public static @Nullable Condition find(Obj object, String type) {
    for (Obj condition : object.obj("status").arr("conditions").objects()) {
      if (condition.str("type").equals(type)) {
        return of(condition);
      }
    }
    return null;
  }

  /// Whether `object` has the condition `type` with status `True`.
  public static boolean isTrue(Obj object, String type) {
    for (Obj condition : object.obj("status").arr("conditions").objects()) {
      if (condition.str("type").equals(type)) {
        return condition.str("status").equals("True"); // without reading the time
      }
    }
    return false;
  }

  /// Whether the status is `True`.
  public boolean isTrue() {
    return status.equals("True");
  }

  private static @Nullable Instant time(String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException notATime) {
      return null; // an object of another server; a time nobody can read is a time not stated
    }
  }
}

package io.binnacle.control.workload;

import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads and changes the `conditions` of a status object.
public final class Conditions {
  private Conditions() {}

  /// The condition `type`, or null if there is none.
  public static @Nullable Obj find(Obj status, String type) {
    for (Obj condition : status.arr("conditions").objects()) {
      if (condition.str("type").equals(type)) {
        return condition;
      }
    }
    return null;
  }

  /// A condition that becomes so `now`.
  ///
  /// @param status `True`, `False` or `Unknown`
  public static Obj condition(
      String type, String status, String reason, String message, Instant now) {
    return Obj.builder()
        .put("type", type)
        .put("status", status)
        .put("lastTransitionTime", Timestamps.seconds(now))
        .put("reason", reason)
        .put("message", message)
        .build();
  }

  /// The status with `condition` in place of the one of its type, at the end of the list. Nothing changes if that has
  /// the same status and reason; its `lastTransitionTime` stays if it has the same status.
  public static Obj set(Obj status, Obj condition) {
    Obj before = find(status, condition.str("type"));
    if (before == null || !before.str("status").equals(condition.str("status"))) {
      return put(status, condition);
    }
    return before.str("reason").equals(condition.str("reason"))
        ? status
        : put(
            status,
            condition.withOrWithout("lastTransitionTime", before.get("lastTransitionTime")));
  }

  /// The status with `condition` in place of the one of its type, whatever that says.
  public static Obj put(Obj status, Obj condition) {
    Obj without = remove(status, condition.str("type"));
    return without.with("conditions", without.arr("conditions").plus(condition));
  }

  /// The status without the condition `type`.
  public static Obj remove(Obj status, String type) {
    if (find(status, type) == null) {
      return status;
    }
    List<Value> kept = new ArrayList<>();
    for (Obj condition : status.arr("conditions").objects()) {
      if (!condition.str("type").equals(type)) {
        kept.add(condition);
      }
    }
    return kept.isEmpty()
        ? status.without("conditions")
        : status.with("conditions", Arr.copyOf(kept));
  }
}

package io.binnacle.node.runtime.fake;

import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The faults a test has planned for calls of [FakeRuntime]; guarded by it.
final class FakeFaults {
  private final Map<String, List<RuntimeFailure>> planned = new HashMap<>();

  /// Whether every call fails.
  boolean down;

  /// Has the next call of `method` for which none is planned yet fail.
  void add(String method, RuntimeFailure failure) {
    planned.computeIfAbsent(method, _ -> new ArrayList<>()).add(failure);
  }

  /// Fails a call of `method`, if that is planned.
  void strike(String method) {
    if (down) {
      throw new RuntimeFailure(Kind.UNAVAILABLE, "fake runtime is down");
    }
    List<RuntimeFailure> next = planned.get(method);
    if (next != null && !next.isEmpty()) {
      throw next.removeFirst();
    }
  }
}

package io.binnacle.proxy.rules;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Counts who needs a thing, and reports the things that came to be needed, or ceased to be, since the last report.
final class Counter<T> {
  private final Map<T, Integer> counts = new HashMap<>();
  private final Set<T> reported = new HashSet<>();
  private final Set<T> touched = new LinkedHashSet<>();

  interface Change<T> {
    /// @param was whether it was needed at the last report
    /// @param is whether it is needed now
    void changed(T thing, boolean was, boolean is);
  }

  void add(T thing) {
    add(thing, 1);
  }

  void remove(T thing) {
    add(thing, -1);
  }

  void add(T thing, int by) {
    touched.add(thing);
    int count = counts.merge(thing, by, Integer::sum);
    if (count == 0) {
      counts.remove(thing);
    } else if (count < 0) {
      throw new IllegalStateException(thing + " is given back more often than it was taken");
    }
  }

  /// Tells every thing whose need changed since the last call.
  void changes(Change<T> listener) {
    for (T thing : touched) {
      boolean is = counts.containsKey(thing);
      boolean was = is ? !reported.add(thing) : reported.remove(thing);
      if (was != is) {
        listener.changed(thing, was, is);
      }
    }
    touched.clear();
  }

  /// What is needed now.
  Set<T> needed() {
    return Set.copyOf(counts.keySet());
  }

  /// The next report starts from nothing.
  void forgetReported() {
    reported.clear();
    touched.clear();
    touched.addAll(counts.keySet());
  }

  /// Nothing is needed, nothing was.
  void forget() {
    counts.clear();
    forgetReported();
  }
}

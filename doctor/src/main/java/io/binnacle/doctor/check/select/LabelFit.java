package io.binnacle.doctor.check.select;

import io.binnacle.doctor.check.common.Likeness;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// How far the labels of a Pod are from a selector.
///
/// @param selector what is asked for
/// @param labels what is there
/// @param misses what of the selector is not met, by key; empty if it selects
record LabelFit(Map<String, String> selector, Map<String, String> labels, List<Miss> misses) {
  private static final Set<String> IDENTITY =
      Set.of(
          "app",
          "name",
          "k8s-app",
          "run",
          "service",
          "application",
          "app.kubernetes.io/name",
          "app.kubernetes.io/instance",
          "release",
          "io.kompose.service");

  /// How one entry of a selector is missed, the closest first.
  enum Kind {
    /// The value is a slip of the pen.
    VALUE(1),
    /// The value stands under another key.
    KEY(2),
    /// The value has a word more or less.
    EXTENDED(3),
    /// The key has another value.
    OTHER(4),
    /// No such key.
    ABSENT(5);

    /// How far off it is.
    private final int cost;

    Kind(int cost) {
      this.cost = cost;
    }
  }

  /// One entry of a selector that is not met.
  ///
  /// @param key the key asked for
  /// @param kind how it is missed
  /// @param actualKey the key on the Pod that was meant, empty if none
  /// @param actualValue its value, empty if none
  record Miss(String key, Kind kind, String actualKey, String actualValue) {}

  static LabelFit of(Map<String, String> selector, Map<String, String> labels) {
    List<Miss> misses = new ArrayList<>();
    selector.forEach((key, value) -> {
      if (!value.equals(labels.get(key))) {
        misses.add(miss(key, value, selector, labels));
      }
    });
    return new LabelFit(selector, labels, List.copyOf(misses));
  }

  /// Whether a label says what a Pod is, not one of several things about it.
  static boolean isIdentity(String key) {
    return IDENTITY.contains(key);
  }

  private static Miss miss(
      String key, String value, Map<String, String> selector, Map<String, String> labels) {
    String there = labels.get(key);
    String key2 =
        there == null || !Likeness.misspelt(value, there)
            ? elsewhere(key, value, selector, labels)
            : "";
    if (!key2.isEmpty()) {
      return new Miss(key, Kind.KEY, key2, labels.getOrDefault(key2, ""));
    }
    if (there == null) {
      return new Miss(key, Kind.ABSENT, "", "");
    }
    Kind kind =
        switch (Likeness.of(value, there)) {
          case SAME, SPELLING, TYPO -> Kind.VALUE;
          case EXTENDED -> Kind.EXTENDED;
          case NONE -> Kind.OTHER;
        };
    return new Miss(key, kind, key, there);
  }

  /// The key under which the value stands, empty if none. One that the selector asks for and gets is not looked at.
  private static String elsewhere(
      String key, String value, Map<String, String> selector, Map<String, String> labels) {
    for (Map.Entry<String, String> label : labels.entrySet()) {
      String other = label.getKey();
      boolean taken = label.getValue().equals(selector.get(other));
      boolean related =
          Likeness.distance(key, other) == 1
              || Likeness.misspelt(key, other)
              || (isIdentity(key) && isIdentity(other))
              || Likeness.misspelt(name(key), name(other))
              || name(key).equals(name(other))
              || selector.containsKey(other);
      if (!taken && !other.equals(key) && related && label.getValue().equals(value)) {
        return other;
      }
    }
    return "";
  }

  /// The key without its prefix.
  private static String name(String key) {
    return key.substring(key.indexOf('/') + 1);
  }

  /// Whether the selector selects.
  boolean selects() {
    return misses.isEmpty();
  }

  /// Whether nothing is missed by more than this.
  boolean within(Kind kind) {
    return misses.stream().allMatch(m -> m.kind.compareTo(kind) <= 0);
  }

  /// The misses that are farther off than a slip of the pen.
  List<Miss> farOff() {
    return misses.stream().filter(m -> m.kind.compareTo(Kind.KEY) > 0).toList();
  }

  /// Whether some label that says what a Pod is fits.
  boolean sharesIdentity() {
    return selector.keySet().stream()
        .anyMatch(k -> isIdentity(k) && misses.stream().noneMatch(m -> m.key.equals(k)));
  }

  /// The sum of how far everything is off.
  int cost() {
    return misses.stream().mapToInt(m -> m.kind.cost).sum();
  }

  /// The entries asked for that are missed: `app=wbe`.
  Map<String, String> asked() {
    Map<String, String> out = new LinkedHashMap<>();
    misses.forEach(m -> out.put(m.key, selector.getOrDefault(m.key, "")));
    return out;
  }

  /// The labels that are there instead: `app=web`.
  Map<String, String> there() {
    Map<String, String> out = new LinkedHashMap<>();
    for (Miss miss : misses) {
      if (!miss.actualKey.isEmpty()) {
        out.put(miss.actualKey, miss.actualValue);
      }
    }
    return out;
  }

  /// The selector that would select.
  Map<String, String> mended() {
    Map<String, String> out = new TreeMap<>(selector);
    misses.forEach(m -> out.remove(m.key));
    out.putAll(there());
    return out;
  }

  /// The merge patch of a Service that makes its selector [#mended].
  Obj patch() {
    return selectorPatch(selector, mended());
  }

  /// The merge patch of a Service that makes its selector another.
  static Obj selectorPatch(Map<String, String> from, Map<String, String> to) {
    Obj patch = Obj.EMPTY;
    for (String key : from.keySet()) {
      patch = to.containsKey(key) ? patch : patch.with(key, Null.NULL);
    }
    for (Map.Entry<String, String> label : to.entrySet()) {
      if (!label.getValue().equals(from.get(label.getKey()))) {
        patch = patch.with(label.getKey(), Str.of(label.getValue()));
      }
    }
    return Obj.of("spec", Obj.of("selector", patch));
  }
}

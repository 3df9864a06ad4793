package io.binnacle.model.tree;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A JSON object: sorted, distinct keys and their values. Immutable; `with` and `without` return a new object that
/// shares everything untouched.
///
/// Reading is forgiving on purpose: `str`, `integer`, `obj` and their like answer the given fallback when the field is
/// absent, null or of another type, because what logic reads has been validated when it was written. Code that judges
/// a type uses [#get].
public final class Obj implements Value {
  /// `{}`.
  public static final Obj EMPTY = new Obj(new String[0], new Value[0]);

  private final String[] keys;
  private final Value[] values;

  private Obj(String[] keys, Value[] values) {
    this.keys = keys;
    this.values = values;
  }

  /// An object with one field.
  public static Obj of(String key, Value value) {
    return new Obj(Shapes.shape(new String[] {Shapes.key(key)}), new Value[] {value});
  }

  /// An object of two fields with distinct keys.
  public static Obj of(String k1, Value v1, String k2, Value v2) {
    return builder().put(k1, v1).put(k2, v2).build();
  }

  /// An object of three fields with distinct keys.
  public static Obj of(String k1, Value v1, String k2, Value v2, String k3, Value v3) {
    return builder().put(k1, v1).put(k2, v2).put(k3, v3).build();
  }

  /// An object with the entries of `map`.
  public static Obj copyOf(Map<String, ? extends Value> map) {
    if (map.isEmpty()) {
      return EMPTY;
    }
    TreeMap<String, Value> sorted = new TreeMap<>(map);
    String[] keys = new String[sorted.size()];
    Value[] values = new Value[keys.length];
    int i = 0;
    for (Map.Entry<String, Value> e : sorted.entrySet()) {
      keys[i] = Shapes.key(e.getKey());
      values[i++] = e.getValue();
    }
    return new Obj(Shapes.shape(keys), values);
  }

  /// An object of string fields, as labels and annotations are.
  public static Obj strings(Map<String, String> map) {
    TreeMap<String, Value> out = new TreeMap<>();
    map.forEach((k, v) -> out.put(k, Str.of(v)));
    return copyOf(out);
  }

  /// A builder; a key put twice keeps the later value.
  public static Builder builder() {
    return new Builder();
  }

  /// The value of `key`, or Java `null` if the field is absent. A JSON null is [Null#NULL].
  public @Nullable Value get(String key) {
    int at = Arrays.binarySearch(keys, key);
    return at >= 0 ? values[at] : null;
  }

  /// The value at a path of keys through nested objects, or Java `null` if any step is absent or no object.
  public @Nullable Value at(String... path) {
    Value here = this;
    for (String step : path) {
      if (!(here instanceof Obj o)) {
        return null;
      }
      Value next = o.get(step);
      if (next == null) {
        return null;
      }
      here = next;
    }
    return here;
  }

  /// Whether the field is present, JSON null included.
  public boolean has(String key) {
    return Arrays.binarySearch(keys, key) >= 0;
  }

  /// The string at `key`, or `""`.
  public String str(String key) {
    return str(key, "");
  }

  /// The string at `key`, or `fallback`.
  public String str(String key, String fallback) {
    return get(key) instanceof Str s ? s.value() : fallback;
  }

  /// The string at `key`, or null.
  public @Nullable String strOrNull(String key) {
    return get(key) instanceof Str s ? s.value() : null;
  }

  /// The whole number at `key`, or `fallback`.
  public long integer(String key, long fallback) {
    return get(key) instanceof Int n ? n.value() : fallback;
  }

  /// The whole number at `key`, or null.
  public @Nullable Long integerOrNull(String key) {
    return get(key) instanceof Int n ? (Long) n.value() : null;
  }

  /// The boolean at `key`, or `fallback`.
  public boolean bool(String key, boolean fallback) {
    return get(key) instanceof Bool b ? b.value() : fallback;
  }

  /// The object at `key`, or `{}`.
  public Obj obj(String key) {
    return get(key) instanceof Obj o ? o : EMPTY;
  }

  /// The array at `key`, or `[]`.
  public Arr arr(String key) {
    return get(key) instanceof Arr a ? a : Arr.EMPTY;
  }

  /// The string-valued fields, in key order: labels, annotations, selectors.
  public Map<String, String> stringMap() {
    Map<String, String> out = LinkedHashMap.newLinkedHashMap(keys.length);
    for (int i = 0; i < keys.length; i++) {
      if (values[i] instanceof Str s) {
        out.put(keys[i], s.value());
      }
    }
    return out;
  }

  /// The number of fields.
  public int size() {
    return keys.length;
  }

  /// Whether there are no fields.
  public boolean isEmpty() {
    return keys.length == 0;
  }

  /// The keys in order, as an unmodifiable list.
  public List<String> keys() {
    return List.of(keys);
  }

  /// The key at position `index`, `0..size()-1`, in key order.
  public String keyAt(int index) {
    return keys[index];
  }

  /// The value at position `index`, `0..size()-1`, in key order.
  public Value valueAt(int index) {
    return values[index];
  }

  /// Visits every field in key order.
  public void forEach(BiConsumer<String, Value> visitor) {
    for (int i = 0; i < keys.length; i++) {
      visitor.accept(keys[i], values[i]);
    }
  }

  /// This object with `key` set; the same object if it already holds this very value.
  public Obj with(String key, Value value) {
    int at = Arrays.binarySearch(keys, key);
    if (at >= 0) {
      if (values[at] == value) {
        return this;
      }
      Value[] next = values.clone();
      next[at] = value;
      return new Obj(keys, next);
    }
    int slot = -at - 1;
    String[] nextKeys = new String[keys.length + 1];
    Value[] nextValues = new Value[keys.length + 1];
    System.arraycopy(keys, 0, nextKeys, 0, slot);
    System.arraycopy(values, 0, nextValues, 0, slot);
    nextKeys[slot] = Shapes.key(key);
    nextValues[slot] = value;
    System.arraycopy(keys, slot, nextKeys, slot + 1, keys.length - slot);
    System.arraycopy(values, slot, nextValues, slot + 1, keys.length - slot);
    return new Obj(Shapes.shape(nextKeys), nextValues);
  }

  /// This object with a string field set.
  public Obj with(String key, String value) {
    return with(key, Str.of(value));
  }

  /// This object with a number field set.
  public Obj with(String key, long value) {
    return with(key, Int.of(value));
  }

  /// This object with a boolean field set.
  public Obj with(String key, boolean value) {
    return with(key, Bool.of(value));
  }

  /// This object without `key`; the same object if it was absent.
  public Obj without(String key) {
    int at = Arrays.binarySearch(keys, key);
    if (at < 0) {
      return this;
    }
    if (keys.length == 1) {
      return EMPTY;
    }
    String[] nextKeys = new String[keys.length - 1];
    Value[] nextValues = new Value[keys.length - 1];
    System.arraycopy(keys, 0, nextKeys, 0, at);
    System.arraycopy(values, 0, nextValues, 0, at);
    System.arraycopy(keys, at + 1, nextKeys, at, keys.length - at - 1);
    System.arraycopy(values, at + 1, nextValues, at, keys.length - at - 1);
    return new Obj(Shapes.shape(nextKeys), nextValues);
  }

  /// This object with `key` set to `value`, or without it if `value` is Java `null`.
  public Obj withOrWithout(String key, @Nullable Value value) {
    return value == null ? without(key) : with(key, value);
  }

  /// This object with the nested object at `key` changed; an absent one starts as `{}`, and one that ends up `{}` after
  /// having been absent stays absent.
  public Obj change(String key, UnaryOperator<Obj> change) {
    Obj before = obj(key);
    Obj after = change.apply(before);
    return after.isEmpty() && !has(key) ? this : with(key, after);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof Obj o && Arrays.equals(keys, o.keys) && Arrays.equals(values, o.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(keys) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Json.text(this);
  }

  /// Collects fields in any order. Not safe to share between threads; use once.
  public static final class Builder {
    private String[] keys = new String[8];
    private Value[] values = new Value[8];
    private int size;
    private boolean ascending = true;

    private Builder() {}

    /// Sets a field; a later value for the same key wins.
    public Builder put(String key, Value value) {
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, size * 2);
        values = Arrays.copyOf(values, size * 2);
      }
      ascending = ascending && (size == 0 || keys[size - 1].compareTo(key) < 0);
      keys[size] = Shapes.key(key);
      values[size++] = value;
      return this;
    }

    /// Sets a string field.
    public Builder put(String key, String value) {
      return put(key, Str.of(value));
    }

    /// Sets a number field.
    public Builder put(String key, long value) {
      return put(key, Int.of(value));
    }

    /// Sets a boolean field.
    public Builder put(String key, boolean value) {
      return put(key, Bool.of(value));
    }

    /// Sets a field unless `value` is Java `null`.
    public Builder putIfPresent(String key, @Nullable Value value) {
      return value == null ? this : put(key, value);
    }

    /// Sets a string field unless it is empty.
    public Builder putUnlessEmpty(String key, String value) {
      return value.isEmpty() ? this : put(key, value);
    }

    boolean isEmpty() {
      return size == 0;
    }

    /// The keys put so far, as a set of the caller's own.
    Set<String> keys() {
      return new HashSet<>(Arrays.asList(keys).subList(0, size));
    }

    /// The object of the fields put so far.
    public Obj build() {
      if (size == 0) {
        return EMPTY;
      }
      if (ascending) {
        return new Obj(Shapes.shape(Arrays.copyOf(keys, size)), Arrays.copyOf(values, size));
      }
      TreeMap<String, Value> sorted = new TreeMap<>();
      for (int i = 0; i < size; i++) {
        sorted.put(keys[i], values[i]);
      }
      return copyOf(sorted);
    }
  }
}

package io.binnacle.model.tree;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/// Shares key arrays and key strings between objects: all Pods have a handful of shapes, so a Pod in memory pays for
/// its values only.
///
/// Bounded: a stranger's keys must not fill the heap for ever. When a table is full, keys and shapes are simply no
/// longer shared.
final class Shapes {
  private static final int MAX_KEYS = 16_384;
  private static final int MAX_SHAPES = 16_384;
  private static final int MAX_KEY_LENGTH = 128;
  private static final int MAX_SHAPE_LENGTH = 64;

  private static final ConcurrentHashMap<String, String> KEYS = new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<Shape, Shape> SHAPES = new ConcurrentHashMap<>();

  private Shapes() {}

  /// The shared copy of `key`.
  static String key(String key) {
    String known = KEYS.get(key);
    if (known != null) {
      return known;
    }
    if (key.length() > MAX_KEY_LENGTH || KEYS.size() >= MAX_KEYS) {
      return key;
    }
    String raced = KEYS.putIfAbsent(key, key);
    return raced == null ? key : raced;
  }

  /// The shared array equal to `keys`, which must be sorted and must not be changed afterwards.
  static String[] shape(String[] keys) {
    if (keys.length > MAX_SHAPE_LENGTH) {
      return keys;
    }
    Shape wanted = new Shape(keys);
    Shape known = SHAPES.get(wanted);
    if (known != null) {
      return known.keys;
    }
    if (SHAPES.size() >= MAX_SHAPES) {
      return keys;
    }
    Shape raced = SHAPES.putIfAbsent(wanted, wanted);
    return raced == null ? keys : raced.keys;
  }

  private static final class Shape {
    final String[] keys;
    private final int hash;

    Shape(String[] keys) {
      this.keys = keys;
      this.hash = Arrays.hashCode(keys);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Shape s && hash == s.hash && Arrays.equals(keys, s.keys);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}

package io.binnacle.model.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;
import java.util.stream.Collector;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A JSON array. Immutable; every method that looks like a change returns a new array that shares its elements.
public final class Arr implements Value, Iterable<Value> {
  /// `[]`.
  public static final Arr EMPTY = new Arr(new Value[0]);

  private final Value[] items;

  private Arr(Value[] items) {
    this.items = items;
  }

  /// An array of these values, in this order.
  public static Arr of(Value... items) {
    return items.length == 0 ? EMPTY : new Arr(items.clone());
  }

  /// An array of these values, in iteration order.
  public static Arr copyOf(Collection<? extends Value> items) {
    return items.isEmpty() ? EMPTY : new Arr(items.toArray(Value[]::new));
  }

  /// An array of these strings, in iteration order.
  public static Arr strings(Collection<String> items) {
    return items.stream().map(Str::of).collect(toArr());
  }

  /// Collects values in encounter order.
  public static Collector<Value, ?, Arr> toArr() {
    return Collector.of(
        ArrayList<Value>::new,
        ArrayList::add,
        (a, b) -> {
          a.addAll(b);
          return a;
        },
        Arr::copyOf);
  }

  /// The number of elements.
  public int size() {
    return items.length;
  }

  /// Whether there are no elements.
  public boolean isEmpty() {
    return items.length == 0;
  }

  /// The element at `index`.
  ///
  /// @throws IndexOutOfBoundsException if `index` is not in `0..size()-1`
  public Value get(int index) {
    return items[index];
  }

  /// The elements as an unmodifiable view.
  public List<Value> asList() {
    return List.of(items);
  }

  /// The elements in order.
  public Stream<Value> stream() {
    return Arrays.stream(items);
  }

  /// The elements that are objects, in order; anything else is skipped.
  public List<Obj> objects() {
    List<Obj> out = new ArrayList<>(items.length);
    for (Value item : items) {
      if (item instanceof Obj o) {
        out.add(o);
      }
    }
    return out;
  }

  /// The elements that are strings, in order; anything else is skipped.
  public List<String> strings() {
    List<String> out = new ArrayList<>(items.length);
    for (Value item : items) {
      if (item instanceof Str s) {
        out.add(s.value());
      }
    }
    return out;
  }

  /// This array with `item` at its end.
  public Arr plus(Value item) {
    Value[] next = Arrays.copyOf(items, items.length + 1);
    next[items.length] = item;
    return new Arr(next);
  }

  /// This array with `item` in place of the one at `index`; the same array if that is the same value.
  public Arr with(int index, Value item) {
    if (items[index] == item) {
      return this;
    }
    Value[] next = items.clone();
    next[index] = item;
    return new Arr(next);
  }

  /// Every element replaced by what `change` makes of it; the same array if nothing changed identity.
  public Arr map(UnaryOperator<Value> change) {
    Value @Nullable [] next = null;
    for (int i = 0; i < items.length; i++) {
      Value changed = change.apply(items[i]);
      if (changed != items[i] && next == null) {
        next = items.clone();
      }
      if (next != null) {
        next[i] = changed;
      }
    }
    return next == null ? this : new Arr(next);
  }

  @Override
  public Iterator<Value> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < items.length;
      }

      @Override
      public Value next() {
        if (next >= items.length) {
          throw new NoSuchElementException();
        }
        return items[next++];
      }
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || other instanceof Arr a && Arrays.equals(items, a.items);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(items);
  }

  @Override
  public String toString() {
    return Json.text(this);
  }
}

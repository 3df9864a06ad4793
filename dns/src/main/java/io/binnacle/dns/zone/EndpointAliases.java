package io.binnacle.dns.zone;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Further names of a slice's entries, which nothing points to: they only lead to an entry when they are asked for. An
/// immutable value.
final class EndpointAliases {
  /// A further name of an entry.
  ///
  /// @param name a length and a label in lower case
  @SuppressWarnings("ArrayRecordComponent") // sorted by its octets only
  record Alias(byte[] name, int entry) {}

  private final byte[][] names;
  private final int[] entries;

  private EndpointAliases(byte[][] names, int[] entries) {
    this.names = names;
    this.entries = entries;
  }

  /// Null if there are none.
  static @Nullable EndpointAliases of(List<Alias> all) {
    if (all.isEmpty()) {
      return null;
    }
    List<Alias> sorted =
        all.stream()
            .sorted((a, b) -> {
              int order = Arrays.compare(a.name, b.name);
              return order != 0 ? order : Integer.compare(a.entry, b.entry);
            })
            .toList();
    return new EndpointAliases(
        sorted.stream().map(Alias::name).toArray(byte[][]::new),
        sorted.stream().mapToInt(Alias::entry).toArray());
  }

  /// The first place of a name, at which [#isAt] holds; −1 if it is none of them.
  int find(byte[] octets, int from, int to) {
    int first = 0;
    int end = names.length;
    while (first < end) {
      int middle = first + end >>> 1;
      byte[] name = names[middle];
      if (Arrays.compare(name, 0, name.length, octets, from, to) < 0) {
        first = middle + 1;
      } else {
        end = middle;
      }
    }
    return isAt(first, octets, from, to) ? first : -1;
  }

  /// Whether the name stands at `place`; equal names stand one behind the other.
  boolean isAt(int place, byte[] octets, int from, int to) {
    return place < names.length
        && Arrays.equals(names[place], 0, names[place].length, octets, from, to);
  }

  int entry(int place) {
    return entries[place];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EndpointAliases a
        && Arrays.equals(entries, a.entries)
        && Arrays.deepEquals(names, a.names);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(entries) + Arrays.deepHashCode(names);
  }
}

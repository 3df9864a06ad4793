package io.binnacle.proxy.rules;

import io.binnacle.linux.nft.Datum;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which endpoint has which number from 0 to n − 1. The numbers have no gaps, so that drawing one at random is exactly fair,
/// and an endpoint keeps its number as long as possible, so that one change costs one or two elements however many there are.
final class Slots {
  private Slots() {}

  /// The numbering of `wanted` nearest to `before`: newcomers take the places of those that left; if fewer came than left,
  /// the last ones move down into the gaps.
  ///
  /// @param wanted without duplicates
  static List<Datum> next(List<Datum> before, List<Datum> wanted) {
    if (before.isEmpty()) {
      return List.copyOf(wanted);
    }
    Set<Datum> missing = new HashSet<>(wanted);
    @Nullable Datum[] out = new Datum[Math.max(before.size(), wanted.size())];
    List<Integer> gaps = new ArrayList<>();
    for (int i = 0; i < out.length; i++) {
      if (i < before.size() && missing.remove(before.get(i))) {
        out[i] = before.get(i);
      } else {
        gaps.add(i);
      }
    }
    Deque<Integer> free = new ArrayDeque<>(gaps);
    for (Datum endpoint : wanted) {
      if (missing.remove(endpoint)) {
        out[free.removeFirst()] = endpoint;
      }
    }
    int last = out.length - 1;
    while (!free.isEmpty()) {
      int gap = free.removeFirst();
      while (last > gap && out[last] == null) {
        last--;
      }
      if (last <= gap) {
        break;
      }
      out[gap] = out[last];
      out[last--] = null;
    }
    return List.of(Arrays.copyOf(out, wanted.size()));
  }
}

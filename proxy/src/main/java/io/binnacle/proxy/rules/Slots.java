package io.binnacle.proxy.rules;

import io.binnacle.linux.nft.Datum;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which endpoint has which number from 0 to n − 1. The numbers have no gaps, so that drawing one at random is exactly fair,
/// and an endpoint keeps its number as long as possible, so that one change costs one or two elements however many there are.
final class Slots {
  private static final Datum[] NONE = {};

  private Slots() {}

  static Datum[] none() {
    return NONE;
  }

  /// The numbering of `wanted` nearest to `before`: newcomers take the places of those that left; if fewer came than left,
  /// the last ones move down into the gaps.
  ///
  /// @param wanted without duplicates
  static Datum[] next(Datum[] before, List<Datum> wanted) {
    if (before.length == 0) {
      return wanted.toArray(Datum[]::new);
    }
    Set<Datum> missing = new HashSet<>(wanted);
    Datum[] out = new Datum[Math.max(before.length, wanted.size())];
    List<Integer> gaps = new ArrayList<>();
    for (int i = 0; i < out.length; i++) {
      if (i < before.length && missing.remove(before[i])) {
        out[i] = before[i];
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
    return Arrays.copyOf(out, wanted.size());
  }
}

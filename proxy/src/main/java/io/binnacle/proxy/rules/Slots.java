package io.binnacle.proxy.rules;

import io.binnacle.linux.nft.Datum;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
    Set<Datum> stay = new HashSet<>(before);
    stay.retainAll(new HashSet<>(wanted));
    Deque<Datum> fillers = new ArrayDeque<>();
    for (Datum endpoint : wanted) {
      if (!stay.contains(endpoint)) {
        fillers.add(endpoint);
      }
    }
    for (int i = before.size() - 1; i >= wanted.size(); i--) {
      if (stay.contains(before.get(i))) {
        fillers.add(before.get(i));
      }
    }
    List<Datum> out = new ArrayList<>(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      boolean stays = i < before.size() && stay.contains(before.get(i));
      out.add(stays ? before.get(i) : fillers.removeFirst());
    }
    return out;
  }
}

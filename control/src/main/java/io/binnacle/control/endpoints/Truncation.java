package io.binnacle.control.endpoints;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;

/// Cuts Endpoints down to what one object may hold: ready addresses first, each subset in proportion. Rounding up starves
/// the last subset, as upstream does.
final class Truncation {
  private Truncation() {}

  /// `subsets` with at most `max` addresses in all; the same value if there are no more.
  static Arr apply(Arr subsets, int max) {
    int ready = count(subsets, "addresses");
    int notReady = count(subsets, "notReadyAddresses");
    if (ready + notReady <= max) {
      return subsets;
    }
    int readyLeft = Math.min(ready, max);
    int notReadyMax = max - readyLeft;
    int notReadyLeft = notReadyMax;
    int readyMax = readyLeft;
    List<Obj> out = new ArrayList<>();
    for (Obj subset : subsets.objects()) {
      Arr keepReady = cut(subset.arr("addresses"), ready, readyMax, readyLeft);
      Arr keepNotReady = cut(subset.arr("notReadyAddresses"), notReady, notReadyMax, notReadyLeft);
      readyLeft -= keepReady.size();
      notReadyLeft -= keepNotReady.size();
      if (!keepReady.isEmpty() || !keepNotReady.isEmpty()) {
        out.add(
            subset
                .withOrWithout("addresses", keepReady.isEmpty() ? null : keepReady)
                .withOrWithout("notReadyAddresses", keepNotReady.isEmpty() ? null : keepNotReady));
      }
    }
    return Arr.copyOf(out);
  }

  private static Arr cut(Arr addresses, int total, int max, int left) {
    if (total <= max) {
      return addresses;
    }
    int share = (int) Math.ceil((double) addresses.size() * max / total);
    return Arr.copyOf(addresses.asList().subList(0, Math.min(share, left)));
  }

  private static int count(Arr subsets, String list) {
    return subsets.objects().stream().mapToInt(s -> s.arr(list).size()).sum();
  }
}

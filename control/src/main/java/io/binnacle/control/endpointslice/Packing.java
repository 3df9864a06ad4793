package io.binnacle.control.endpointslice;

import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.SliceView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Distributes the endpoints of one port group over slices so that as few slices as possible are written: every write
/// goes to every node. Fragmentation is accepted; slices are never rebalanced or merged.
///
/// @param create contents of new slices
/// @param update existing slices whose endpoints or labels change, with their new endpoints
/// @param delete existing slices left empty
/// @param unchanged existing slices nobody touches
record Packing(
    List<List<Obj>> create,
    Map<SliceView, List<Obj>> update,
    List<SliceView> delete,
    List<SliceView> unchanged) {

  /// @param existing slices with exactly these ports
  /// @param wanted endpoints by identity
  /// @param max endpoints a slice may hold, 1..1000
  /// @param burst how many newcomers count as having come at once, ≥ 1; a burst is not torn apart to fill slices up
  /// @param outdated whether a slice must be written even if its endpoints stay, because its labels differ
  static Packing of(
      List<SliceView> existing,
      Map<String, Obj> wanted,
      int max,
      int burst,
      Predicate<SliceView> outdated) {
    Map<String, Obj> left = new LinkedHashMap<>(wanted);
    Map<SliceView, List<Obj>> update = new LinkedHashMap<>();
    List<SliceView> delete = new ArrayList<>();
    List<SliceView> unchanged = new ArrayList<>();

    // 1. Keep what is wanted where it is, drop the rest.
    for (SliceView slice : existing) {
      List<Obj> before = slice.object().arr("endpoints").objects();
      List<Obj> after = new ArrayList<>();
      for (Obj endpoint : before) {
        Obj fresh = left.remove(DesiredEndpoints.identity(endpoint));
        if (fresh != null) {
          after.add(fresh);
        }
      }
      if (after.isEmpty() && !before.isEmpty()) {
        delete.add(slice);
      } else if (!after.equals(before) || outdated.test(slice)) {
        update.put(slice, after);
      } else {
        unchanged.add(slice);
      }
    }

    // 2. Slices that are written anyway take newcomers for free, fullest first.
    Deque<Obj> newcomers = new ArrayDeque<>(left.values());
    List<SliceView> touched = new ArrayList<>(update.keySet());
    touched.sort(
        Comparator.<SliceView>comparingInt(s -> -update.getOrDefault(s, List.of()).size())
            .thenComparing(SliceView::name));
    for (SliceView slice : touched) {
      fill(update.getOrDefault(slice, new ArrayList<>()), newcomers, max);
    }

    // 3. The rest goes, burst by burst, into one untouched slice if the whole burst fits, the
    // tightest one; else into a
    // new slice. A slice opened here takes further bursts while they fit.
    List<List<Obj>> create = new ArrayList<>();
    List<Obj> open = List.of();
    while (!newcomers.isEmpty()) {
      int together = Math.min(Math.min(burst, max), newcomers.size());
      if (open.isEmpty() || open.size() + together > max) {
        SliceView best = tightest(unchanged, together, max);
        if (best != null) {
          unchanged.remove(best);
          open = new ArrayList<>(best.object().arr("endpoints").objects());
          update.put(best, open);
        } else {
          open = new ArrayList<>();
          create.add(open);
        }
      }
      for (int i = 0; i < together; i++) {
        open.add(newcomers.remove());
      }
    }
    return new Packing(create, update, delete, unchanged);
  }

  private static void fill(List<Obj> into, Deque<Obj> newcomers, int max) {
    while (into.size() < max && !newcomers.isEmpty()) {
      into.add(newcomers.remove());
    }
  }

  private static @Nullable SliceView tightest(List<SliceView> slices, int count, int max) {
    SliceView best = null;
    int bestRoom = Integer.MAX_VALUE;
    for (SliceView slice : slices) {
      int room = max - slice.object().arr("endpoints").size();
      if (room >= count && room < bestRoom) {
        best = slice;
        bestRoom = room;
      }
    }
    return best;
  }
}

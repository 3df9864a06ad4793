package io.binnacle.store;

import io.binnacle.store.Store.Entry;
import io.binnacle.store.Store.Event;
import io.binnacle.store.Store.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// Everything a store knows at one revision: the live entries, and the recent past back to [#oldest]. Immutable; a write
/// makes a new one that shares all but a few nodes with the old.
///
/* The maps are AVL trees that carry their size in every node, so a range and the count of what is left of it cost
 * O(log n) whatever the page. Every CHECKPOINT_EVERY revisions the map of live entries is kept as well; a read in between
 * takes the next one and undoes the few events above it, which a tenth of the memory buys compared with keeping every map. */
final class Index {
  /// Revisions between two kept maps: what a read of the past undoes at most, beside one batch.
  private static final int CHECKPOINT_EVERY = 64;

  private record Past(Event event, Instant at) {}

  private final long revision;
  private final long oldest;
  private final TreePMap<String, Entry> live;
  private final TreePMap<Long, Past> past;
  private final TreePMap<Long, TreePMap<String, Entry>> checkpoints;

  private Index(
      long revision,
      long oldest,
      TreePMap<String, Entry> live,
      TreePMap<Long, Past> past,
      TreePMap<Long, TreePMap<String, Entry>> checkpoints) {
    this.revision = revision;
    this.oldest = oldest;
    this.live = live;
    this.past = past;
    this.checkpoints = checkpoints;
  }

  /// The index of a store that holds `entries` and knows nothing of the time before `revision`.
  static Index of(SortedMap<String, Entry> entries, long revision) {
    return new Index(
        revision, revision, TreePMap.fromSortedMap(entries), TreePMap.empty(), TreePMap.empty());
  }

  long revision() {
    return revision;
  }

  /// The oldest revision that can be read, and after which all events are kept.
  long oldest() {
    return oldest;
  }

  TreePMap<String, Entry> live() {
    return live;
  }

  @Nullable Entry get(String key) {
    return live.get(key);
  }

  Page range(String prefix, String after, int limit, long at) throws CompactedException {
    if (limit < 0) {
      throw new IllegalArgumentException("limit: " + limit + ", expected 0 or more");
    }
    long read = at == 0 ? revision : at;
    requireKept(read);
    TreePMap<String, Entry> map = liveAt(read);
    TreePMap<String, Entry> rest =
        after.compareTo(prefix) < 0 ? map.tailMap(prefix, true) : map.tailMap(after, false);
    String end = firstAfter(prefix);
    if (end != null) {
      rest = rest.headMap(end, false);
    }
    int count = limit == 0 ? rest.size() : Math.min(limit, rest.size());
    List<Entry> entries = new ArrayList<>(count);
    for (Entry entry : rest.values()) {
      if (entries.size() == count) {
        break;
      }
      entries.add(entry);
    }
    return new Page(read, Collections.unmodifiableList(entries), rest.size() - count);
  }

  /// The events after `after`, oldest first.
  List<Event> since(long after) throws CompactedException {
    requireKept(after);
    Collection<Past> tail = past.tailMap(after, false).values();
    List<Event> events = new ArrayList<>(tail.size());
    for (Past each : tail) {
      events.add(each.event());
    }
    return events;
  }

  /// This index with the events of one batch applied.
  ///
  /// @param events their revisions follow on [#revision] without a gap; not empty
  /// @param after the live entries with those events applied
  /// @param now when the batch happened; decides what is dropped for its age
  Index plus(List<Event> events, TreePMap<String, Entry> after, Instant now, Retention retention) {
    long last = revision + events.size();
    TreePMap<Long, Past> kept = past;
    for (Event event : events) {
      kept = kept.plus(event.entry().revision(), new Past(event, now));
    }
    Instant horizon = now.minus(retention.age());
    long floor = oldest;
    for (Map.Entry<Long, Past> first = kept.firstEntry();
        first != null
            && (kept.size() > retention.events() || first.getValue().at().isBefore(horizon));
        first = kept.firstEntry()) {
      floor = first.getKey();
      kept = kept.minusFirstEntry();
    }
    TreePMap<Long, TreePMap<String, Entry>> maps = checkpoints;
    if (maps.isEmpty() || last - maps.lastKey() >= CHECKPOINT_EVERY) {
      maps = maps.plus(last, after);
    }
    while (!maps.isEmpty() && maps.firstKey() < floor) {
      maps = maps.minusFirstEntry();
    }
    return new Index(last, floor, after, kept, maps);
  }

  private TreePMap<String, Entry> liveAt(long at) {
    if (at == revision) {
      return live;
    }
    Map.Entry<Long, TreePMap<String, Entry>> next = checkpoints.ceilingEntry(at);
    TreePMap<String, Entry> map = next == null ? live : next.getValue();
    long from = next == null ? revision : next.getKey();
    for (Past undone : past.tailMap(at, false).headMap(from, true).descendingMap().values()) {
      Event event = undone.event();
      String key = event.entry().key();
      Entry previous = event.previous();
      map = previous == null ? map.minus(key) : map.plus(key, previous);
    }
    return map;
  }

  private void requireKept(long wanted) throws CompactedException {
    if (wanted < 0 || wanted > revision) {
      throw new IllegalArgumentException(
          "revision: " + wanted + ", expected one up to the newest, " + revision);
    }
    if (wanted < oldest) {
      throw new CompactedException(wanted, oldest);
    }
  }

  /// The smallest string greater than every string that starts with `prefix`, or null if there is none.
  private static @Nullable String firstAfter(String prefix) {
    int end = prefix.length();
    while (end > 0 && prefix.charAt(end - 1) == Character.MAX_VALUE) {
      end--;
    }
    return end == 0 ? null : prefix.substring(0, end - 1) + (char) (prefix.charAt(end - 1) + 1);
  }
}

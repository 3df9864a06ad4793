package io.binnacle.store;

import io.binnacle.model.tree.Obj;
import io.binnacle.store.Store.Entry;
import io.binnacle.store.Store.Event;
import io.binnacle.store.Store.Outcome;
import io.binnacle.store.Store.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A store too simple to be wrong: every state it was ever in, one map each. For tests.
final class HistoryModel {
  private final List<SortedMap<String, Entry>> states = new ArrayList<>(List.of(new TreeMap<>()));
  private final List<Event> events = new ArrayList<>();

  long revision() {
    return events.size();
  }

  Outcome put(String key, long expected, Obj value) {
    SortedMap<String, Entry> next = new TreeMap<>(states.getLast());
    Entry old = next.get(key);
    if (expected != (old == null ? 0 : old.revision())) {
      return new Outcome.Mismatch(old);
    }
    long revision = revision() + 1;
    Entry entry = new Entry(key, value, old == null ? revision : old.created(), revision);
    next.put(key, entry);
    return took(next, new Event(entry, old, false));
  }

  Outcome delete(String key, long expected, Obj value) {
    SortedMap<String, Entry> next = new TreeMap<>(states.getLast());
    Entry old = next.remove(key);
    if (old == null || expected != old.revision()) {
      return new Outcome.Mismatch(old);
    }
    return took(next, new Event(new Entry(key, value, old.created(), revision() + 1), old, true));
  }

  private Outcome took(SortedMap<String, Entry> next, Event event) {
    states.add(next);
    events.add(event);
    return new Outcome.Written(event.entry());
  }

  Page range(String prefix, String after, int limit, long at) {
    List<Entry> matching =
        states.get((int) at).values().stream()
            .filter(e -> e.key().startsWith(prefix) && e.key().compareTo(after) > 0)
            .toList();
    int count = limit == 0 ? matching.size() : Math.min(limit, matching.size());
    return new Page(at, matching.subList(0, count), matching.size() - count);
  }

  List<Event> since(String prefix, long revision) {
    return events.subList((int) revision, events.size()).stream()
        .filter(e -> e.entry().key().startsWith(prefix))
        .toList();
  }
}

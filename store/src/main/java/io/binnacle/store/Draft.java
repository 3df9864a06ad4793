package io.binnacle.store;

import io.binnacle.store.Store.Entry;
import io.binnacle.store.Store.Event;
import io.binnacle.store.Store.Outcome;
import io.binnacle.store.Store.Stamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/// A batch of conditional writes under decision: each sees the ones before it, and nothing is visible to anybody else
/// until the store publishes the draft. Pure but for its own state; for one thread.
public final class Draft {
  private final Index base;
  private final List<Event> events = new ArrayList<>();
  private TreePMap<String, Entry> live;

  Draft(Index base) {
    this.base = base;
    this.live = base.live();
  }

  /// Decides a [Store#put]. If `stamp` throws, the draft is as before.
  public Outcome put(String key, long expected, Stamp stamp) {
    Entry old = live.get(require(key, expected));
    if ((old == null ? 0 : old.revision()) != expected) {
      return new Outcome.Mismatch(old);
    }
    Entry entry = stamped(key, old, stamp);
    live = live.plus(key, entry);
    events.add(new Event(entry, old, false));
    return new Outcome.Written(entry);
  }

  /// Decides a [Store#delete]. If `stamp` throws, the draft is as before.
  public Outcome delete(String key, long expected, Stamp stamp) {
    Entry old = live.get(require(key, expected));
    if (old == null || old.revision() != expected) {
      return new Outcome.Mismatch(old);
    }
    Entry entry = stamped(key, old, stamp);
    live = live.minus(key);
    events.add(new Event(entry, old, true));
    return new Outcome.Written(entry);
  }

  /// The writes that were granted, in order of revision.
  public List<Event> events() {
    return Collections.unmodifiableList(events);
  }

  /// The revision before the draft.
  public long before() {
    return base.revision();
  }

  /// The revision of the last write granted, or that before the draft.
  public long revision() {
    return base.revision() + events.size();
  }

  Index index(Instant now, Retention retention) {
    return base.plus(events, live, now, retention);
  }

  private Entry stamped(String key, @Nullable Entry old, Stamp stamp) {
    long next = revision() + 1;
    return new Entry(
        key,
        Objects.requireNonNull(stamp.at(next), "the stamp made no object"),
        old == null ? next : old.created(),
        next);
  }

  private static String require(String key, long expected) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("key: empty");
    }
    if (expected < 0) {
      throw new IllegalArgumentException(
          "expected revision of " + key + ": " + expected + ", want 0 or more");
    }
    return key;
  }
}

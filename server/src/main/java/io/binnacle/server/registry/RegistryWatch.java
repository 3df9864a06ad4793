package io.binnacle.server.registry;

import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.store.CompactedException;
import io.binnacle.store.Store;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One watch: turns the writes of a store into what one client has asked to see.
///
/* A client that cannot take more is left alone: nothing is queued for it, its subscription is abandoned, and when there
 * is room again a new one starts from the last revision delivered, out of the store's window. So a slow client holds
 * a number, not a queue.
 *
 * Two locks are in play, the store's (held by whoever delivers) and this object's. The order is store, then watch: the
 * store must never be called with this object locked. `epoch` tells the events of an abandoned subscription. */
final class RegistryWatch implements Registry.Watch {
  private enum State {
    /// Events flow.
    LIVE,
    /// The sink is full.
    PAUSED,
    CLOSED
  }

  private final Store store;
  private final Resource resource;
  private final Selection selection;
  private final boolean bookmarks;
  private final WatchSink sink;
  private final Deque<Change> initial = new ArrayDeque<>();

  private State state = State.PAUSED;
  private long cursor;
  private int epoch;
  private boolean delivering;
  private boolean roomAgain;
  private Store.@Nullable Watch subscription;

  /// @param initial what to send before following, in order
  /// @param cursor the revision to follow from
  RegistryWatch(
      Store store,
      Resource resource,
      Selection selection,
      boolean bookmarks,
      WatchSink sink,
      List<Change> initial,
      long cursor) {
    this.store = store;
    this.resource = resource;
    this.selection = selection;
    this.bookmarks = bookmarks;
    this.sink = sink;
    this.initial.addAll(initial);
    this.cursor = cursor;
  }

  /// Also what begins it: a watch is born paused.
  @Override
  public void resume() {
    Store.Watch abandoned;
    long from;
    int mine;
    boolean follows;
    synchronized (this) {
      if (delivering) {
        roomAgain = true;
        return;
      }
      if (state != State.PAUSED) {
        return;
      }
      // in one step: were this live before the old subscription is stale, a batch of that one could
      // still come in and leap over what was not delivered
      mine = ++epoch;
      state = State.LIVE;
      while (state == State.LIVE && !initial.isEmpty()) {
        send(initial.removeFirst());
      }
      follows = state == State.LIVE;
      abandoned = subscription;
      subscription = null;
      from = cursor;
    }
    if (abandoned != null) {
      abandoned.close();
    }
    if (follows) {
      subscribe(from, mine);
    }
  }

  private void subscribe(long from, int mine) {
    try {
      long start = Math.min(from, store.revision());
      Store.Watch opened =
          store.watch(selection.prefix(resource), start, events -> deliver(mine, events));
      boolean stale;
      synchronized (this) {
        stale = state == State.CLOSED || mine != epoch;
        if (!stale) {
          subscription = opened;
        }
      }
      if (stale) {
        opened.close();
      }
    } catch (CompactedException e) {
      synchronized (this) {
        if (state != State.CLOSED && mine == epoch) {
          send(Change.error(Refusals.expiredWatch(e.wanted(), e.oldest())));
          state = State.CLOSED;
        }
      }
    }
  }

  private synchronized void deliver(int of, List<Store.Event> events) {
    for (Store.Event event : events) {
      if (state != State.LIVE || of != epoch) {
        return;
      }
      if (event.entry().revision() > cursor) {
        Change change = change(event);
        if (change != null) {
          send(change);
        }
        cursor = event.entry().revision();
      }
    }
  }

  /// Hands over one event and notes whether there is room for more. Called with the lock held.
  private void send(Change change) {
    delivering = true;
    roomAgain = false;
    boolean room;
    try {
      room = sink.accept(change);
    } finally {
      delivering = false;
    }
    if (!room && !roomAgain && state == State.LIVE) {
      state = State.PAUSED;
    }
  }

  private @Nullable Change change(Store.Event event) {
    Store.Entry entry = event.entry();
    Store.Entry previous = event.previous();
    long revision = entry.revision();
    boolean is = !event.deleted() && selection.matches(entry.value());
    boolean was = previous != null && selection.matches(previous.value());
    if (is) {
      SharedObject object = resource.recent().after(revision, () -> resource.served(entry.value()));
      return new Change(was ? Change.Type.MODIFIED : Change.Type.ADDED, object, revision);
    }
    if (!was || previous == null) {
      return null;
    }
    SharedObject last =
        event.deleted()
            ? resource.recent().after(revision, () -> resource.served(entry.value()))
            : resource
                .recent()
                .before(
                    revision, () -> resource.served(Versions.stamp(previous.value(), revision)));
    return new Change(Change.Type.DELETED, last, revision);
  }

  @Override
  public synchronized void bookmark() {
    Store.Watch following = subscription;
    if (!bookmarks || state != State.LIVE || following == null) {
      return;
    }
    cursor = Math.max(cursor, following.progress());
    send(bookmark(resource, cursor, false));
  }

  /// A BOOKMARK at `revision`; `endOfInitial` marks the end of the objects sent first.
  static Change bookmark(Resource resource, long revision, boolean endOfInitial) {
    Obj metadata = Obj.of("resourceVersion", Str.of(Long.toString(revision)));
    if (endOfInitial) {
      metadata = metadata.with("annotations", Obj.of("k8s.io/initial-events-end", Str.of("true")));
    }
    Obj object =
        Obj.of(
            "apiVersion",
            Str.of(resource.name().apiVersion()),
            "kind",
            Str.of(resource.type().kind()),
            "metadata",
            metadata);
    return new Change(Change.Type.BOOKMARK, new SharedObject(object), revision);
  }

  @Override
  public void close() {
    Store.Watch following;
    synchronized (this) {
      state = State.CLOSED;
      initial.clear();
      following = subscription;
      subscription = null;
    }
    if (following != null) {
      following.close();
    }
  }
}

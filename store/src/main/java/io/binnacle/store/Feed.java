package io.binnacle.store;

import io.binnacle.store.Store.Event;
import io.binnacle.store.Store.Watch;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The published indexes in a chain, and the watches that walk along it.
///
/* One writer appends, one thread at a time delivers, anybody reads or opens a watch, and nobody waits for anybody. A
 * watch starts at the link that is newest when it is opened: what came before it takes from that link's index, what comes
 * after from the links behind, so it can neither miss a batch nor see one twice. A link nobody has still to walk
 * over is garbage. */
final class Feed {
  private static final Logger LOG = System.getLogger(Feed.class.getName());

  private static final class Link {
    final Index index;
    final List<Event> batch;
    volatile @Nullable Link next;

    Link(Index index, List<Event> batch) {
      this.index = index;
      this.batch = batch;
    }
  }

  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private volatile Link newest;

  Feed(Index start) {
    this.newest = new Link(start, List.of());
  }

  Index index() {
    return newest.index;
  }

  /// Makes `index` the one that is read; `batch` leads to it from the one before. For the writer.
  void publish(Index index, List<Event> batch) {
    Link before = newest;
    Link link = new Link(index, batch);
    newest = link; // readers first: nobody hears of a write that cannot be read yet
    before.next = link;
  }

  /// Opens a watch; its events come with the next [#deliver].
  Watch watch(String prefix, long after, Consumer<List<Event>> sink) throws CompactedException {
    Link start = newest;
    Subscription subscription =
        new Subscription(prefix, sink, after, start, matching(prefix, start.index.since(after)));
    subscriptions.add(subscription);
    return subscription;
  }

  /// Hands every watch what it has not had. For one thread at a time.
  void deliver() {
    for (Subscription each : subscriptions) {
      each.advance();
    }
  }

  /// Ends every watch.
  void close() {
    for (Subscription each : subscriptions) {
      each.close();
    }
  }

  private static List<Event> matching(String prefix, List<Event> events) {
    List<Event> matching = new ArrayList<>();
    for (Event event : events) {
      if (event.entry().key().startsWith(prefix)) {
        matching.add(event);
      }
    }
    return List.copyOf(matching);
  }

  private final class Subscription implements Watch {
    private final String prefix;
    private final Consumer<List<Event>> sink;
    private Link at;
    private List<Event> replay;
    private volatile long progress;
    private volatile boolean closed;

    Subscription(
        String prefix, Consumer<List<Event>> sink, long after, Link at, List<Event> replay) {
      this.prefix = prefix;
      this.sink = sink;
      this.at = at;
      this.replay = replay;
      this.progress = after;
    }

    @Override
    public long progress() {
      return progress;
    }

    void advance() {
      List<Event> first = replay;
      replay = List.of();
      hand(first);
      taken();
      for (Link next = at.next; next != null && !closed; next = at.next) {
        at = next;
        hand(matching(prefix, next.batch));
        taken();
      }
    }

    private void taken() {
      if (!closed) {
        progress = at.index.revision();
      }
    }

    private void hand(List<Event> events) {
      if (events.isEmpty() || closed) {
        return;
      }
      try {
        sink.accept(events);
      } catch (RuntimeException bug) {
        // Going on would leave a hole in what this watcher has seen; the others and the writer must
        // not suffer.
        close();
        LOG.log(
            Level.ERROR,
            "a watch of " + prefix + " failed to take events and is ended: " + bug.getMessage(),
            bug);
      }
    }

    @Override
    public void close() {
      closed = true;
      subscriptions.remove(this);
    }
  }
}

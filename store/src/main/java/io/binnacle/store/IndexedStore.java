package io.binnacle.store;

import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A store whose reads come from memory: all live entries and the recent past, as one immutable index that a write
/// replaces. Subclasses decide when a write is durable, and on which threads writes and deliveries run.
///
/// A write is: [#draft], decide, make durable, [#publish], [#deliver].
public abstract class IndexedStore implements Store {
  private final Feed feed;
  private final Retention retention;
  private final InstantSource clock;

  /// @param entries the live entries, sorted by key in natural order
  /// @param revision the revision they were read at; the past before it is not known
  /// @param retention how much of the past to keep
  /// @param clock for the age of events
  protected IndexedStore(
      SortedMap<String, Entry> entries, long revision, Retention retention, InstantSource clock) {
    this.feed = new Feed(Index.of(entries, revision));
    this.retention = retention;
    this.clock = clock;
  }

  @Override
  public final long revision() {
    return feed.index().revision();
  }

  @Override
  public final long oldestRevision() {
    return feed.index().oldest();
  }

  @Override
  public final @Nullable Entry get(String key) {
    return feed.index().get(key);
  }

  @Override
  public final Page range(String prefix, String after, int limit, long revision)
      throws CompactedException {
    return feed.index().range(prefix, after, limit, revision);
  }

  @Override
  public final Watch watch(String prefix, long revision, Consumer<List<Event>> sink)
      throws CompactedException {
    Watch watch = feed.watch(prefix, revision, sink);
    deliverSoon();
    return watch;
  }

  /// Begins a batch of writes on top of what is published. One at a time: the next begins after this one has been
  /// published or dropped.
  protected final Draft draft() {
    return new Draft(feed.index());
  }

  /// Makes the writes of `draft` visible, all at once. The caller has made them durable.
  protected final void publish(Draft draft) {
    if (!draft.events().isEmpty()) {
      feed.publish(draft.index(clock.instant(), retention), draft.events());
    }
  }

  /// Hands every watch what has been published since its last turn. For one thread at a time.
  protected final void deliver() {
    feed.deliver();
  }

  /// Sees to it that [#deliver] runs, now or soon: a watch has been opened.
  protected abstract void deliverSoon();

  /// Ends every watch.
  protected final void endWatches() {
    feed.close();
  }
}

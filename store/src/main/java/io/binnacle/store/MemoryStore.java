package io.binnacle.store;

import java.time.InstantSource;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// A store that forgets everything with the process, and has no threads: a write happens in its caller, and has been
/// handed to every watch when it returns. So a test or a simulation on one thread sees the same order every time.
///
/// A [#watch] hands over the past before it returns, in its caller, and waits for a write in progress. A sink or a
/// stamp that writes to the store gets an [IllegalStateException].
public final class MemoryStore extends IndexedStore {
  private final ReentrantLock writing = new ReentrantLock();
  private boolean closed;

  /// An empty store with the default retention.
  public MemoryStore() {
    this(Retention.DEFAULT, InstantSource.system());
  }

  /// An empty store.
  ///
  /// @param clock for the age of events
  public MemoryStore(Retention retention, InstantSource clock) {
    super(new TreeMap<>(), 0, retention, clock);
  }

  @Override
  public Outcome put(String key, long expected, Stamp stamp) {
    return write(draft -> draft.put(key, expected, stamp));
  }

  @Override
  public Outcome delete(String key, long expected, Stamp stamp) {
    return write(draft -> draft.delete(key, expected, stamp));
  }

  private Outcome write(Function<Draft, Outcome> decision) {
    if (writing.isHeldByCurrentThread()) {
      throw new IllegalStateException("a watch sink or a stamp must not write to the store");
    }
    writing.lock();
    try {
      if (closed) {
        throw new StoreException("the store is closed", null);
      }
      Draft draft = draft();
      Outcome outcome = decision.apply(draft);
      publish(draft);
      deliver();
      return outcome;
    } finally {
      writing.unlock();
    }
  }

  @Override
  protected void deliverSoon() {
    writing.lock();
    try {
      deliver();
    } finally {
      writing.unlock();
    }
  }

  /// Ends every watch and refuses further writes; reads go on.
  @Override
  public void close() {
    writing.lock();
    try {
      closed = true;
      endWatches();
    } finally {
      writing.unlock();
    }
  }
}

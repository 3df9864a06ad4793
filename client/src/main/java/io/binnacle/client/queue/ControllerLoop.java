package io.binnacle.client.queue;

import io.binnacle.client.run.Scheduler;
import io.binnacle.client.run.Scheduler.Cancellable;
import io.binnacle.model.error.ApiException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Feeds keys to a [Reconciler] once it has been started. A key queued many times before its turn gets one turn; queued during its turn, one more
/// after it. A failing key waits 5 ms, doubling up to 16 s, before its next turn.
///
/// Safe for use by many threads.
public final class ControllerLoop<K> implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ControllerLoop.class.getName());
  private static final Duration FIRST_RETRY = Duration.ofMillis(5);
  private static final int MAX_DOUBLINGS = 12;

  private final String name;
  private final Scheduler scheduler;
  private final Reconciler<K> reconciler;
  private final int parallel;

  private final Deque<K> ready = new ArrayDeque<>();
  private final Set<K> queued = new HashSet<>();
  private final Set<K> running = new HashSet<>();
  private final Map<K, Integer> failures = new HashMap<>();
  private final Map<K, Cancellable> timers = new HashMap<>();
  private int workers;
  private boolean started;
  private boolean closed;

  /// @param name the controller, for logs
  /// @param parallel how many keys may be worked on at once, ≥ 1
  public ControllerLoop(String name, Scheduler scheduler, int parallel, Reconciler<K> reconciler) {
    this.name = name;
    this.scheduler = scheduler;
    this.parallel = parallel;
    this.reconciler = reconciler;
  }

  /// Begins to give turns; keys queued before have been waiting. Call it when the cache is synced.
  public void start() {
    synchronized (this) {
      started = true;
    }
    dispatch();
  }

  /// Gives `key` a turn soon.
  public void enqueue(K key) {
    synchronized (this) {
      if (closed || !queued.add(key)) {
        return;
      }
      Cancellable timer = timers.remove(key);
      if (timer != null) {
        timer.cancel();
      }
      if (!running.contains(key)) {
        ready.add(key);
      }
    }
    dispatch();
  }

  /// Gives `key` a turn after `delay`, unless it gets one sooner. A second call replaces the delay of the first.
  public synchronized void enqueueAfter(K key, Duration delay) {
    if (closed || queued.contains(key)) {
      return;
    }
    Cancellable before = timers.put(key, scheduler.schedule(delay, () -> enqueue(key)));
    if (before != null) {
      before.cancel();
    }
  }

  /// Stops giving turns; those that have begun go on.
  @Override
  public synchronized void close() {
    closed = true;
    ready.clear();
    queued.clear();
    timers.values().forEach(Cancellable::cancel);
    timers.clear();
  }

  /// Starts as many workers as there are keys and room for. A worker picks its key when it runs, not before, so that a
  /// key queued again until then still gets one turn.
  private void dispatch() {
    int start = 0;
    synchronized (this) {
      while (started && !closed && workers < parallel && workers < ready.size() + running.size()) {
        workers++;
        start++;
      }
    }
    for (int i = 0; i < start; i++) {
      scheduler.execute(this::work);
    }
  }

  private void work() {
    K key;
    synchronized (this) {
      key = ready.poll();
      if (key == null || closed) {
        workers--;
        return;
      }
      queued.remove(key);
      running.add(key);
    }
    turn(key);
  }

  private void turn(K key) {
    boolean finished = false;
    try {
      switch (reconciler.reconcile(key)) {
        case Outcome.Done _ -> succeeded(key);
        case Outcome.Later(Duration delay, String why) -> {
          LOG.log(Level.DEBUG, "{0} {1}: again in {2}: {3}", name, key, delay, why);
          succeeded(key);
          enqueueAfter(key, delay);
        }
      }
      finished = true;
    } catch (ApiException e) {
      Duration wait = failed(key);
      // Somebody else was quicker, to change the object or to delete it: everyday life between
      // controllers, not news.
      Level level = e.isConflict() || e.isNotFound() ? Level.DEBUG : Level.WARNING;
      LOG.log(level, "{0} {1}: {2}; again in {3}", name, key, e.getMessage(), wait);
      enqueueAfter(key, wait);
      finished = true;
    } finally {
      if (!finished) {
        // A bug in the reconciler: the scheduler reports the exception, the key still gets another
        // turn.
        enqueueAfter(key, failed(key));
      }
      synchronized (this) {
        workers--;
        running.remove(key);
        if (queued.contains(key)) {
          ready.add(key);
        }
      }
      dispatch();
    }
  }

  private synchronized void succeeded(K key) {
    failures.remove(key);
  }

  private synchronized Duration failed(K key) {
    int doublings = failures.merge(key, 1, Integer::sum) - 1;
    return FIRST_RETRY.multipliedBy(1L << Math.min(doublings, MAX_DOUBLINGS));
  }
}

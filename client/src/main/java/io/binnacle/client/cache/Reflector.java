package io.binnacle.client.cache;

import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.WatchEvent;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Lists one collection and then follows it for ever: resumes a lost watch where it broke, lists again when the API no
/// longer has what was missed.
final class Reflector implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Reflector.class.getName());
  private static final Duration FIRST_RETRY = Duration.ofMillis(50);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  private final KubeApi api;
  private final Scheduler scheduler;
  private final ResourceName resource;
  private final ListOptions options;
  private final Sink sink;

  private KubeApi.@Nullable Watch watch;
  private long revision;
  private Duration retry = FIRST_RETRY;
  private @Nullable Instant following;
  private boolean closed;

  /// What hears of it, on any thread, but never two calls at a time of one list or one watch.
  interface Sink {
    /// A list begins; whatever the last one brought may be incomplete.
    void listing();

    /// One object of the list.
    void item(Obj object);

    /// The list is complete: what it did not bring does not exist.
    void listed(long revision);

    /// @param key null for a bookmark
    /// @param object null for a delete
    void changed(long revision, @Nullable ObjectKey key, @Nullable Obj object);

    /// A list or a watch did not come about or has ended, and will be tried again.
    void failed(String what, Status why);
  }

  Reflector(
      KubeApi api, Scheduler scheduler, ResourceName resource, ListOptions options, Sink sink) {
    this.api = api;
    this.scheduler = scheduler;
    this.resource = resource;
    this.options = options;
    this.sink = sink;
  }

  ListOptions options() {
    return options;
  }

  void start() {
    scheduler.execute(this::list);
  }

  @Override
  public void close() {
    KubeApi.Watch running;
    synchronized (this) {
      closed = true;
      running = watch;
      watch = null;
    }
    if (running != null) {
      running.close();
    }
  }

  private void list() {
    if (isClosed()) {
      return;
    }
    try {
      sink.listing();
      long listed = api.list(resource, "", options, sink::item);
      synchronized (this) {
        revision = listed;
        retry = FIRST_RETRY;
      }
      sink.listed(listed);
    } catch (ApiException e) {
      later("list", e.status(), this::list);
      return;
    } catch (RuntimeException e) {
      // One object that makes no sense must not end the following.
      LOG.log(Level.ERROR, "the list of " + resource + " could not be taken in", e);
      later("list", Status.internalError(String.valueOf(e.getMessage())), this::list);
      return;
    }
    follow();
  }

  private void follow() {
    if (isClosed()) {
      return;
    }
    long from;
    synchronized (this) {
      from = revision;
    }
    try {
      KubeApi.Watch opened = api.watch(resource, "", options, from, this::seen);
      boolean late;
      synchronized (this) {
        following = scheduler.clock().instant();
        late = closed;
        watch = late ? null : opened;
      }
      if (late) {
        opened.close();
      }
    } catch (ApiException e) {
      broken(e.status());
    }
  }

  private void seen(WatchEvent event) {
    switch (event) {
      case WatchEvent.Added(Obj object) -> changed(object, object);
      case WatchEvent.Modified(Obj object) -> changed(object, object);
      case WatchEvent.Deleted(Obj object) -> changed(object, null);
      case WatchEvent.Bookmark(long at) -> {
        note(at);
        sink.changed(at, null, null);
      }
      case WatchEvent.Failed(Status status) -> broken(status);
    }
  }

  private void changed(Obj object, @Nullable Obj now) {
    long at = Long.parseLong(Meta.resourceVersion(object));
    note(at);
    sink.changed(at, ObjectKey.of(object), now);
  }

  private synchronized void note(long at) {
    revision = Math.max(revision, at);
    retry = FIRST_RETRY;
  }

  private void broken(Status status) {
    if (status.code() == 410) {
      scheduler.execute(this::list);
    } else {
      later("watch", status, this::follow);
    }
  }

  /// Whether the watch that has just broken had gone well for a good while. Servers end every watch after some minutes.
  private boolean wasFollowing() {
    Instant since = following;
    following = null;
    return since != null && !since.plus(LAST_RETRY).isAfter(scheduler.clock().instant());
  }

  private void later(String what, Status status, Runnable again) {
    sink.failed(what, status);
    Duration wait;
    Level level = Level.WARNING;
    synchronized (this) {
      if (closed) {
        return;
      }
      if (wasFollowing()) {
        retry = FIRST_RETRY;
        level = status.code() == 504 ? Level.DEBUG : level;
      }
      wait = retry;
      Duration doubled = retry.multipliedBy(2);
      retry = doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
    }
    LOG.log(
        level, "cannot {0} {1}: {2}; trying again in {3}", what, resource, status.message(), wait);
    scheduler.schedule(wait, again);
  }

  private synchronized boolean isClosed() {
    return closed;
  }
}

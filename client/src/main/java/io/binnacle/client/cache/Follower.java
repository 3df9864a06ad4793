package io.binnacle.client.cache;

import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.run.Mailbox;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Follows one collection for a listener that makes something smaller of the objects: keeps none of them, only which ones there
/// are and at which revision. The counterpart of [ObjectCache] for collections too large to be held twice.
///
/// A list is handed on while it is read; a list after a lost watch brings only what has changed, and then what is gone. In
/// between the listener sees objects newer than others, never older than it has seen them.
public final class Follower implements AutoCloseable {
  private final ResourceName resource;
  private final Scheduler scheduler;
  private final ReentrantLock turn;
  private final Mailbox mailbox;
  private final Listener listener;
  private final Reflector reflector;

  // All below is read and written by who has the turn.
  private final Map<ObjectKey, Known> known = new HashMap<>();
  private int list;
  private boolean listing;
  private long listedAt;
  private boolean complete;
  private long lists;
  private long breaks;
  private Instant heard = Instant.EPOCH;
  private @Nullable Status trouble;

  /// What hears of changes: one call at a time among all followers that share a lock, with that lock held.
  public interface Listener {
    /// An object is new or has changed.
    void seen(Obj object);

    /// An object is gone.
    void gone(ObjectKey key);

    /// The collection has been read whole: for the first time, or anew.
    void listed();
  }

  /// How the following goes.
  ///
  /// @param resource what is followed
  /// @param complete whether the collection has been read whole once
  /// @param objects how many there are
  /// @param heard when the API last said anything about it, a bookmark included; the epoch if never
  /// @param lists how often it was read whole
  /// @param breaks how often a list or watch failed or ended
  /// @param trouble why it is not being followed right now; null if it is
  public record Health(
      ResourceName resource,
      boolean complete,
      int objects,
      Instant heard,
      long lists,
      long breaks,
      @Nullable Status trouble) {}

  private static final class Known {
    long revision;
    int list;
  }

  /// Nothing is read before [#start].
  ///
  /// @param turn shared by all followers whose listeners must not run beside each other
  public Follower(
      KubeApi api,
      Scheduler scheduler,
      ResourceName resource,
      ListOptions options,
      ReentrantLock turn,
      Listener listener) {
    this.resource = resource;
    this.scheduler = scheduler;
    this.turn = turn;
    this.mailbox = new Mailbox(scheduler);
    this.listener = listener;
    this.reflector = new Reflector(api, scheduler, resource, options, new Intake());
  }

  /// Begins to list and watch.
  public void start() {
    reflector.start();
  }

  /// How it goes. Any thread.
  public Health health() {
    turn.lock();
    try {
      return new Health(resource, complete, known.size(), heard, lists, breaks, trouble);
    } finally {
      turn.unlock();
    }
  }

  /// Stops following.
  @Override
  public void close() {
    reflector.close();
  }

  private final class Intake implements Reflector.Sink {
    @Override
    public void listing() {
      inTurn(() -> {
        list++;
        listing = true;
      });
    }

    @Override
    public void item(Obj object) {
      inTurn(() -> see(ObjectKey.of(object), revisionOf(object), object));
    }

    @Override
    public void listed(long revision) {
      inTurn(() -> {
        sweep();
        listing = false;
        listedAt = revision;
        lists++;
        complete = true;
        hear();
        listener.listed();
      });
    }

    @Override
    public void changed(long revision, @Nullable ObjectKey key, @Nullable Obj object) {
      mailbox.post(() -> inTurn(() -> follow(revision, key, object)));
    }

    @Override
    public void failed(String what, Status why) {
      inTurn(() -> {
        breaks++;
        trouble = why;
      });
    }
  }

  private void inTurn(Runnable task) {
    turn.lock();
    try {
      task.run();
    } finally {
      turn.unlock();
    }
  }

  /// What a watch brings. One that has been replaced by a list may still have something in the mailbox: the list knows better.
  private void follow(long revision, @Nullable ObjectKey key, @Nullable Obj object) {
    if (listing || revision <= listedAt && key != null) {
      return;
    }
    hear();
    if (key != null && object != null) {
      see(key, revision, object);
    } else if (key != null) {
      forget(key, revision);
    }
  }

  private void hear() {
    heard = scheduler.clock().instant();
    trouble = null;
  }

  private void see(ObjectKey key, long revision, Obj object) {
    Known entry = known.get(key);
    boolean news = entry == null || entry.revision < revision;
    if (entry == null) {
      entry = new Known();
      known.put(key, entry);
    }
    entry.list = list;
    if (news) {
      entry.revision = revision;
      listener.seen(object);
    }
  }

  private void forget(ObjectKey key, long revision) {
    Known entry = known.get(key);
    if (entry != null && entry.revision <= revision) {
      known.remove(key);
      listener.gone(key);
    }
  }

  /// Whatever the list just read did not bring is gone.
  private void sweep() {
    for (Iterator<Map.Entry<ObjectKey, Known>> it = known.entrySet().iterator(); it.hasNext(); ) {
      Map.Entry<ObjectKey, Known> entry = it.next();
      if (entry.getValue().list != list) {
        it.remove();
        listener.gone(entry.getKey());
      }
    }
  }

  private static long revisionOf(Obj object) {
    return Long.parseLong(Meta.resourceVersion(object));
  }
}

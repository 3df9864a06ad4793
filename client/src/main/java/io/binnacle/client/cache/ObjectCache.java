package io.binnacle.client.cache;

import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ObjList;
import io.binnacle.client.run.Mailbox;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Follows collections by list and watch and keeps them readable as one immutable [Snapshot].
///
/// Use: [#follow] and [#onChange] first, then [#start]; listeners hear every change in order, one at a time, after the
/// snapshot that holds it has been published. In process, events of all kinds arrive in the order of their revisions, so
/// a snapshot is the API's state at one revision; over a network each kind is in order by itself.
///
/// Losing a watch loses nothing: it resumes from the last revision seen, or lists again and reports the difference.
/// Safe for use by many threads.
public final class ObjectCache implements AutoCloseable {
  private final KubeApi api;
  private final Scheduler scheduler;
  private final Mailbox mailbox;
  private final Map<ResourceName, Reflector> reflectors = new LinkedHashMap<>();
  private final Map<ResourceName, Map<String, Function<Obj, ? extends Iterable<String>>>> indexers =
      new HashMap<>();
  private final Map<ResourceName, List<ChangeListener>> listeners = new HashMap<>();
  private final List<Runnable> onSynced = new CopyOnWriteArrayList<>();
  private final Set<ResourceName> missing = new TreeSet<>();
  private volatile Snapshot snapshot = new Snapshot(Map.of());
  private volatile boolean synced;
  private boolean started;

  /// A cache that follows nothing yet.
  public ObjectCache(KubeApi api, Scheduler scheduler) {
    this.api = api;
    this.scheduler = scheduler;
    this.mailbox = new Mailbox(scheduler);
  }

  /// What a listener hears: `before` is null for a new object, `after` for one that is gone.
  public interface ChangeListener {
    void changed(@Nullable Obj before, @Nullable Obj after);
  }

  /// Follows all objects of `resource`. Following it twice is the same as once.
  public ObjectCache follow(ResourceName resource) {
    return follow(resource, ListOptions.ALL);
  }

  /// Follows the objects of `resource` that match `options`.
  ///
  /// @throws IllegalStateException if the cache has been started, or follows it with other options already
  public synchronized ObjectCache follow(ResourceName resource, ListOptions options) {
    requireNotStarted();
    Reflector known = reflectors.get(resource);
    if (known != null && !known.options().equals(options)) {
      throw new IllegalStateException(
          resource + " is followed with " + known.options() + " already");
    }
    if (known == null) {
      reflectors.put(
          resource, new Reflector(api, scheduler, resource, options, new Intake(resource)));
    }
    return this;
  }

  /// Files the objects of a followed resource under the values `valuesOf` computes, for [Snapshot#byIndex].
  public synchronized ObjectCache index(
      ResourceName resource, String name, Function<Obj, ? extends Iterable<String>> valuesOf) {
    requireNotStarted();
    indexers.computeIfAbsent(resource, _ -> new TreeMap<>()).put(name, valuesOf);
    return this;
  }

  /// Calls `listener` for every change of a followed resource.
  public synchronized ObjectCache onChange(ResourceName resource, ChangeListener listener) {
    requireNotStarted();
    listeners.computeIfAbsent(resource, _ -> new ArrayList<>()).add(listener);
    return this;
  }

  /// Calls `task` once, when every followed collection has been listed once.
  public ObjectCache onSynced(Runnable task) {
    mailbox.post(() -> {
      if (synced) {
        task.run();
      } else {
        onSynced.add(task);
      }
    });
    return this;
  }

  /// Begins to list and watch.
  public synchronized void start() {
    requireNotStarted();
    started = true;
    Map<ResourceName, Collection> empty = new TreeMap<>();
    for (ResourceName resource : reflectors.keySet()) {
      empty.put(resource, Collection.empty(indexers.getOrDefault(resource, Map.of()).keySet()));
      missing.add(resource);
    }
    snapshot = new Snapshot(empty);
    collections = empty;
    reflectors.values().forEach(Reflector::start);
  }

  /// Whether every followed collection has been listed once.
  public boolean synced() {
    return synced;
  }

  /// What is known now.
  public Snapshot snapshot() {
    return snapshot;
  }

  /// Stops following. The last snapshot stays readable.
  @Override
  public synchronized void close() {
    reflectors.values().forEach(Reflector::close);
  }

  // Everything below runs in the mailbox, one task at a time.

  private Map<ResourceName, Collection> collections = Map.of();

  /// Hands on to the mailbox what a reflector hears.
  private final class Intake implements Reflector.Sink {
    private final ResourceName resource;
    private List<Obj> items = new ArrayList<>();

    Intake(ResourceName resource) {
      this.resource = resource;
    }

    @Override
    public void listing() {
      items = new ArrayList<>();
    }

    @Override
    public void item(Obj object) {
      items.add(object);
    }

    @Override
    public void listed(long revision) {
      ObjList list = new ObjList(revision, items);
      items = List.of();
      mailbox.post(() -> replace(resource, list));
    }

    @Override
    public void changed(long revision, @Nullable ObjectKey key, @Nullable Obj object) {
      mailbox.post(() -> apply(resource, revision, key, object));
    }

    @Override
    public void failed(String what, Status why) {
      // said by the reflector, which tries again
    }
  }

  private void replace(ResourceName resource, ObjList list) {
    Map<ObjectKey, Obj> fresh = new TreeMap<>();
    list.items().forEach(o -> fresh.put(ObjectKey.of(o), o));
    for (ObjectKey gone : List.copyOf(of(resource).objects().keySet())) {
      if (!fresh.containsKey(gone)) {
        apply(resource, 0, gone, null);
      }
    }
    fresh.forEach((key, object) -> {
      Obj before = of(resource).objects().get(key);
      if (before == null || !Meta.resourceVersion(before).equals(Meta.resourceVersion(object))) {
        apply(resource, 0, key, object);
      }
    });
    apply(resource, list.revision(), null, null);
    missing.remove(resource);
    if (missing.isEmpty() && !synced) {
      synced = true;
      onSynced.forEach(Runnable::run);
      onSynced.clear();
    }
  }

  private void apply(
      ResourceName resource, long revision, @Nullable ObjectKey key, @Nullable Obj object) {
    Collection before = of(resource);
    Collection after =
        key == null
            ? before.at(revision)
            : before.with(revision, key, object, indexers.getOrDefault(resource, Map.of()));
    Map<ResourceName, Collection> next = new TreeMap<>(collections);
    next.put(resource, after);
    collections = next;
    snapshot = new Snapshot(next);
    if (key != null) {
      Obj old = before.objects().get(key);
      if (old != null || object != null) {
        listeners.getOrDefault(resource, List.of()).forEach(l -> l.changed(old, object));
      }
    }
  }

  private Collection of(ResourceName resource) {
    Collection found = collections.get(resource);
    if (found == null) {
      throw new IllegalStateException(resource + " is not followed");
    }
    return found;
  }

  private void requireNotStarted() {
    if (started) {
      throw new IllegalStateException("the cache has been started already");
    }
  }
}

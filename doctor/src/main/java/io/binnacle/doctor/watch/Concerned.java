package io.binnacle.doctor.watch;

import io.binnacle.client.cache.ObjectCache;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Says which Services a change of anything concerns, without going through all of them.
final class Concerned {
  /* Services by one label of their selector, `namespace/key=value`: a Pod is behind few of the many Services of its namespace. */
  private static final String BY_SELECTOR = "doctor-selector";

  private final ObjectCache cache;
  private final Sink sink;

  private Concerned(ObjectCache cache, Sink sink) {
    this.cache = cache;
    this.sink = sink;
  }

  /// Hears who is concerned, on the thread that tells of changes.
  interface Sink {
    void service(ObjectKey key);

    /// Those of a namespace that something is wrong with: what changed may be what they miss.
    void brokenIn(String namespace);

    /// All of a namespace.
    void in(String namespace);

    void everywhere();
  }

  /// Follows all kinds that are served, and tells `sink` of every Service that a change may make better or worse.
  static void register(ObjectCache cache, Predicate<ResourceName> served, Sink sink) {
    Concerned by = new Concerned(cache, sink);
    Map<ResourceName, ObjectCache.ChangeListener> listeners = by.listeners();
    Kinds.resources().stream()
        .filter(served)
        .forEach(resource -> {
          cache.follow(resource);
          ObjectCache.ChangeListener listener = listeners.get(resource);
          if (listener != null) {
            cache.onChange(resource, listener);
          }
        });
    cache.index(ResourceName.SERVICES, BY_SELECTOR, Concerned::bySelector);
  }

  /* What is not here (Events, Leases) is read when a Service is looked at and is no reason to look. */
  private Map<ResourceName, ObjectCache.ChangeListener> listeners() {
    Map<ResourceName, ObjectCache.ChangeListener> out = new HashMap<>();
    out.put(ResourceName.SERVICES, this::serviceChanged);
    out.put(ResourceName.ENDPOINT_SLICES, both(this::ofSlice));
    out.put(ResourceName.ENDPOINTS, both(o -> sink.service(ObjectKey.of(o))));
    for (ResourceName resource :
        List.of(
            ResourceName.PODS,
            ResourceName.DEPLOYMENTS,
            ResourceName.REPLICA_SETS,
            ResourceName.STATEFUL_SETS,
            Kinds.DAEMON_SETS,
            Kinds.JOBS)) {
      out.put(resource, (before, after) -> podsChanged(resource, before, after));
    }
    out.put(ResourceName.NODES, this::nodeChanged);
    out.put(ResourceName.NAMESPACES, this::namespaceChanged);
    out.put(ResourceName.SERVICE_CIDRS, (_, _) -> sink.everywhere());
    out.put(Kinds.NETWORK_POLICIES, both(o -> sink.in(Meta.namespace(o))));
    out.put(Kinds.INGRESSES, both(o -> sink.in(Meta.namespace(o))));
    return out;
  }

  private static ObjectCache.ChangeListener both(Consumer<Obj> each) {
    return (before, after) -> {
      if (before != null) {
        each.accept(before);
      }
      if (after != null) {
        each.accept(after);
      }
    };
  }

  private void serviceChanged(@Nullable Obj before, @Nullable Obj after) {
    Obj service = after == null ? before : after;
    if (service != null) {
      sink.service(ObjectKey.of(service));
      if (before == null || after == null) {
        sink.brokenIn(Meta.namespace(service));
      }
    }
  }

  private void ofSlice(Obj slice) {
    String service = SliceView.of(slice).serviceName();
    if (!service.isEmpty()) {
      sink.service(new ObjectKey(Meta.namespace(slice), service));
    } else {
      sink.brokenIn(Meta.namespace(slice));
    }
  }

  private void podsChanged(ResourceName resource, @Nullable Obj before, @Nullable Obj after) {
    Map<String, String> then = labels(resource, before);
    Map<String, String> now = labels(resource, after);
    Obj known = after == null ? before : after;
    if (known == null) {
      return;
    }
    String namespace = Meta.namespace(known);
    selecting(namespace, now);
    if (!now.equals(then)) {
      selecting(namespace, then);
      sink.brokenIn(namespace);
    }
  }

  private static Map<String, String> labels(ResourceName resource, @Nullable Obj object) {
    return object == null
        ? Map.of()
        : new Workload(new ObjectRef(resource, Kinds.kind(resource), ObjectKey.of(object)), object)
            .podLabels();
  }

  private void selecting(String namespace, Map<String, String> labels) {
    Snapshot snapshot = cache.snapshot();
    labels.forEach((key, value) -> {
      for (Obj service :
          snapshot.byIndex(ResourceName.SERVICES, BY_SELECTOR, filed(namespace, key, value))) {
        if (labels.entrySet().containsAll(ServiceView.of(service).selector().entrySet())) {
          sink.service(ObjectKey.of(service));
        }
      }
    });
  }

  private static Iterable<String> bySelector(Obj service) {
    Iterator<Map.Entry<String, String>> selector =
        ServiceView.of(service).selector().entrySet().iterator();
    if (!selector.hasNext()) {
      return List.of();
    }
    Map.Entry<String, String> first = selector.next();
    return List.of(filed(Meta.namespace(service), first.getKey(), first.getValue()));
  }

  private static String filed(String namespace, String key, String value) {
    return namespace + "/" + key + "=" + value;
  }

  /* A node says every few seconds that it is alive: no news. */
  private void nodeChanged(@Nullable Obj before, @Nullable Obj after) {
    if (before == null || after == null) {
      sink.everywhere();
      return;
    }
    NodeView then = NodeView.of(before);
    NodeView now = NodeView.of(after);
    boolean same =
        then.isReady() == now.isReady()
            && then.labels().equals(now.labels())
            && before.obj("spec").equals(after.obj("spec"));
    if (!same) {
      sink.everywhere();
    }
  }

  private void namespaceChanged(@Nullable Obj before, @Nullable Obj after) {
    if (before != null && after != null && Meta.isDeleting(before) != Meta.isDeleting(after)) {
      sink.in(Meta.name(after));
    }
  }
}

package io.binnacle.doctor.gather;

import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Reads what one cluster holds, a few collections at a time. Blocks; changes nothing.
///
/// Whoever looks at one namespace sees the others in passing, as far as that is allowed and cheap, since what is sought is often
/// next door.
public final class ClusterReader {
  /// How many Pods are looked at to see those of other namespaces in passing.
  static final int GLIMPSE = 2_000;

  /// How many Events are read, per namespace or for all.
  static final int EVENTS = 20_000;

  /// Where a cluster's own Services run.
  static final String SYSTEM = "kube-system";

  private static final ListOptions WARNINGS = ListOptions.fields("type=Warning");

  /// Kinds of which other namespaces matter to the one that is asked about: addresses and ports can be taken there, the Pods or the
  /// Service that were meant can be there, and so can those who may connect.
  private static final Set<ResourceName> SHARED =
      Set.of(ResourceName.SERVICES, ResourceName.PODS, ResourceName.LEASES);

  /// Kinds a cluster has none of if its server does not know them.
  private static final Set<ResourceName> ABSENT_IF_UNKNOWN =
      Set.of(
          ResourceName.ENDPOINTS,
          ResourceName.DEPLOYMENTS,
          ResourceName.REPLICA_SETS,
          ResourceName.STATEFUL_SETS,
          Kinds.DAEMON_SETS,
          Kinds.JOBS,
          Kinds.INGRESSES,
          Kinds.NETWORK_POLICIES);

  /* Reading is taking JSON apart: more at a time than there are processors brings nothing, and each holds a page. */
  private static final int AT_A_TIME = 3;

  /// Hears how far reading is. Any thread.
  @FunctionalInterface
  public interface Progress {
    /// Some more objects have been read.
    ///
    /// @param objects how many of this collection so far
    void read(ResourceName resource, int objects);

    /// Nobody listens.
    Progress NONE = (_, _) -> {};
  }

  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";

  private final KubeApi api;
  private final Progress progress;

  /// The Services whose endpoints a controller writes; known before anything else is read.
  private final Set<ObjectKey> selecting = new HashSet<>();

  public ClusterReader(KubeApi api, Progress progress) {
    this.api = api;
    this.progress = progress;
  }

  /// Reads the cluster.
  ///
  /// @param known what is known of it beside its objects; ranges of addresses are read and take the place of those
  /// @param now the time, whatever objects say: some of them anybody may write
  /// @throws ApiException if the API cannot be reached or does not know us, or not even the Services may be listed
  public Evidence read(Scope scope, Facts known, Instant now) {
    Map<ResourceName, Seen> all = new LinkedHashMap<>();
    Seen services = read(ResourceName.SERVICES, scope);
    if (services.failure != null && services.places.isEmpty()) {
      throw services.failure;
    }
    all.put(ResourceName.SERVICES, services);
    for (Obj service : services.objects) {
      if (ServiceView.of(service).hasSelector()) {
        selecting.add(ObjectKey.of(service));
      }
    }
    readOthers(scope, all);
    Facts facts = facts(known, all);
    Evidence.Builder builder = Evidence.builder(now, facts);
    all.forEach((resource, seen) -> seen.into(builder, resource));
    return builder.build();
  }

  private void readOthers(Scope scope, Map<ResourceName, Seen> all) {
    Map<ResourceName, Future<Seen>> under = new LinkedHashMap<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
      for (ResourceName resource : Kinds.resources()) {
        if (!all.containsKey(resource)) {
          under.put(resource, threads.submit(() -> read(resource, scope)));
        }
      }
      under.forEach((resource, future) -> all.put(resource, result(future)));
    }
  }

  private static Seen result(Future<Seen> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading", e);
    }
  }

  /// What was read of one collection.
  private static final class Seen {
    final List<Obj> objects = new ArrayList<>();
    final Trim trim = new Trim();

    /// The namespaces that were read to the end; the empty one stands for all.
    final List<String> places = new ArrayList<>();

    String why = "";
    @Nullable ApiException failure;

    void into(Evidence.Builder builder, ResourceName resource) {
      objects.forEach(object -> builder.add(resource, object));
      if (places.contains("")) {
        builder.sawAll(resource);
        return;
      }
      builder.notSeen(resource, why);
      places.forEach(namespace -> builder.sawAll(resource, namespace));
    }
  }

  private Seen read(ResourceName resource, Scope scope) {
    Seen seen = new Seen();
    if (scope.isEverywhere() || !Kinds.isNamespaced(resource)) {
      list(resource, "", Integer.MAX_VALUE, seen);
      return seen;
    }
    if (SHARED.contains(resource)) {
      list(resource, "", resource.equals(ResourceName.PODS) ? GLIMPSE : Integer.MAX_VALUE, seen);
      if (seen.places.contains("")) {
        return seen;
      }
    }
    String why = seen.why.isEmpty() ? "only one namespace was looked at" : seen.why;
    list(resource, scope.namespace(), Integer.MAX_VALUE, seen);
    boolean own = seen.places.contains(scope.namespace());
    if (!scope.namespace().equals(SYSTEM) && !resource.equals(ResourceName.EVENTS)) {
      String ownWhy = seen.why;
      list(resource, SYSTEM, Integer.MAX_VALUE, seen);
      seen.why = ownWhy;
    }
    seen.why = own ? why : seen.why;
    return seen;
  }

  /// Reads a collection into `seen`.
  ///
  /// @param most where to stop; then it does not count as seen
  private void list(ResourceName resource, String namespace, int most, Seen seen) {
    boolean events = resource.equals(ResourceName.EVENTS);
    ListOptions options = events ? WARNINGS : ListOptions.ALL;
    int limit = events ? EVENTS : most;
    int before = seen.objects.size();
    try {
      try {
        api.list(resource, namespace, options, object -> take(resource, object, limit, seen));
      } catch (ApiException e) {
        if (e.status().code() != 410) {
          throw e;
        }
        // The pages took longer than the server keeps old revisions: all at once, then.
        seen.objects.subList(before, seen.objects.size()).clear();
        api.list(resource, namespace, options)
            .items()
            .forEach(object -> take(resource, object, limit, seen));
      }
      seen.places.add(namespace);
    } catch (Enough _) {
      if (events) {
        seen.places.add(namespace); // as many as anybody reads
      } else {
        seen.why = "there are too many of them in other namespaces";
      }
    } catch (ApiException e) {
      if (e.isNotFound() && ABSENT_IF_UNKNOWN.contains(resource)) {
        seen.places.add("");
        return;
      }
      seen.failure = e;
      seen.why = why(e.status());
    }
  }

  private void take(ResourceName resource, Obj object, int limit, Seen seen) {
    if (seen.objects.size() >= limit) {
      throw new Enough();
    }
    if (!isOldRevision(resource, object) && !isCopy(resource, object)) {
      seen.objects.add(seen.trim.of(resource, object));
    }
    progress.read(resource, seen.objects.size());
  }

  /// A ReplicaSet a Deployment keeps for going back to: it has no Pods and wants none.
  private static boolean isOldRevision(ResourceName resource, Obj object) {
    return resource.equals(ResourceName.REPLICA_SETS)
        && Meta.controllerOf(object) != null
        && object.obj("spec").integer("replicas", 1) == 0
        && object.obj("status").integer("replicas", 0) == 0;
  }

  /// Endpoints a controller writes say what its slices say, and nobody but old clients reads them. Some hold the lock of a leader
  /// instead.
  private boolean isCopy(ResourceName resource, Obj object) {
    return resource.equals(ResourceName.ENDPOINTS)
        && selecting.contains(ObjectKey.of(object))
        && Meta.annotation(object, LEADER) == null;
  }

  /// Ends a list that is long enough.
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1;

    Enough() {
      super("enough", null, false, false);
    }
  }

  private static String why(Status status) {
    return switch (status.code()) {
      case 403 -> "forbidden";
      case 404 -> "the server does not serve them";
      default -> status.message();
    };
  }

  private static Facts facts(Facts known, Map<ResourceName, Seen> all) {
    List<Cidr> ranges = new ArrayList<>();
    Seen seen = all.get(ResourceName.SERVICE_CIDRS);
    if (seen != null) {
      for (Obj range : seen.objects) {
        for (String text : range.obj("spec").arr("cidrs").strings()) {
          Cidr cidr = Cidr.parse(text);
          if (cidr != null) {
            ranges.add(cidr);
          }
        }
      }
    }
    return new Facts(
        known.domain(),
        ranges.isEmpty() ? known.serviceRanges() : ranges,
        known.nodePortFirst(),
        known.nodePortLast(),
        known.origin());
  }
}

package io.binnacle.doctor.evidence;

import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.rollout.Addresses;
import io.binnacle.doctor.rollout.Admitted;
import io.binnacle.doctor.rollout.Renewal;
import io.binnacle.doctor.rollout.Rollout;
import io.binnacle.doctor.rollout.Slices;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a cluster makes of changes, computed with the planners its controllers use.
final class Consequences {
  private final Set<ObjectKey> services = new LinkedHashSet<>();
  private final Set<ObjectKey> renewed = new HashSet<>();
  private final Rollout rollout;
  private final Addresses addresses;
  private Evidence seen;

  Consequences(Evidence seen) {
    this.seen = seen.withoutWays();
    this.addresses = Addresses.besideOthers(families(seen));
    this.rollout = new Rollout(addresses, seen.now());
  }

  Evidence of(List<Change> changes) {
    for (Change change : changes) {
      make(change);
    }
    services.forEach(this::writeSlices);
    Map<ObjectKey, List<Probed.Socket>> listening = new HashMap<>(seen.probed().listening());
    return listening.keySet().removeAll(renewed)
        ? seen.with(new Probed(listening, Map.of(), Map.of()))
        : seen;
  }

  /// The families of the cluster, as its nodes have them.
  private static List<String> families(Evidence seen) {
    Set<String> out = new TreeSet<>();
    for (Obj node : seen.glimpse(ResourceName.NODES)) {
      for (String range : NodeView.of(node).podCidrs()) {
        out.add(range.contains(":") ? "IPv6" : "IPv4");
      }
    }
    return out.isEmpty() ? List.of("IPv4") : List.copyOf(out);
  }

  private void make(Change change) {
    ResourceName resource = change.target().resource();
    ObjectKey key = change.target().key();
    Obj before = seen.find(resource, key);
    Obj after =
        switch (change) {
          case Change.Patch patch -> before == null ? null : patch.applyTo(before);
          case Change.Scale scale -> before == null ? null : scale.applyTo(before);
          case Change.Create create ->
              Admitted.object(resource, create.object(), isNamespaced(resource));
          case Change.Delete _ -> null;
        };
    if (after != null && resource.equals(ResourceName.SERVICES)) {
      after = Admitted.service(after, addresses);
    }
    if (before != null && after == null && makesPods(resource)) {
      podsOf(change.target(), before).forEach(this::remove);
    }
    seen = seen.with(resource, key, after);
    if (resource.equals(ResourceName.SERVICES) || resource.equals(ResourceName.ENDPOINTS)) {
      services.add(key);
    } else if (resource.equals(ResourceName.PODS)) {
      touch(before);
      renewed.add(key);
      renew(before, after);
    } else if (after != null && makesPods(resource)) {
      rollOut(change.target(), before, after);
    }
  }

  private static boolean isNamespaced(ResourceName resource) {
    return Kinds.isNamespaced(resource);
  }

  private static boolean makesPods(ResourceName resource) {
    return resource.equals(ResourceName.DEPLOYMENTS)
        || resource.equals(ResourceName.REPLICA_SETS)
        || resource.equals(ResourceName.STATEFUL_SETS)
        || resource.equals(Kinds.DAEMON_SETS)
        || resource.equals(Kinds.JOBS);
  }

  /// A Pod that was changed itself.
  private void renew(@Nullable Obj before, @Nullable Obj after) {
    if (before == null && after != null) {
      put(rollout.running(after));
    } else if (before != null && after != null) {
      Renewal renewal = new Renewal(rollout, bare(before), bare(after));
      put(renewal.isNeeded() ? renewal.of(after) : after);
    }
  }

  private static Obj bare(Obj pod) {
    return Obj.EMPTY.with("metadata", pod.obj("metadata")).with("spec", pod.obj("spec"));
  }

  /// The Pods of a workload that was changed.
  private void rollOut(ObjectRef ref, @Nullable Obj before, Obj after) {
    if (before == null) {
      Rollout.Made made = rollout.of(after);
      seen = seen.with(ref.resource(), ref.key(), made.workload());
      if (made.replicaSet() != null) {
        putSet(made.replicaSet());
      }
      made.pods().forEach(this::put);
      return;
    }
    Renewal renewal = new Renewal(rollout, template(before), template(after));
    List<PodView> pods = podsOf(ref, before);
    int had = new Workload(ref, before).replicas();
    int wants = new Workload(ref, after).replicas();
    for (int i = 0; i < pods.size(); i++) {
      if (wants < had && i >= wants) {
        remove(pods.get(i));
      } else if (renewal.isNeeded()) {
        touch(pods.get(i).object());
        put(renewal.of(pods.get(i).object()));
      }
    }
    if (wants > had) {
      more(after, ref, pods.size(), wants);
    }
  }

  /// Pods there were not enough of.
  private void more(Obj workload, ObjectRef ref, int from, int to) {
    Obj owner = workload;
    if (ref.resource().equals(ResourceName.DEPLOYMENTS)) {
      Obj set = rollout.of(workload.change("spec", s -> s.with("replicas", to))).replicaSet();
      if (set == null) {
        return;
      }
      putSet(set);
      owner = set;
    }
    rollout.pods(owner, from, to).forEach(this::put);
    seen = seen.with(ref.resource(), ref.key(), Rollout.counted(workload, to));
  }

  private void putSet(Obj set) {
    seen = seen.with(ResourceName.REPLICA_SETS, ObjectKey.of(set), set);
  }

  private static Obj template(Obj workload) {
    return workload.obj("spec").obj("template");
  }

  /// The Pods of a workload that are neither at their end nor on their way there.
  private List<PodView> podsOf(ObjectRef ref, Obj workload) {
    return seen.podsOf(new Workload(ref, workload)).stream().filter(PodView::isActive).toList();
  }

  private void remove(PodView pod) {
    touch(pod.object());
    renewed.add(pod.key());
    seen = seen.with(ResourceName.PODS, pod.key(), null);
  }

  private void put(Obj pod) {
    renewed.add(ObjectKey.of(pod));
    seen = seen.with(ResourceName.PODS, ObjectKey.of(pod), pod);
    touch(pod);
  }

  /// The Services that select a Pod are to be looked at.
  private void touch(@Nullable Obj pod) {
    if (pod == null || !seen.sees(ResourceName.SERVICES, Meta.namespace(pod))) {
      return; // for Services that were not seen nothing follows
    }
    Map<String, String> labels = Meta.labels(pod);
    for (Obj object : seen.all(ResourceName.SERVICES, Meta.namespace(pod))) {
      ServiceView service = ServiceView.of(object);
      if (service.hasSelector() && labels.entrySet().containsAll(service.selector().entrySet())) {
        services.add(service.key());
      }
    }
  }

  private void writeSlices(ObjectKey key) {
    ServiceView service = seen.service(key);
    if (service == null || !seen.sees(ResourceName.ENDPOINT_SLICES, key.namespace())) {
      return;
    }
    Map<String, String> zones = new TreeMap<>();
    for (Obj node : seen.glimpse(ResourceName.NODES)) {
      NodeView view = NodeView.of(node);
      zones.put(view.name(), view.zone());
    }
    if (!seen.sees(ResourceName.NODES)) {
      seen.pods(service).forEach(pod -> zones.put(pod.nodeName(), "")); // it runs on one, surely
    }
    boolean known = seen.sees(ResourceName.ENDPOINTS, key.namespace());
    if (!service.hasSelector() && !known) {
      return; // what is mirrored stays
    }
    Obj endpoints = known ? seen.find(ResourceName.ENDPOINTS, key) : null;
    Slices slices = Slices.of(service, seen.pods(service), endpoints, seen.slices(key), zones);
    for (Obj slice : slices.written()) {
      seen = seen.with(ResourceName.ENDPOINT_SLICES, ObjectKey.of(slice), slice);
    }
    for (ObjectKey gone : slices.gone()) {
      seen = seen.with(ResourceName.ENDPOINT_SLICES, gone, null);
    }
  }
}

package io.binnacle.doctor.gather;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Evidence from files: of a cluster that was written down, or of one that is to be.
public final class Offline {
  /// What `kubectl get all` lists.
  private static final Set<ResourceName> ALL =
      Set.of(
          ResourceName.SERVICES,
          ResourceName.PODS,
          ResourceName.DEPLOYMENTS,
          ResourceName.REPLICA_SETS,
          ResourceName.STATEFUL_SETS,
          Kinds.DAEMON_SETS,
          Kinds.JOBS);

  /// Whoever wrote down all of these wrote down everything: what is not there, there is none of. kubectl leaves no trace of a kind
  /// without objects.
  private static final Set<ResourceName> OF_EVERYTHING =
      Set.of(
          ResourceName.SERVICES,
          ResourceName.PODS,
          ResourceName.ENDPOINT_SLICES,
          ResourceName.NODES,
          ResourceName.LEASES);

  private static final String NOT_THERE = "not in the file";

  private Offline() {}

  /// Evidence from what was read.
  ///
  /// @param domain the cluster domain
  /// @param now the time, for manifests
  public static Evidence of(Source source, String domain, Instant now) {
    return isDump(source) ? dump(source, domain, now) : Manifests.rolledOut(source, domain, now);
  }

  /// Whether these are objects of a cluster: it gave them a UID or a revision, or told their status.
  static boolean isDump(Source source) {
    return source.objects().stream()
        .anyMatch(found ->
            !Meta.uid(found.object()).isEmpty()
                || !Meta.resourceVersion(found.object()).isEmpty()
                || !found.object().obj("status").without("loadBalancer").isEmpty());
  }

  private static Evidence dump(Source source, String domain, Instant now) {
    Set<ResourceName> kinds = new HashSet<>(source.lists());
    Set<String> namespaces = new TreeSet<>();
    List<Cidr> ranges = new ArrayList<>();
    Instant newest = Instant.EPOCH;
    for (Source.Found found : source.objects()) {
      kinds.add(found.resource());
      if (Kinds.isNamespaced(found.resource())) {
        namespaces.add(Meta.namespace(placed(found)));
      }
      newest = newest(found.object(), newest);
      if (found.resource().equals(ResourceName.SERVICE_CIDRS)) {
        found.object().obj("spec").arr("cidrs").strings().stream()
            .map(Cidr::parse)
            .filter(c -> c != null)
            .forEach(ranges::add);
      }
    }
    if (kinds.contains(ResourceName.REPLICA_SETS) && kinds.contains(ResourceName.SERVICES)) {
      kinds.addAll(ALL);
    }
    if (kinds.containsAll(OF_EVERYTHING)) {
      kinds.addAll(Kinds.resources());
    }
    Instant at = newest.equals(Instant.EPOCH) || newest.isAfter(now) ? now : newest;
    Evidence.Builder builder = Evidence.builder(at, new Facts(domain, ranges, 0, 0, Origin.DUMP));
    Trim trim = new Trim();
    for (Source.Found found : source.objects()) {
      builder.add(found.resource(), trim.of(found.resource(), placed(found)));
    }
    // Whoever wrote down the system's namespace beside others wrote down all of them.
    boolean everywhere = namespaces.contains(ClusterReader.SYSTEM) && namespaces.size() > 1;
    for (ResourceName resource : Kinds.resources()) {
      if (!kinds.contains(resource)) {
        builder.notSeen(resource, NOT_THERE);
      } else if (everywhere || !Kinds.isNamespaced(resource)) {
        builder.sawAll(resource);
      } else {
        builder.notSeen(resource, NOT_THERE);
        namespaces.forEach(namespace -> builder.sawAll(resource, namespace));
      }
    }
    return builder.build();
  }

  private static Obj placed(Source.Found found) {
    Obj object = found.object();
    return Kinds.isNamespaced(found.resource()) && Meta.namespace(object).isEmpty()
        ? object.change("metadata", m -> m.with("namespace", "default"))
        : object;
  }

  /// The newest moment an object tells of. What is in a spec may lie ahead, except when a lease was renewed.
  private static Instant newest(Obj object, Instant known) {
    Instant out = known;
    for (String key : object.keys()) {
      Value value = object.get(key);
      if (key.equals("spec")) {
        value = object.obj("spec").get("renewTime");
      }
      if (value != null) {
        out = newest(value, out);
      }
    }
    return out;
  }

  private static Instant newest(Value value, Instant known) {
    Instant out = known;
    switch (value) {
      case Str text -> {
        Instant time = time(text.value());
        out = time.isAfter(out) ? time : out;
      }
      case Arr list -> {
        for (Value each : list) {
          out = newest(each, out);
        }
      }
      case Obj object -> {
        for (int i = 0; i < object.size(); i++) {
          out = object.keyAt(i).equals("annotations") ? out : newest(object.valueAt(i), out);
        }
      }
      default -> {}
    }
    return out;
  }

  private static Instant time(String text) {
    if (text.length() < 20 || text.length() > 30 || text.charAt(10) != 'T') {
      return Instant.EPOCH;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }
}

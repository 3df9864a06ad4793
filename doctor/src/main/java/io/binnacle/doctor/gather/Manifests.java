package io.binnacle.doctor.gather;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.rollout.Addresses;
import io.binnacle.doctor.rollout.Admitted;
import io.binnacle.doctor.rollout.Rollout;
import io.binnacle.doctor.rollout.Slices;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Evidence from manifests: what a cluster that has nothing else would make of them, once all their Pods ran.
final class Manifests {
  private static final String NOT_THERE = "not in the files";

  /* In this order addresses are given out. A set that a Deployment made has an owner and is passed over. */
  private static final List<ResourceName> WORKLOADS =
      List.of(
          ResourceName.PODS,
          ResourceName.DEPLOYMENTS,
          ResourceName.REPLICA_SETS,
          ResourceName.STATEFUL_SETS,
          Kinds.DAEMON_SETS,
          Kinds.JOBS);

  private final Addresses addresses;
  private final Rollout rollout;
  private final Map<ResourceName, TreeMap<ObjectKey, Obj>> objects = new TreeMap<>();

  private Manifests(Addresses addresses, Instant now) {
    this.addresses = addresses;
    this.rollout = new Rollout(addresses, now);
  }

  static Evidence rolledOut(Source source, String domain, Instant now) {
    Addresses addresses = Addresses.ofNewCluster(families(source));
    Manifests manifests = new Manifests(addresses, now);
    manifests.admit(source);
    manifests.rollOut();
    manifests.writeSlices(manifests.evidence(domain, now));
    return manifests.evidence(domain, now);
  }

  /// A cluster of both families if somebody asks for the second.
  private static List<String> families(Source source) {
    for (Source.Found found : source.objects()) {
      if (found.resource().equals(ResourceName.SERVICES)) {
        ServiceView service = ServiceView.of(found.object());
        boolean six =
            service.ipFamilies().contains("IPv6")
                || service.ipFamilyPolicy().endsWith("DualStack")
                || service.clusterIps().stream().anyMatch(ip -> ip.contains(":"));
        if (six) {
          return List.of("IPv4", "IPv6");
        }
      }
    }
    return List.of("IPv4");
  }

  private void admit(Source source) {
    for (Source.Found found : source.objects()) {
      ResourceName resource = found.resource();
      put(resource, Admitted.object(resource, found.object(), Kinds.isNamespaced(resource)));
    }
    Map<ObjectKey, Obj> services = of(ResourceName.SERVICES);
    services.values().forEach(service -> Admitted.claim(service, addresses));
    services.replaceAll((_, service) -> Admitted.service(service, addresses));
    for (String namespace : namespaces()) {
      of(ResourceName.NAMESPACES)
          .computeIfAbsent(new ObjectKey("", namespace), _ -> namespace(namespace));
    }
    if (of(ResourceName.NODES).isEmpty()) {
      put(ResourceName.NODES, Rollout.node(addresses.families()));
    }
  }

  private void rollOut() {
    for (ResourceName resource : WORKLOADS) {
      for (Obj workload : new ArrayList<>(of(resource).values())) {
        if (Meta.controllerOf(workload) != null) {
          continue;
        }
        Rollout.Made made = rollout.of(workload);
        put(resource, made.workload());
        if (made.replicaSet() != null) {
          put(ResourceName.REPLICA_SETS, made.replicaSet());
        }
        made.pods().forEach(pod -> put(ResourceName.PODS, pod));
      }
    }
  }

  private void writeSlices(Evidence seen) {
    for (Obj object : of(ResourceName.SERVICES).values()) {
      ServiceView service = ServiceView.of(object);
      Obj endpoints = of(ResourceName.ENDPOINTS).get(service.key());
      Slices slices =
          Slices.of(
              service,
              seen.pods(service),
              endpoints,
              seen.slices(service.key()),
              Map.of(Rollout.NODE, ""));
      for (Obj slice : slices.written()) {
        put(
            ResourceName.ENDPOINT_SLICES,
            Admitted.object(ResourceName.ENDPOINT_SLICES, slice, true));
      }
      slices.gone().forEach(of(ResourceName.ENDPOINT_SLICES)::remove);
    }
  }

  private Evidence evidence(String domain, Instant now) {
    Facts facts = new Facts(domain, List.of(), 0, 0, Origin.MANIFESTS);
    Evidence.Builder builder = Evidence.builder(now, facts);
    objects.forEach(
        (resource, all) -> all.values().forEach(object -> builder.add(resource, object)));
    Set<String> namespaces = namespaces();
    for (ResourceName resource : Kinds.resources()) {
      builder.notSeen(resource, NOT_THERE);
      if (resource.equals(ResourceName.NODES)) {
        builder.sawAll(resource);
      } else if (Kinds.isNamespaced(resource)) {
        namespaces.forEach(namespace -> builder.sawAll(resource, namespace));
      }
    }
    return builder.build();
  }

  private Set<String> namespaces() {
    Set<String> out = new TreeSet<>();
    objects.forEach((resource, all) -> {
      if (Kinds.isNamespaced(resource)) {
        all.keySet().forEach(key -> out.add(key.namespace()));
      }
    });
    return out;
  }

  private static Obj namespace(String name) {
    Obj namespace =
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Namespace")
            .put("metadata", Obj.of("name", Str.of(name)))
            .put("status", Obj.of("phase", Str.of("Active")))
            .build();
    return Admitted.object(ResourceName.NAMESPACES, namespace, false);
  }

  private Map<ObjectKey, Obj> of(ResourceName resource) {
    return objects.computeIfAbsent(resource, _ -> new TreeMap<>());
  }

  private void put(ResourceName resource, Obj object) {
    of(resource).put(ObjectKey.of(object), object);
  }
}

package io.binnacle.doctor.evidence;

import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/// The kinds the doctor reads, with their collections.
public final class Kinds {
  public static final ResourceName DAEMON_SETS = new ResourceName("apps", "v1", "daemonsets");
  public static final ResourceName JOBS = new ResourceName("batch", "v1", "jobs");
  public static final ResourceName INGRESSES =
      new ResourceName("networking.k8s.io", "v1", "ingresses");
  public static final ResourceName NETWORK_POLICIES = ResourceName.NETWORK_POLICIES;

  /// The Service at which a cluster's DNS answers.
  public static final ObjectKey DNS_SERVICE = new ObjectKey("kube-system", "kube-dns");

  /* By kind: in the order in which they are read, the most telling first. */
  private static final List<Entry<String, ResourceName>> ALL =
      List.of(
          Map.entry("Namespace", ResourceName.NAMESPACES),
          Map.entry("Service", ResourceName.SERVICES),
          Map.entry("EndpointSlice", ResourceName.ENDPOINT_SLICES),
          Map.entry("Endpoints", ResourceName.ENDPOINTS),
          Map.entry("Pod", ResourceName.PODS),
          Map.entry("Node", ResourceName.NODES),
          Map.entry("Deployment", ResourceName.DEPLOYMENTS),
          Map.entry("ReplicaSet", ResourceName.REPLICA_SETS),
          Map.entry("StatefulSet", ResourceName.STATEFUL_SETS),
          Map.entry("DaemonSet", DAEMON_SETS),
          Map.entry("Job", JOBS),
          Map.entry("Ingress", INGRESSES),
          Map.entry("NetworkPolicy", NETWORK_POLICIES),
          Map.entry("ServiceCIDR", ResourceName.SERVICE_CIDRS),
          Map.entry("Lease", ResourceName.LEASES),
          Map.entry("Event", ResourceName.EVENTS));

  /// The collections of what makes Pods, and Pods, which may be made by nobody.
  static final List<ResourceName> WORKLOADS =
      List.of(
          ResourceName.DEPLOYMENTS,
          ResourceName.STATEFUL_SETS,
          DAEMON_SETS,
          JOBS,
          ResourceName.REPLICA_SETS,
          ResourceName.PODS);

  private Kinds() {}

  /// All collections, in the order they are read.
  public static List<ResourceName> resources() {
    return ALL.stream().map(Entry::getValue).toList();
  }

  /// The collection of a kind; null if the doctor does not read it.
  ///
  /// @param apiVersion with or without the version the doctor reads: groups are what counts
  public static @Nullable ResourceName resource(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    for (Entry<String, ResourceName> each : ALL) {
      if (each.getKey().equals(kind) && each.getValue().group().equals(group)) {
        return each.getValue();
      }
    }
    return null;
  }

  /// The kind in a collection.
  ///
  /// @throws IllegalArgumentException if the doctor does not read it
  public static String kind(ResourceName resource) {
    for (Entry<String, ResourceName> each : ALL) {
      if (each.getValue().equals(resource)) {
        return each.getKey();
      }
    }
    throw new IllegalArgumentException("the doctor does not read " + resource);
  }

  /// What an object of a collection is called.
  static ObjectRef ref(ResourceName resource, Obj object) {
    return new ObjectRef(resource, kind(resource), ObjectKey.of(object));
  }

  /// Whether the objects of a collection live in namespaces.
  public static boolean isNamespaced(ResourceName resource) {
    return !resource.equals(ResourceName.NAMESPACES)
        && !resource.equals(ResourceName.NODES)
        && !resource.equals(ResourceName.SERVICE_CIDRS);
  }
}

package io.binnacle.model.meta;

/// A collection of the API: group, version and plural, as `apps/v1 deployments`.
///
/// @param group the API group, empty for core
/// @param version the version served, `v1`
/// @param plural the resource in the URL, `services`
public record ResourceName(String group, String version, String plural)
    implements Comparable<ResourceName> {
  public static final ResourceName NAMESPACES = core("namespaces");
  public static final ResourceName NODES = core("nodes");
  public static final ResourceName PODS = core("pods");
  public static final ResourceName SERVICES = core("services");
  public static final ResourceName ENDPOINTS = core("endpoints");
  public static final ResourceName EVENTS = core("events");
  public static final ResourceName CONFIG_MAPS = core("configmaps");
  public static final ResourceName SECRETS = core("secrets");
  public static final ResourceName SERVICE_ACCOUNTS = core("serviceaccounts");
  public static final ResourceName PERSISTENT_VOLUME_CLAIMS = core("persistentvolumeclaims");
  public static final ResourceName PERSISTENT_VOLUMES = core("persistentvolumes");
  public static final ResourceName STORAGE_CLASSES =
      new ResourceName("storage.k8s.io", "v1", "storageclasses");
  public static final ResourceName SERVICE_CIDRS =
      new ResourceName("networking.k8s.io", "v1", "servicecidrs");
  public static final ResourceName NETWORK_POLICIES =
      new ResourceName("networking.k8s.io", "v1", "networkpolicies");
  public static final ResourceName ENDPOINT_SLICES =
      new ResourceName("discovery.k8s.io", "v1", "endpointslices");
  public static final ResourceName DEPLOYMENTS = apps("deployments");
  public static final ResourceName REPLICA_SETS = apps("replicasets");
  public static final ResourceName STATEFUL_SETS = apps("statefulsets");
  public static final ResourceName CONTROLLER_REVISIONS = apps("controllerrevisions");
  public static final ResourceName LEASES = new ResourceName("coordination.k8s.io", "v1", "leases");
  public static final ResourceName EVENTS_V1 = new ResourceName("events.k8s.io", "v1", "events");

  private static ResourceName core(String plural) {
    return new ResourceName("", "v1", plural);
  }

  private static ResourceName apps(String plural) {
    return new ResourceName("apps", "v1", plural);
  }

  /// The `apiVersion` of its objects: `v1`, `apps/v1`.
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /// The plural with its group, as messages have it: `services`, `deployments.apps`.
  public String qualified() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  @Override
  public int compareTo(ResourceName other) {
    int byGroup = group.compareTo(other.group);
    int byPlural = byGroup != 0 ? byGroup : plural.compareTo(other.plural);
    return byPlural != 0 ? byPlural : version.compareTo(other.version);
  }

  @Override
  public String toString() {
    return plural + "." + version + (group.isEmpty() ? "" : "." + group);
  }
}

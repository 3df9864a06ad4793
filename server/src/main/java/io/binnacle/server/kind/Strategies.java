package io.binnacle.server.kind;

import io.binnacle.model.meta.ResourceName;
import io.binnacle.server.kind.Strategy.Trait;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Which strategy belongs to which collection. A collection without a row is a plain kind.
public final class Strategies {
  /** temporary */
  public static final Strategy PLAIN = PlainStrategy.of();

  private final Map<ResourceName, Strategy> table = new HashMap<>();

  /// The table.
  ///
  /// @param services how Services are written, which takes addresses and ports
  public Strategies(Strategy services) {
    table.put(ResourceName.SERVICES, services);
    table.put(ResourceName.PODS, new PodStrategy());
    table.put(ResourceName.NODES, new NodeStrategy());
    table.put(ResourceName.NAMESPACES, new NamespaceStrategy());
    table.put(ResourceName.ENDPOINTS, PlainStrategy.of(Trait.CREATE_ON_UPDATE));
    table.put(ResourceName.ENDPOINT_SLICES, new EndpointSliceStrategy());
    table.put(ResourceName.EVENTS, new EventStrategy());
    table.put(ResourceName.SECRETS, new PlainStrategy(Set.of(), FieldLabels.of("type")));
    table.put(ResourceName.SERVICE_ACCOUNTS, PlainStrategy.of(Trait.RETURNS_DELETED));
    table.put(ResourceName.PERSISTENT_VOLUME_CLAIMS, new ClaimStrategy());
    table.put(ResourceName.PERSISTENT_VOLUMES, new VolumeStrategy());
    table.put(ResourceName.STORAGE_CLASSES, PlainStrategy.of(Trait.RETURNS_DELETED));
    table.put(ResourceName.DEPLOYMENTS, WorkloadStrategy.DEPLOYMENT);
    table.put(ResourceName.REPLICA_SETS, WorkloadStrategy.REPLICA_SET);
    table.put(ResourceName.STATEFUL_SETS, WorkloadStrategy.STATEFUL_SET);
    table.put(ResourceName.NETWORK_POLICIES, new NetworkPolicyStrategy());
    table.put(
        ResourceName.LEASES,
        PlainStrategy.of(Trait.CREATE_ON_UPDATE, Trait.CONDITIONAL_UPDATE_ONLY));
  }

  /// The strategy of `resource`.
  public Strategy of(ResourceName resource) {
    return table.getOrDefault(resource, PLAIN);
  }
}

package io.binnacle.dns.zone;

import io.binnacle.dns.zone.ZoneConfig.PodNames;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Compiles changes of the cluster's objects into new [ClusterZone] snapshots. A change of one slice costs what that slice
/// costs, however many its Service has. Keeps what answers need; the objects may go. Confined to one thread at a time.
///
/// Objects may come in any order: a slice waits for its Service, a Service for its namespace.
public final class ZoneEditor {
  /// What is remembered of a Pod.
  ///
  /// @param onNode whether it is on its node's network
  private record PodState(List<AddressList> addresses, boolean onNode) {
    static final PodState NONE = new PodState(List.of(), false);
  }

  private final ZoneConfig config;
  private final InstantSource clock;
  private final Map<String, NamespaceState> states = new HashMap<>();
  private final Map<ObjectKey, PodState> pods = new HashMap<>();

  private final WireTable.Builder<Owner> namespaces = new WireTable.Builder<>();
  private final WireTable.Builder<ServiceRecords> services = new WireTable.Builder<>();
  private final AddressTable.Builder pointers = new AddressTable.Builder();
  private final AddressTable.Builder podAddresses = new AddressTable.Builder();
  private final PortList.Pool ports = new PortList.Pool();
  private long serial;

  /// An editor of empty zones.
  ///
  /// @param clock for the serial
  public ZoneEditor(ZoneConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /// The zones as edited so far.
  ///
  /// @param ready whether everything has been read once
  public ClusterZone snapshot(boolean ready) {
    return new ClusterZone(
        config,
        ready,
        serial,
        namespaces.build(),
        services.build(),
        pointers.build(),
        podAddresses.build());
  }

  /// A namespace appeared or is gone.
  ///
  /// @return whether a snapshot made now says anything new
  public boolean namespace(String name, boolean exists) {
    NamespaceState state = state(name);
    if (state.exists == exists || state.owner == null) {
      return false;
    }
    state.exists = exists;
    if (exists) {
      namespaces.put(state.owner);
    } else {
      namespaces.remove(state.owner);
    }
    state.services.values().forEach(service -> publish(state, service));
    forget(name, state);
    changed();
    return true;
  }

  /// A Service appeared, changed or is gone.
  ///
  /// @param service null if it is gone
  /// @return whether a snapshot made now says anything new
  public boolean service(ObjectKey key, @Nullable ServiceView service) {
    NamespaceState namespace = state(key.namespace());
    ServiceState state = namespace.service(key.name(), config.domain());
    ServiceRecords before = state.definition;
    ServiceRecords after =
        service == null || state.owner == null
            ? null
            : ServiceRecords.of(
                state.owner, service, config.options().ignoreEmptyServices(), ports);
    if (before == null || after == null ? before == after : before.isSaidAs(after)) {
      namespace.forget(key.name(), state);
      forget(key.namespace(), namespace);
      return false;
    }
    state.definition = after;
    boolean published = publish(namespace, state);
    namespace.forget(key.name(), state);
    forget(key.namespace(), namespace);
    return published;
  }

  /// A slice appeared, changed or is gone.
  ///
  /// @param slice null if it is gone
  /// @return whether a snapshot made now says anything new
  public boolean slice(ObjectKey key, @Nullable SliceView slice) {
    NamespaceState namespace = state(key.namespace());
    String before = namespace.slices.get(key.name());
    String after = slice == null || slice.serviceName().isEmpty() ? null : slice.serviceName();
    boolean published = false;
    if (before != null && !before.equals(after)) {
      published = put(namespace, before, key.name(), null);
      namespace.slices.remove(key.name());
    }
    if (slice != null && after != null) {
      ServiceState state = namespace.service(after, config.domain());
      namespace.slices.put(key.name(), state.name);
      SliceRecords records = SliceRecords.of(slice, config.options().endpointPodNames(), ports);
      published |= put(namespace, after, key.name(), records);
    }
    forget(key.namespace(), namespace);
    return published;
  }

  /// A Pod appeared, changed or is gone; matters only where Pod names are verified.
  ///
  /// @param pod null if it is gone
  /// @return whether a snapshot made now says anything new
  public boolean pod(ObjectKey key, @Nullable PodView pod) {
    if (config.pods() != PodNames.VERIFIED) {
      return false;
    }
    Owner owner = state(key.namespace()).owner;
    PodState before = pods.getOrDefault(key, PodState.NONE);
    PodState after =
        pod == null || pod.isTerminal() || owner == null
            ? PodState.NONE
            : new PodState(addresses(pod), pod.hostNetwork());
    if (owner == null || before.equals(after)) {
      return false;
    }
    for (AddressList list : before.addresses) {
      podAddresses.remove(list, owner);
      if (before.onNode) {
        podAddresses.remove(list, Owner.SEVERAL);
      }
    }
    for (AddressList list : after.addresses) {
      podAddresses.add(list, owner);
      if (after.onNode) {
        podAddresses.add(list, Owner.SEVERAL);
      }
    }
    if (after.addresses.isEmpty()) {
      pods.remove(key);
    } else {
      pods.put(key, after);
    }
    changed();
    return true;
  }

  private static List<AddressList> addresses(PodView pod) {
    List<IpAddress> all =
        pod.podIps().stream().map(IpAddress::parse).filter(Objects::nonNull).distinct().toList();
    return List.of(AddressList.of(false, all), AddressList.of(true, all)).stream()
        .filter(list -> list.size() > 0)
        .toList();
  }

  /// Puts `records` in the place of the slice with this name, or takes it away.
  private boolean put(
      NamespaceState namespace, String service, String slice, @Nullable SliceRecords records) {
    ServiceState state = namespace.service(service, config.domain());
    boolean published = state.put(slice, records) && publish(namespace, state);
    namespace.forget(service, state);
    return published;
  }

  /// Brings the tables in line with what is known of a Service.
  private boolean publish(NamespaceState namespace, ServiceState state) {
    ServiceRecords before = state.published;
    ServiceRecords definition = namespace.exists ? state.definition : null;
    ServiceRecords after = definition == null ? null : definition.with(state.slices);
    Owner owner = state.owner;
    if (owner == null || before == null && after == null) {
      return false;
    }
    if (before == null || after == null || !before.isDefinedAs(after)) {
      clusterAddresses(before).forEach(list -> pointers.remove(list, owner));
      clusterAddresses(after).forEach(list -> pointers.add(list, owner));
    }
    list(owner, endpointSlices(before), endpointSlices(after));
    if (after == null) {
      services.remove(owner);
    } else {
      services.put(after);
    }
    state.published = after;
    if (before == null || after == null || !before.answersAs(after)) {
      changed();
    }
    return true;
  }

  private static List<AddressList> clusterAddresses(@Nullable ServiceRecords service) {
    return service == null || service.kind() != ServiceRecords.Kind.CLUSTER_IP
        ? List.of()
        : service.addresses();
  }

  /// The slices whose addresses have reverse names.
  private static SliceRecords[] endpointSlices(@Nullable ServiceRecords service) {
    return service == null || service.kind() == ServiceRecords.Kind.EXTERNAL_NAME
        ? SliceRecords.NONE
        : service.slices();
  }

  /// Exchanges the addresses of the slices that differ; both are in the order of their names.
  private void list(Owner owner, SliceRecords[] before, SliceRecords[] after) {
    int b = 0;
    int a = 0;
    while (b < before.length || a < after.length) {
      int order =
          b == before.length
              ? 1
              : a == after.length ? -1 : before[b].slice().compareTo(after[a].slice());
      if (order == 0 && before[b] == after[a]) {
        b++;
        a++;
        continue;
      }
      if (order <= 0) {
        pointers.remove(before[b++].addresses(), owner);
      }
      if (order >= 0) {
        pointers.add(after[a++].addresses(), owner);
      }
    }
  }

  private void changed() {
    serial = Math.max(serial + 1, clock.instant().getEpochSecond());
  }

  private NamespaceState state(String namespace) {
    return states.computeIfAbsent(namespace, NamespaceState::new);
  }

  private void forget(String name, NamespaceState state) {
    if (!state.exists && state.services.isEmpty()) {
      states.remove(name);
    }
  }
}

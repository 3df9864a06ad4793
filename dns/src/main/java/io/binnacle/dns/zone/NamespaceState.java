package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a [ZoneEditor] remembers of a namespace. One thread.
final class NamespaceState {
  /// Null if the name is none that DNS can have.
  final @Nullable Owner owner;

  final Map<String, ServiceState> services = new HashMap<>();

  /// The Service each slice belongs to.
  final Map<String, String> slices = new HashMap<>();

  boolean exists;

  private final String name;

  NamespaceState(String name) {
    byte[] octets = WireName.of(name);
    this.name = name;
    this.owner = octets == null ? null : new Owner(octets);
  }

  /// What is remembered of the Service of this name, from now on.
  ServiceState service(String service, DnsName domain) {
    return services.computeIfAbsent(service, s -> new ServiceState(s, name, domain));
  }

  /// Forgets a Service of which nothing is known.
  void forget(String service, ServiceState state) {
    if (state.definition == null && state.slices.length == 0) {
      services.remove(service);
    }
  }
}

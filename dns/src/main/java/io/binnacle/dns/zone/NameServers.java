package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.model.meta.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who serves the zones, as their NS records say: the Service in front of this DNS, or those that lead to one of its addresses,
/// or else `ns.dns.<domain>` with those addresses. A value.
record NameServers(ZoneConfig config, WireTable<ServiceRecords> services, AddressTable pointers) {
  private static final String OWN = "ns.dns";

  /// NS records at the apex of `zone`, whose servers' names end in `domain`.
  Node records(DnsName domain) {
    List<Rdata> servers = new ArrayList<>();
    List<Rr> glue = new ArrayList<>();
    find(domain)
        .forEach((name, addresses) -> {
          servers.add(new Rdata.Ns(name));
          addresses.forEach(ip -> glue.add(new Rr(name, config.ttl(), new Rdata.Address(ip))));
        });
    return new Node(servers, glue, null, -1);
  }

  /// The distinct addresses of all of them.
  List<Rdata> addresses(DnsName domain) {
    Set<IpAddress> all = new LinkedHashSet<>();
    find(domain).values().forEach(all::addAll);
    return all.stream().<Rdata>map(Rdata.Address::new).toList();
  }

  private Map<DnsName, Set<IpAddress>> find(DnsName domain) {
    Map<DnsName, Set<IpAddress>> out = new LinkedHashMap<>();
    DnsName branch = domain.below("svc");
    byte[] key = WireName.of(config.dnsService().name(), config.dnsService().namespace());
    ServiceRecords front = key == null ? null : services.find(key, 0, key.length);
    if (front != null && front.exists()) {
      add(out, name(front, branch), all(front));
    }
    for (IpAddress own : out.isEmpty() ? config.options().ownAddresses() : List.<IpAddress>of()) {
      for (Owner owner : Set.copyOf(pointers.owners(own))) {
        ServiceRecords service = services.find(owner);
        if (service != null) {
          leadingTo(own, service, name(service, branch), out);
        }
      }
    }
    if (out.isEmpty()) {
      add(out, domain.below(OWN), config.options().ownAddresses());
    }
    return out;
  }

  private static void leadingTo(
      IpAddress own,
      ServiceRecords service,
      @Nullable DnsName name,
      Map<DnsName, Set<IpAddress>> out) {
    if (name == null || service.kind() == ServiceRecords.Kind.CLUSTER_IP) {
      add(out, name, all(service));
      return;
    }
    for (SliceRecords slice : service.slices()) {
      int at = slice.addresses().indexOf(own, 0);
      if (at >= 0) {
        DnsName endpoint = WireName.name(slice.names(), slice.nameAt(at), slice.nameEnd(at), name);
        add(out, endpoint, List.of(own));
      }
    }
  }

  private static void add(
      Map<DnsName, Set<IpAddress>> out, @Nullable DnsName name, List<IpAddress> addresses) {
    if (name != null) {
      out.computeIfAbsent(name, _ -> new LinkedHashSet<>()).addAll(addresses);
    }
  }

  private static @Nullable DnsName name(ServiceRecords service, @Nullable DnsName branch) {
    byte[] octets = service.name();
    return branch == null ? null : WireName.name(octets, 0, octets.length, branch);
  }

  /// The addresses at a Service's name.
  private static List<IpAddress> all(ServiceRecords service) {
    List<IpAddress> out = new ArrayList<>();
    for (AddressList list : service.addresses()) {
      for (int i = 0; i < list.size(); i++) {
        out.add(AddressList.address(list.isIpv6(), list.high(i), list.low(i)));
      }
    }
    return out;
  }
}

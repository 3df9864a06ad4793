package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.model.meta.IpAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All records of the cluster domain that a transfer has, a Service at a time, in the order of their names: its addresses,
/// the names of its endpoints if it is headless, its named ports, its alias. Not the names that are made up when they are
/// asked for: those of Pods, of addresses, and of endpoints behind a cluster address. One thread at a time.
final class ZoneRecords implements Iterator<Rr> {
  private final int ttl;
  private final int headlessTtl;
  private final @Nullable DnsName branch;
  private final Iterator<ServiceRecords> services;
  private Iterator<Rr> current;

  /// @param first records that come before those of Services
  /// @param services in the order in which they come
  ZoneRecords(ZoneConfig config, List<Rr> first, Iterator<ServiceRecords> services) {
    this.current = first.iterator();
    this.ttl = config.ttl();
    this.headlessTtl = config.headlessTtl();
    this.branch = config.domain().below("svc");
    this.services = services;
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext() && services.hasNext()) {
      current = records(services.next()).iterator();
    }
    return current.hasNext();
  }

  @Override
  public Rr next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the zone has no more records");
    }
    return current.next();
  }

  private Set<Rr> records(ServiceRecords service) {
    DnsName own =
        branch == null ? null : WireName.name(service.octets, 0, service.octets.length, branch);
    Set<Rr> out = new LinkedHashSet<>();
    if (own == null || !service.exists()) {
      return out;
    }
    switch (service.kind()) {
      case EXTERNAL_NAME -> {
        DnsName alias = service.alias();
        if (alias != null) {
          out.add(new Rr(own, ttl, new Rdata.Cname(alias)));
        }
      }
      case CLUSTER_IP -> clusterAddress(service, own, out);
      case HEADLESS -> endpoints(service, own, out);
    }
    return out;
  }

  private void clusterAddress(ServiceRecords service, DnsName own, Set<Rr> out) {
    for (AddressList list : service.addresses()) {
      for (int i = 0; i < list.size(); i++) {
        out.add(address(own, ttl, list, i));
      }
    }
    PortList ports = service.ports();
    for (int i = 0; i < ports.size(); i++) {
      Rdata target = new Rdata.Srv(0, 100, ports.number(i), own);
      out.add(new Rr(own, ttl, target));
      DnsName named = ports.owner(i, own);
      if (named != null) {
        out.add(new Rr(named, ttl, target));
      }
    }
  }

  private void endpoints(ServiceRecords service, DnsName own, Set<Rr> out) {
    Map<String, List<Target>> byPort = new TreeMap<>();
    for (SliceRecords slice : service.slices()) {
      for (int i = 0; i < slice.size(); i++) {
        DnsName name = WireName.name(slice.names(), slice.nameAt(i), slice.nameEnd(i), own);
        out.add(address(own, headlessTtl, slice.addresses(), i));
        if (name != null) {
          out.add(address(name, headlessTtl, slice.addresses(), i));
          ports(slice.ports(), own, name, byPort);
        }
      }
    }
    for (List<Target> targets : byPort.values()) {
      int weight = ServiceLookup.weight(targets.size());
      for (Target t : targets) {
        out.add(new Rr(t.owner, headlessTtl, new Rdata.Srv(0, weight, t.port, t.name)));
      }
    }
  }

  private record Target(DnsName owner, int port, DnsName name) {}

  private static void ports(
      PortList ports, DnsName own, DnsName name, Map<String, List<Target>> byPort) {
    for (int p = 0; p < ports.size(); p++) {
      DnsName named = ports.hasNumber(p) ? ports.owner(p, own) : null;
      if (named != null) {
        byPort
            .computeIfAbsent(named.key(), _ -> new ArrayList<>())
            .add(new Target(named, ports.number(p), name));
      }
    }
  }

  private static Rr address(DnsName owner, int ttl, AddressList list, int index) {
    IpAddress ip = AddressList.address(list.isIpv6(), list.high(index), list.low(index));
    return new Rr(owner, ttl, new Rdata.Address(ip));
  }
}

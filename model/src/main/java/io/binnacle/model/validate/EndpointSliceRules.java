package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Obj;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// EndpointSlice.
final class EndpointSliceRules implements KindRules {
  private static final FieldPath ADDRESS_TYPE = FieldPath.of("addressType");
  private static final List<String> ADDRESS_TYPES = List.of("FQDN", "IPv4", "IPv6");
  private static final int MAX_ENDPOINTS = 1000;
  private static final int MAX_ADDRESSES = 100;
  private static final int MAX_PORTS = 20_000;
  private static final int MAX_TOPOLOGY = 16;
  private static final int MAX_ZONE_HINTS = 8;

  @Override
  public void create(Obj slice, Errors out) {
    ObjectMetaRules.create(slice, true, NameRule.DNS_SUBDOMAIN, out);
    out.requiredOneOf(slice, FieldPath.ROOT, "addressType", ADDRESS_TYPES);
    endpoints(slice.arr("endpoints").objects(), slice.str("addressType"), out);
    ports(slice.arr("ports").objects(), out);
  }

  @Override
  public void update(Obj slice, Obj old, Errors out) {
    ObjectMetaRules.update(slice, old, out);
    create(slice, out);
    if (!slice.str("addressType").equals(old.str("addressType"))) {
      out.invalid(ADDRESS_TYPE, slice.str("addressType"), Errors.IMMUTABLE);
    }
  }

  private static void endpoints(List<Obj> endpoints, String type, Errors out) {
    FieldPath path = FieldPath.of("endpoints");
    if (endpoints.size() > MAX_ENDPOINTS) {
      out.tooMany(path, endpoints.size(), MAX_ENDPOINTS);
      return;
    }
    for (int i = 0; i < endpoints.size(); i++) {
      endpoint(endpoints.get(i), type, path.index(i), out);
    }
  }

  private static void endpoint(Obj endpoint, String type, FieldPath path, Errors out) {
    addresses(endpoint.arr("addresses").strings(), type, path.child("addresses"), out);
    String node = endpoint.strOrNull("nodeName");
    if (node != null) {
      out.invalidEach(path.child("nodeName"), node, Names.isDns1123Subdomain(node));
    }
    Obj topology = endpoint.obj("deprecatedTopology");
    FieldPath topologyPath = path.child("deprecatedTopology");
    if (topology.size() > MAX_TOPOLOGY) {
      out.tooMany(topologyPath, topology.size(), MAX_TOPOLOGY);
    }
    LabelRules.labels(topology, topologyPath, out);
    String hostname = endpoint.strOrNull("hostname");
    if (hostname != null) {
      out.invalidEach(path.child("hostname"), hostname, Names.isDns1123Label(hostname));
    }
    hints(endpoint.obj("hints"), path.child("hints").child("forZones"), out);
  }

  private static void addresses(List<String> addresses, String type, FieldPath path, Errors out) {
    if (addresses.isEmpty()) {
      out.required(path, "must contain at least 1 address");
    } else if (addresses.size() > MAX_ADDRESSES) {
      out.tooMany(path, addresses.size(), MAX_ADDRESSES);
    }
    for (int i = 0; i < addresses.size(); i++) {
      String text = addresses.get(i);
      switch (type) {
        case "IPv4", "IPv6" -> address(text, type, path.index(i), out);
        case "FQDN" -> AddressRules.fullyQualifiedDomainName(text, path.index(i), out);
        default -> {} // the type has been refused already
      }
    }
  }

  private static void address(String text, String family, FieldPath path, Errors out) {
    IpAddress address = AddressRules.ip(text, path, out);
    if (address == null) {
      return;
    }
    if (!address.family().name().equals(family)) {
      out.invalid(path, text, "must be an " + family + " address");
    }
    AddressRules.notSpecial(address, text, path, out);
  }

  private static void hints(Obj hints, FieldPath path, Errors out) {
    List<Obj> zones = hints.arr("forZones").objects();
    if (zones.size() > MAX_ZONE_HINTS) {
      out.tooMany(path, zones.size(), MAX_ZONE_HINTS);
      return;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < zones.size(); i++) {
      String zone = zones.get(i).str("name");
      FieldPath at = path.index(i).child("name");
      if (!seen.add(zone)) {
        out.duplicate(at, zone);
      }
      out.invalidEach(at, zone, Names.isLabelValue(zone));
    }
  }

  private static void ports(List<Obj> ports, Errors out) {
    FieldPath path = FieldPath.of("ports");
    if (ports.size() > MAX_PORTS) {
      out.tooMany(path, ports.size(), MAX_PORTS);
      return;
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      Obj port = ports.get(i);
      FieldPath at = path.index(i);
      String name = port.str("name");
      if (!name.isEmpty()) {
        out.invalidEach(at.child("name"), name, Names.isDns1123Label(name));
      }
      if (!names.add(name)) {
        out.duplicate(at.child("name"), name);
      }
      out.requiredOneOf(port, at, "protocol", AddressRules.PROTOCOLS);
      AddressRules.appProtocol(port.strOrNull("appProtocol"), at.child("appProtocol"), out);
    }
  }
}

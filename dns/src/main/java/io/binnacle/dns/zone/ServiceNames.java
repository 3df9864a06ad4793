package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Everything DNS says about one Service, compiled from the Service and its slices.
///
/// @param nodes what stands at the Service's name and the names below it, by [DnsName#key]
/// @param clusterPointers reverse names of its cluster addresses
/// @param endpointPointers reverse names of its endpoints' addresses
record ServiceNames(
    Map<String, Node> nodes,
    Map<IpAddress, DnsName> clusterPointers,
    Map<IpAddress, List<DnsName>> endpointPointers) {

  static final ServiceNames NONE = new ServiceNames(Map.of(), Map.of(), Map.of());

  /// Compiles `service`.
  ///
  /// @param slices its slices, in any order
  /// @param domain the cluster domain
  static ServiceNames of(ServiceView service, List<SliceView> slices, DnsName domain) {
    DnsName name = domain.below(service.name() + "." + service.namespace() + ".svc");
    return name == null ? NONE : new Compiler(service, name).compile(slices);
  }

  /// One way to reach an endpoint.
  private record Target(DnsName name, int port) {}

  private static final class Compiler {
    private final ServiceView service;
    private final DnsName name;
    private final Map<String, Node.Builder> nodes = new LinkedHashMap<>();
    private final Map<IpAddress, DnsName> clusterPointers = new TreeMap<>();
    private final Map<IpAddress, List<DnsName>> endpointPointers = new TreeMap<>();

    /// SRV records wanted at a name: how many pairs of address and port were considered decides their weight.
    private final Map<DnsName, List<Target>> srv = new LinkedHashMap<>();

    Compiler(ServiceView service, DnsName name) {
      this.service = service;
      this.name = name;
    }

    ServiceNames compile(List<SliceView> slices) {
      if (service.isExternalName()) {
        return alias();
      }
      if (service.isHeadless()) {
        slices.forEach(this::endpoints);
        if (endpointPointers.isEmpty()) {
          return NONE; // no ready endpoint: the name does not exist
        }
      } else {
        clusterAddresses();
        slices.forEach(this::endpoints);
      }
      srv.forEach(this::addSrv);
      Map<String, Node> built = new LinkedHashMap<>();
      nodes.forEach((key, node) -> built.put(key, node.build()));
      return new ServiceNames(built, clusterPointers, endpointPointers);
    }

    private ServiceNames alias() {
      String external = service.externalName();
      DnsName target = IpAddress.parse(external) == null ? DnsName.parse(external) : null;
      return target == null
          ? NONE
          : new ServiceNames(Map.of(name.key(), Node.aliasOf(target)), Map.of(), Map.of());
    }

    private void clusterAddresses() {
      for (String text : service.clusterIps()) {
        IpAddress ip = IpAddress.parse(text);
        if (ip == null) {
          continue;
        }
        at(name).add(new Rdata.Address(ip));
        clusterPointers.put(ip, name);
        for (ServiceView.Port port : service.ports()) {
          wanted(name, new Target(name, port.port()));
          portName(port.name(), port.protocol(), new Target(name, port.port()));
        }
      }
    }

    private void endpoints(SliceView slice) {
      if (!slice.addressType().equals("IPv4") && !slice.addressType().equals("IPv6")) {
        return;
      }
      List<SliceView.Port> ports = slice.ports();
      for (SliceView.Endpoint endpoint : slice.endpoints()) {
        if (!endpoint.isReady()) {
          continue;
        }
        for (String text : endpoint.addresses()) {
          IpAddress ip = IpAddress.parse(text);
          DnsName own = ip == null ? null : name.below(endpointName(endpoint, ip));
          if (ip != null && own != null) {
            endpoint(own, ip, ports);
          }
        }
      }
    }

    private void endpoint(DnsName own, IpAddress ip, List<SliceView.Port> ports) {
      at(own).add(new Rdata.Address(ip));
      List<DnsName> pointers = endpointPointers.computeIfAbsent(ip, _ -> new ArrayList<>());
      if (!pointers.contains(own)) {
        pointers.add(own);
      }
      if (service.isHeadless()) {
        at(name).add(new Rdata.Address(ip));
      }
      for (SliceView.Port port : ports) {
        Integer number = port.port();
        Target target = number == null ? null : new Target(own, number);
        if (target != null) {
          wanted(own, target);
        }
        if (service.isHeadless()) {
          if (target != null) {
            wanted(name, target);
          }
          portName(port.name(), port.protocol(), target);
        }
      }
    }

    /// The names `_port._proto` and `_proto` below the Service; only named ports have them.
    private void portName(String port, String protocol, @Nullable Target target) {
      String proto = "_" + protocol.toLowerCase(Locale.ROOT);
      DnsName byProtocol = name.below(proto);
      DnsName byPort = port.isEmpty() ? null : name.below("_" + port + "." + proto);
      if (byProtocol == null || byPort == null) {
        return;
      }
      at(byProtocol);
      at(byPort);
      if (target != null) {
        wanted(byPort, target);
      }
    }

    private void wanted(DnsName at, Target target) {
      srv.computeIfAbsent(at, _ -> new ArrayList<>()).add(target);
    }

    private void addSrv(DnsName at, List<Target> targets) {
      int weight = Math.max(1, 100 / targets.size());
      Set<Target> distinct = new LinkedHashSet<>(targets);
      for (Target target : distinct) {
        at(at).add(new Rdata.Srv(0, weight, target.port, target.name));
      }
    }

    private Node.Builder at(DnsName at) {
      return nodes.computeIfAbsent(at.key(), _ -> new Node.Builder());
    }

    /// The endpoint's host name, or its address with dashes; a trailing dash would be no label.
    private static String endpointName(SliceView.Endpoint endpoint, IpAddress ip) {
      if (!endpoint.hostname().isEmpty()) {
        return endpoint.hostname();
      }
      String dashed = ip.toString().replace('.', '-').replace(':', '-');
      return dashed.endsWith("-") ? dashed + "0" : dashed;
    }
  }
}

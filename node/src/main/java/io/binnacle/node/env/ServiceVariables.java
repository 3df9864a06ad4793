package io.binnacle.node.env;

import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The variables that tell a container where Services are: `DB_SERVICE_HOST`, `DB_SERVICE_PORT`, and for each port the set Docker
/// links once made: `DB_PORT_5432_TCP_ADDR` and so on.
final class ServiceVariables {
  private static final String MASTER = "kubernetes";

  private ServiceVariables() {}

  /// The variables of the Services a Pod of `namespace` sees. `default/kubernetes` is always among them, the others of its
  /// namespace if it wants `links`.
  static Map<String, String> of(List<ServiceView> services, String namespace, boolean links) {
    Map<String, ServiceView> seen = new LinkedHashMap<>();
    for (ServiceView service : services) {
      if (!service.hasClusterIp() || service.ports().isEmpty()) {
        continue;
      }
      boolean master = service.namespace().equals("default") && service.name().equals(MASTER);
      if (master) {
        seen.putIfAbsent(MASTER, service);
      } else if (links && service.namespace().equals(namespace)) {
        seen.put(service.name(), service);
      }
    }
    List<ServiceView> sorted = new ArrayList<>(seen.values());
    sorted.sort(Comparator.comparing(ServiceView::name));
    Map<String, String> out = new LinkedHashMap<>();
    for (ServiceView service : sorted) {
      add(service, out);
    }
    return out;
  }

  private static void add(ServiceView service, Map<String, String> out) {
    String name = variable(service.name());
    String address = service.clusterIp();
    String bracketed = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    List<ServiceView.Port> ports = service.ports();
    out.put(name + "_SERVICE_HOST", address);
    out.put(name + "_SERVICE_PORT", Integer.toString(ports.getFirst().port()));
    for (ServiceView.Port port : ports) {
      if (!port.name().isEmpty()) {
        out.put(name + "_SERVICE_PORT_" + variable(port.name()), Integer.toString(port.port()));
      }
    }
    for (int i = 0; i < ports.size(); i++) {
      ServiceView.Port port = ports.get(i);
      String protocol = port.protocol().toLowerCase(Locale.ROOT);
      String url = protocol + "://" + bracketed + ":" + port.port();
      if (i == 0) {
        out.put(name + "_PORT", url);
      }
      String prefix = name + "_PORT_" + port.port() + "_" + port.protocol();
      out.put(prefix, url);
      out.put(prefix + "_PROTO", protocol);
      out.put(prefix + "_PORT", Integer.toString(port.port()));
      out.put(prefix + "_ADDR", address);
    }
  }

  private static String variable(String name) {
    String upper = name.replace('-', '_').replace('.', '_').toUpperCase(Locale.ROOT);
    return !upper.isEmpty() && Character.isDigit(upper.charAt(0)) ? "_" + upper : upper;
  }
}

package io.binnacle.server.table;

import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The cells of a Service and of the objects that say where it leads: Endpoints and EndpointSlice.
final class ServiceCells {
  /* A cell lists so many addresses or ports and says how many more there are. */
  private static final int SHOWN = 3;

  private ServiceCells() {}

  static String clusterIp(Obj service) {
    List<String> ips = service.obj("spec").arr("clusterIPs").strings();
    return Cells.orNone(ips.isEmpty() ? "" : ips.getFirst());
  }

  static String externalIp(Obj service) {
    Obj spec = service.obj("spec");
    List<String> fixed = spec.arr("externalIPs").strings();
    return switch (spec.str("type")) {
      case "ClusterIP", "NodePort" -> Cells.orNone(String.join(",", fixed));
      case "LoadBalancer" -> {
        List<String> all = new ArrayList<>(ingress(service));
        all.addAll(fixed);
        yield all.isEmpty() ? "<pending>" : String.join(",", all);
      }
      case "ExternalName" -> spec.str("externalName");
      default -> Ages.UNKNOWN;
    };
  }

  private static Set<String> ingress(Obj service) {
    Set<String> out = new TreeSet<>();
    for (Obj point : service.obj("status").obj("loadBalancer").arr("ingress").objects()) {
      String ip = point.str("ip");
      String reachedBy = ip.isEmpty() ? point.str("hostname") : ip;
      if (!reachedBy.isEmpty()) {
        out.add(reachedBy);
      }
    }
    return out;
  }

  static String ports(Obj service) {
    return Cells.orNone(
        service.obj("spec").arr("ports").objects().stream()
            .map(ServiceCells::port)
            .collect(Collectors.joining(",")));
  }

  private static String port(Obj port) {
    long nodePort = port.integer("nodePort", 0);
    return port.integer("port", 0)
        + (nodePort > 0 ? ":" + nodePort : "")
        + "/"
        + port.str("protocol");
  }

  /// The ready addresses of an Endpoints object, `ip:port` each; once per port as upstream counts them.
  static String endpoints(Obj endpoints) {
    List<Obj> subsets = endpoints.arr("subsets").objects();
    if (subsets.isEmpty()) {
      return Cells.NONE;
    }
    FirstFew list = new FirstFew();
    for (Obj subset : subsets) {
      List<Obj> addresses = subset.arr("addresses").objects();
      List<Obj> ports = subset.arr("ports").objects();
      if (ports.isEmpty()) {
        addresses.forEach(a -> list.add(a.str("ip")));
      }
      for (Obj port : ports) {
        addresses.forEach(a -> list.add(hostPort(a.str("ip"), port.integer("port", 0))));
      }
    }
    return list.text();
  }

  private static String hostPort(String ip, long port) {
    return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port;
  }

  static String slicePorts(Obj slice) {
    FirstFew list = new FirstFew();
    for (Obj port : slice.arr("ports").objects()) {
      list.add(
          switch (port.get("port")) {
            case Int n -> Long.toString(n.value());
            case null, default -> port.get("name") instanceof Str name ? name.value() : "*";
          });
    }
    return list.textOr("<unset>");
  }

  /// The addresses of a slice, whatever their conditions.
  static String sliceEndpoints(Obj slice) {
    FirstFew list = new FirstFew();
    for (Obj endpoint : slice.arr("endpoints").objects()) {
      endpoint.arr("addresses").strings().forEach(list::add);
    }
    return list.textOr("<unset>");
  }

  private static final class FirstFew {
    private final List<String> shown = new ArrayList<>(SHOWN);
    private int count;

    void add(String text) {
      if (count++ < SHOWN) {
        shown.add(text);
      }
    }

    String text() {
      String list = String.join(",", shown);
      return count > SHOWN ? list + " + " + (count - SHOWN) + " more..." : list;
    }

    String textOr(String ifEmpty) {
      String text = text();
      return text.isEmpty() ? ifEmpty : text;
    }
  }
}

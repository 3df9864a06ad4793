package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// `spec.ports` of a Service.
final class ServicePortRules {
  private ServicePortRules() {}

  /// Each port by itself, and their names among each other.
  static void ports(List<Obj> ports, FieldPath path, Errors out) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      Obj port = ports.get(i);
      FieldPath at = path.index(i);
      String name = port.str("name");
      if (!name.isEmpty()) {
        out.invalidEach(at.child("name"), name, Names.isDns1123Label(name));
        if (!names.add(name)) {
          out.duplicate(at.child("name"), name);
        }
      } else if (ports.size() > 1) {
        out.required(at.child("name"));
      }
      AddressRules.portNumber(port.integer("port", 0), at.child("port"), out);
      out.requiredOneOf(port, at, "protocol", AddressRules.PROTOCOLS);
      AddressRules.portNumberOrName(port.get("targetPort"), at.child("targetPort"), out);
      AddressRules.appProtocol(port.strOrNull("appProtocol"), at.child("appProtocol"), out);
    }
  }

  /// Node ports where they may not be, and numbers used twice for one protocol.
  static void uniqueness(List<Obj> ports, FieldPath path, boolean clusterIpOnly, Errors out) {
    for (int i = 0; clusterIpOnly && i < ports.size(); i++) {
      if (ports.get(i).integer("nodePort", 0) != 0) {
        out.forbidden(
            path.index(i).child("nodePort"), "may not be used when `type` is 'ClusterIP'");
      }
    }
    Set<Claim> nodePorts = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      Claim claim = Claim.of(ports.get(i), "nodePort");
      if (claim.number != 0 && !nodePorts.add(claim)) {
        out.duplicate(path.index(i).child("nodePort"), Int.of(claim.number));
      }
    }
    Set<Claim> numbers = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      Claim claim = Claim.of(ports.get(i), "port");
      if (!numbers.add(claim)) {
        out.duplicateGo(path.index(i), GoSyntax.servicePort(claim.protocol, claim.number), "");
      }
    }
  }

  private record Claim(String protocol, long number) {
    static Claim of(Obj port, String field) {
      return new Claim(port.str("protocol"), port.integer(field, 0));
    }
  }
}

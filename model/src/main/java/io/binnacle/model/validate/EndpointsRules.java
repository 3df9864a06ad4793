package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Obj;
import java.util.List;

/// Endpoints, on create and on update alike.
final class EndpointsRules implements KindRules {
  @Override
  public void create(Obj endpoints, Errors out) {
    ObjectMetaRules.create(endpoints, true, NameRule.DNS_SUBDOMAIN, out);
    int i = 0;
    for (Obj subset : endpoints.arr("subsets").objects()) {
      subset(subset, FieldPath.of("subsets").index(i++), out);
    }
  }

  @Override
  public void update(Obj endpoints, Obj old, Errors out) {
    ObjectMetaRules.update(endpoints, old, out);
    create(endpoints, out);
  }

  private static void subset(Obj subset, FieldPath path, Errors out) {
    if (subset.arr("addresses").isEmpty() && subset.arr("notReadyAddresses").isEmpty()) {
      out.required(path, "must specify `addresses` or `notReadyAddresses`");
    }
    for (String list : List.of("addresses", "notReadyAddresses")) {
      int i = 0;
      for (Obj address : subset.arr(list).objects()) {
        address(address, path.child(list).index(i++), out);
      }
    }
    List<Obj> ports = subset.arr("ports").objects();
    for (int i = 0; i < ports.size(); i++) {
      port(ports.get(i), ports.size() > 1, path.child("ports").index(i), out);
    }
  }

  private static void address(Obj address, FieldPath path, Errors out) {
    String text = address.str("ip");
    IpAddress ip = AddressRules.ip(text, path.child("ip"), out);
    String hostname = address.str("hostname");
    if (!hostname.isEmpty()) {
      out.invalidEach(path.child("hostname"), hostname, Names.isDns1123Label(hostname));
    }
    String node = address.strOrNull("nodeName");
    if (node != null) {
      out.invalidEach(path.child("nodeName"), node, Names.isDns1123Subdomain(node));
    }
    if (ip != null) {
      AddressRules.notSpecial(ip, text, path.child("ip"), out);
    } else {
      out.invalid(path.child("ip"), text, "must be a valid IP address");
    }
  }

  private static void port(Obj port, boolean named, FieldPath path, Errors out) {
    String name = port.str("name");
    if (!name.isEmpty()) {
      out.invalidEach(path.child("name"), name, Names.isDns1123Label(name));
    } else if (named) {
      out.required(path.child("name"));
    }
    AddressRules.portNumber(port.integer("port", 0), path.child("port"), out);
    out.requiredOneOf(port, path, "protocol", AddressRules.PROTOCOLS);
    AddressRules.appProtocol(port.strOrNull("appProtocol"), path.child("appProtocol"), out);
  }
}

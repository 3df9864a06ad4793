package io.binnacle.model.validate;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Obj;
import java.util.List;

/// `status.loadBalancer` of a Service.
final class ServiceStatusRules {
  private ServiceStatusRules() {}

  static void loadBalancer(Obj status, FieldPath path, String type, Errors out) {
    FieldPath ingresses = path.child("ingress");
    List<Obj> ingress = status.arr("ingress").objects();
    if (!type.equals("LoadBalancer")) {
      if (!ingress.isEmpty()) {
        out.forbidden(ingresses, "may only be used when `spec.type` is 'LoadBalancer'");
      }
      return;
    }
    for (int i = 0; i < ingress.size(); i++) {
      ingress(ingress.get(i), ingresses.index(i), out);
    }
  }

  private static void ingress(Obj ingress, FieldPath path, Errors out) {
    String ip = ingress.str("ip");
    String ipMode = ingress.strOrNull("ipMode");
    if (!ip.isEmpty()) {
      AddressRules.ip(ip, path.child("ip"), out);
    }
    if (ipMode == null) {
      if (!ip.isEmpty()) {
        out.required(path.child("ipMode"), "must be specified when `ip` is set");
      }
    } else if (ip.isEmpty()) {
      out.forbidden(path.child("ipMode"), "may not be specified when `ip` is not set");
    } else {
      out.oneOf(ingress, path, "ipMode", List.of("Proxy", "VIP"));
    }
    String hostname = ingress.str("hostname");
    if (!hostname.isEmpty()) {
      FieldPath at = path.child("hostname");
      out.invalidEach(at, hostname, Names.isDns1123Subdomain(hostname));
      if (IpAddress.parse(hostname) != null) {
        out.invalid(at, hostname, "must be a DNS name, not an IP address");
      }
    }
  }
}

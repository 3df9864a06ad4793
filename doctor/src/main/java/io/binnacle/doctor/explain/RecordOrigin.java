package io.binnacle.doctor.explain;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Says which object a record comes from.
final class RecordOrigin {
  private final Evidence seen;
  private final DnsName domain;

  RecordOrigin(Evidence seen, DnsName domain) {
    this.seen = seen;
    this.domain = domain;
  }

  /// In words; empty for what comes from no object.
  String of(Rr rr) {
    try {
      return switch (rr.data()) {
        case Rdata.Address(IpAddress ip) -> address(rr.owner(), ip);
        case Rdata.Cname _ -> {
          ObjectKey key = service(rr.owner());
          yield key == null ? "" : "Service " + key + ", spec.externalName";
        }
        case Rdata.Srv(_, _, int port, _) -> port(rr.owner(), port);
        case Rdata.Ptr(DnsName target) -> pointer(target);
        case Rdata.Ns _, Rdata.Txt _, Rdata.Soa _ -> "";
      };
    } catch (NotSeenException e) {
      return "";
    }
  }

  /// The Service a name is of or below, null if it is none's.
  @Nullable ObjectKey service(DnsName name) {
    int labels = name.isUnder(domain) ? name.size() - domain.size() : 0;
    return labels >= 3 && name.label(labels - 1).equals("svc")
        ? new ObjectKey(name.label(labels - 2), name.label(labels - 3))
        : null;
  }

  private String address(DnsName owner, IpAddress ip) {
    ObjectKey key = service(owner);
    if (key == null) {
      return Source.podAt(ip, seen)
          .map(pod -> "the name itself; Pod " + pod.key() + " has the address")
          .orElse("the name itself; no Pod has the address");
    }
    ServiceView service = seen.service(key);
    return service != null
            && service.clusterIps().stream().anyMatch(text -> ip.equals(IpAddress.parse(text)))
        ? "Service " + key + ", spec.clusterIP"
        : endpoint(key, ip);
  }

  private String endpoint(ObjectKey service, IpAddress ip) {
    for (SliceView slice : seen.slices(service)) {
      for (SliceView.Endpoint endpoint : slice.endpoints()) {
        if (endpoint.addresses().stream()
            .map(IpAddress::parse)
            .anyMatch(a -> Objects.equals(a, ip))) {
          var target = endpoint.targetRef();
          return "EndpointSlice "
              + slice.key()
              + (target == null ? "" : ", " + target.kind() + " " + target.name())
              + (endpoint.hostname().isEmpty() ? "" : ", hostname " + endpoint.hostname());
        }
      }
    }
    return "Service " + service;
  }

  private String port(DnsName owner, int port) {
    ObjectKey key = service(owner);
    if (key == null) {
      return "";
    }
    ServiceView service = seen.service(key);
    if (service != null && service.hasClusterIp()) {
      for (ServiceView.Port each : service.ports()) {
        if (each.port() == port) {
          return "Service " + key + ", port " + (each.name().isEmpty() ? port : each.name());
        }
      }
    }
    return "EndpointSlices of Service " + key + ", port " + port;
  }

  private String pointer(DnsName target) {
    ObjectKey key = service(target);
    if (key == null) {
      return "";
    }
    int labels = target.size() - domain.size();
    return labels == 3 ? "Service " + key : "an endpoint of Service " + key;
  }
}

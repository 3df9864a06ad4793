package io.binnacle.dns.zone;

import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rdata;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.zone.SearchMiss.Missing;
import io.binnacle.dns.zone.ServiceRecords.Endpoints;
import io.binnacle.dns.zone.ZoneConfig.PodNames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds out why a name has no answer, for people. Asked for rare answers to clients that can be told.
///
/// What is said is short: an extended error (RFC 8914) travels in the datagram of the answer.
record Explanation(ClusterZone zone) {
  private static final int OTHER = 0;
  private static final byte[] NO_OCTETS = {};

  /// Why `name` is answered with `answer`; null if there is nothing to be said.
  @Nullable Reason of(DnsName name, Answer answer) {
    List<Rr> chain =
        switch (answer) {
          case Answer.NoData(List<Rr> aliases, _) -> aliases;
          case Answer.NxDomain(List<Rr> aliases, _) -> aliases;
          default -> null;
        };
    if (chain == null) {
      return null;
    }
    DnsName last = name;
    if (!chain.isEmpty() && chain.getLast().data() instanceof Rdata.Cname(DnsName target)) {
      boolean circle = target.isUnder(chain.getLast().owner());
      for (Rr alias : chain) {
        circle |= alias.owner().equals(target);
      }
      if (circle) {
        return say("the aliases lead in a circle");
      }
      last = target;
    }
    boolean missing = answer instanceof Answer.NxDomain;
    DnsName domain = zone.config().domainOf(last);
    String text = domain == null ? "" : inDomain(last, last.size() - domain.size(), missing);
    return text.isEmpty() ? null : say(text);
  }

  private static Reason say(String text) {
    return new Reason(OTHER, Reason.cut(text));
  }

  private String inDomain(DnsName name, int labels, boolean missing) {
    String branch = labels == 0 ? "" : name.label(labels - 1);
    if (branch.equals("pod")) {
      return missing ? pod(name, labels) : "";
    }
    if (!branch.equals("svc")) {
      return missing ? search(name, labels, Missing.BRANCH) : "";
    }
    if (labels < 2 || !hasNamespace(name, labels)) {
      return missing ? search(name, labels - 1, Missing.NAMESPACE) : "";
    }
    byte[] key = labels == 2 ? NO_OCTETS : WireName.of(name, labels - 3, labels - 1);
    ServiceRecords service = labels == 2 ? null : zone.service(key, 0, key.length);
    if (service == null) {
      return missing ? search(name, labels - 2, Missing.SERVICE) : "";
    }
    if (!missing) {
      return "";
    }
    return service.exists() ? below(name, labels - 3, service) : nothingAt(service);
  }

  private boolean hasNamespace(DnsName name, int labels) {
    byte[] namespace = WireName.of(name, labels - 2, labels - 1);
    return zone.hasNamespace(namespace, 0, namespace.length);
  }

  private static String search(DnsName name, int labels, Missing missing) {
    byte[] asked = WireName.of(name, 0, labels);
    byte[] out = new byte[SearchMiss.MAX_TEXT];
    int size = SearchMiss.write(asked, asked.length, missing, out, 0);
    return new String(out, 0, size, StandardCharsets.US_ASCII);
  }

  private String pod(DnsName name, int labels) {
    if (zone.config().pods() == PodNames.DISABLED) {
      return "names of Pods are switched off (pods disabled)";
    }
    if (!hasNamespace(name, labels)) {
      return "no such namespace";
    }
    if (labels > 3) {
      return "there are no names below that of a Pod";
    }
    return PodAddress.of(name.label(0)) == null
        ? "the name of a Pod is its address with dashes, such as 10-244-1-8"
        : "no Pod of this namespace has the address";
  }

  /// Why a Service has no name at all.
  private static String nothingAt(ServiceRecords service) {
    String endpoints = endpoints(service);
    return switch (service.kind()) {
      case EXTERNAL_NAME ->
          service.said().isEmpty()
              ? "the Service has no externalName"
              : "externalName "
                  + service.said()
                  + " is no name; addresses need a Service without selector and an EndpointSlice";
      case CLUSTER_IP ->
          service.addressCount() == 0
              ? "the Service has no cluster address yet"
              : endpoints + ", and such Services are left out (ignore empty_service)";
      case HEADLESS -> endpoints;
    };
  }

  private static String endpoints(ServiceRecords service) {
    Endpoints count = service.endpoints();
    if (count.notReady() > 0) {
      String verb = count.notReady() == 1 ? " endpoint, not ready: " : " endpoints, none ready: ";
      return count.notReady() + verb + absent(service);
    }
    if (count.ready() > 0) {
      return "no endpoint has an address of the type its EndpointSlice states";
    }
    if (service.kind() == ServiceRecords.Kind.HEADLESS && !service.said().isEmpty()) {
      return "no Pod with an address carries " + service.said();
    }
    return count.slices() == 0
        ? "no EndpointSlice belongs to the Service"
        : "the Service has no endpoints";
  }

  private static String absent(ServiceRecords service) {
    StringJoiner names = new StringJoiner(", ");
    for (int i = 0; i < service.sliceCount() && names.length() < Reason.MAX_TEXT; i++) {
      if (!service.slice(i).absent().isEmpty()) {
        names.add(service.slice(i).absent());
      }
    }
    return names.toString();
  }

  /// Why there is nothing at a name below a Service.
  private static String below(DnsName name, int below, ServiceRecords service) {
    if (service.kind() == ServiceRecords.Kind.EXTERNAL_NAME) {
      return "there are no names below an ExternalName";
    }
    String first = name.label(0);
    if (below == 2 && first.startsWith("_") || below == 1 && first.startsWith("_")) {
      return ports(service);
    }
    if (below == 2) {
      return "ports are asked for as _name._protocol";
    }
    if (below > 2) {
      return "";
    }
    String absent = absent(service);
    return absent.isEmpty()
        ? "no endpoint of the Service has this name"
        : "no ready endpoint has this name; not ready: " + absent;
  }

  private static String ports(ServiceRecords service) {
    TreeSet<String> names = new TreeSet<>(service.ports().texts());
    for (SliceRecords slice : service.slices()) {
      if (service.kind() == ServiceRecords.Kind.HEADLESS && slice.size() > 0) {
        names.addAll(slice.ports().texts());
      }
    }
    return names.isEmpty()
        ? "the Service has no named ports"
        : "the Service has no such port; it has " + String.join(", ", names);
  }
}

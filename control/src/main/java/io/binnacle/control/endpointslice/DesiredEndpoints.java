package io.binnacle.control.endpointslice;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The endpoints one Service should have in one address family, grouped by the ports they serve: Pods whose named
/// ports resolve differently cannot share a slice.
///
/// @param groups by port list in canonical order; each maps the identity of an endpoint to the endpoint
/// @param missingNodes names of Pods whose node is unknown
record DesiredEndpoints(Map<Arr, Map<String, Obj>> groups, List<String> missingNodes) {

  static DesiredEndpoints of(Observed seen, String family) {
    Map<Arr, Map<String, Obj>> groups = new LinkedHashMap<>();
    List<String> missingNodes = new ArrayList<>();
    for (PodView pod : seen.pods()) {
      if (pod.isTerminal() || pod.podIps().isEmpty()) {
        continue;
      }
      boolean nodeKnown = pod.nodeName().isEmpty() || seen.zones().containsKey(pod.nodeName());
      if (!nodeKnown && !seen.service().publishNotReadyAddresses()) {
        missingNodes.add(pod.name());
        continue;
      }
      Arr addresses = Arr.strings(pod.podIps().stream().filter(ip -> isOf(family, ip)).toList());
      if (!addresses.isEmpty()) {
        Obj endpoint = endpoint(seen, pod, addresses);
        groups
            .computeIfAbsent(ports(seen.service(), pod), _ -> new LinkedHashMap<>())
            .put(identity(endpoint), endpoint);
      }
    }
    return new DesiredEndpoints(groups, missingNodes);
  }

  /// What makes an endpoint the same one although its conditions or its node changed.
  static String identity(Obj endpoint) {
    Obj target = endpoint.obj("targetRef");
    List<String> addresses = endpoint.arr("addresses").strings().stream().sorted().toList();
    return addresses
        + "|"
        + endpoint.str("hostname")
        + "|"
        + target.str("namespace")
        + "/"
        + target.str("name");
  }

  /// The ports of a slice in an order that does not depend on how they were written.
  static Arr canonicalPorts(Arr ports) {
    TreeMap<String, Obj> sorted = new TreeMap<>();
    for (Obj port : ports.objects()) {
      Obj whole = port.with("name", port.str("name")).with("protocol", port.str("protocol", "TCP"));
      sorted.put(whole.str("name") + "|" + whole, whole);
    }
    return Arr.copyOf(sorted.values());
  }

  private static boolean isOf(String family, String ip) {
    return family.equals("IPv6") == ip.contains(":");
  }

  private static Arr ports(ServiceView service, PodView pod) {
    List<Obj> out = new ArrayList<>();
    for (ServiceView.Port port : service.ports()) {
      Integer number = pod.resolve(port.targetPort(), port.protocol());
      if (number == null) {
        continue;
      }
      Obj.Builder slicePort =
          Obj.builder()
              .put("name", port.name())
              .put("protocol", port.protocol())
              .put("port", number);
      if (port.appProtocol() != null) {
        slicePort.put("appProtocol", port.appProtocol());
      }
      out.add(slicePort.build());
    }
    return canonicalPorts(Arr.copyOf(out));
  }

  private static Obj endpoint(Observed seen, PodView pod, Arr addresses) {
    ServiceView service = seen.service();
    boolean serving = pod.isReady();
    boolean terminating = pod.isTerminating();
    boolean ready = service.publishNotReadyAddresses() || serving && !terminating;
    String zone = seen.zones().getOrDefault(pod.nodeName(), "");
    boolean governed = !pod.hostname().isEmpty() && pod.subdomain().equals(service.name());
    boolean hinted =
        ready && !zone.isEmpty() && service.trafficDistribution().equals("PreferClose");
    return Obj.builder()
        .put("addresses", addresses)
        .put(
            "conditions",
            Obj.builder()
                .put("ready", ready)
                .put("serving", serving)
                .put("terminating", terminating)
                .build())
        .putIfPresent(
            "hints", hinted ? Obj.of("forZones", Arr.of(Obj.of("name", Str.of(zone)))) : null)
        .putUnlessEmpty("hostname", governed ? pod.hostname() : "")
        .putUnlessEmpty("nodeName", pod.nodeName())
        .put(
            "targetRef",
            Obj.builder()
                .put("kind", "Pod")
                .put("namespace", pod.namespace())
                .put("name", pod.name())
                .put("uid", pod.uid())
                .build())
        .putUnlessEmpty("zone", zone)
        .build();
  }
}

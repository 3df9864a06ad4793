package io.binnacle.doctor.explain;

import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.view.ObjectReference;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.proxy.plan.Protocol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The endpoints of one Service, in words.
final class Endpoints {

  private final ServiceView service;
  private final List<SliceView> slices;

  Endpoints(Evidence seen, ServiceView service) {
    this.service = service;
    this.slices = seen.slices(service.key());
  }

  /// How many ready ones have a port.
  long ready(String port, Protocol protocol) {
    Set<String> addresses = new HashSet<>();
    for (SliceView slice : slices) {
      if (has(slice, port, protocol)) {
        slice.endpoints().stream()
            .filter(SliceView.Endpoint::isReady)
            .forEach(e -> addresses.add(e.address()));
      }
    }
    return addresses.size();
  }

  private static boolean has(SliceView slice, String port, Protocol protocol) {
    return slice.ports().stream()
        .anyMatch(p -> p.name().equals(port) && p.protocol().equals(protocol.name()));
  }

  /// Why no endpoint can be used: a clause.
  String whyNone(String port, Protocol protocol, IpAddress.Family family) {
    List<SliceView.Endpoint> all = new ArrayList<>();
    slices.stream()
        .filter(s -> s.addressType().equals(family.name()))
        .forEach(s -> all.addAll(s.endpoints()));
    if (all.isEmpty()) {
      String other =
          slices.stream().anyMatch(s -> !s.endpoints().isEmpty()) ? " of family " + family : "";
      return "the Service has no endpoints"
          + other
          + (service.hasSelector() && other.isEmpty()
              ? ", since no Pod with an address carries " + labels()
              : "");
    }
    List<String> notReady =
        all.stream().filter(e -> !e.isReady()).map(Endpoints::called).distinct().toList();
    if (all.stream().noneMatch(SliceView.Endpoint::isReady)) {
      return "none of its endpoints is ready (" + Words.list(notReady) + ")";
    }
    Set<String> ports = new TreeSet<>();
    slices.forEach(s ->
        s.ports()
            .forEach(p ->
                ports.add(
                    (p.name().isEmpty() ? "" : p.name() + " ") + p.port() + "/" + p.protocol())));
    return "no endpoint has a port "
        + (port.isEmpty() ? "without a name" : port)
        + " for "
        + protocol
        + "; they have "
        + (ports.isEmpty() ? "none" : String.join(", ", ports));
  }

  /// The nodes ready ones run on.
  String nodes() {
    Set<String> out = new TreeSet<>();
    for (SliceView slice : slices) {
      slice.endpoints().stream()
          .filter(SliceView.Endpoint::isReady)
          .map(SliceView.Endpoint::nodeName)
          .filter(name -> !name.isEmpty())
          .forEach(out::add);
    }
    return out.isEmpty() ? "no node that is named" : Words.list(List.copyOf(out));
  }

  private String labels() {
    return service.selector().entrySet().stream()
        .map(Map.Entry::toString)
        .collect(Collectors.joining(","));
  }

  private static String called(SliceView.Endpoint endpoint) {
    ObjectReference ref = endpoint.targetRef();
    return ref == null ? endpoint.address() : ref.name();
  }
}

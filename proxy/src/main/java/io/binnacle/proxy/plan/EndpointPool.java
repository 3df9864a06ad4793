package io.binnacle.proxy.plan;

import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.IpAddress.Family;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The endpoints of one Service in one family, merged over its slices and filed by port name and protocol.
final class EndpointPool {

  /// A place to send connections, and what its slice says of it.
  record Candidate(
      Backend backend,
      boolean ready,
      boolean serving,
      boolean terminating,
      List<String> hintZones,
      List<String> hintNodes) {

    /// Whether it is going away but still answers: what is left when nothing is ready.
    boolean lastResort() {
      return serving && terminating;
    }
  }

  private record PortKey(String name, Protocol protocol) {}

  private final Map<PortKey, TreeMap<Backend, Candidate>> byPort = new HashMap<>();

  private EndpointPool() {}

  /// Gathers what `slices` say in `family`. Where two slices list the same address and port, the copy on this node wins,
  /// then the ready one, then the one whose slice comes first by name.
  static EndpointPool of(List<SliceView> slices, Family family, String thisNode) {
    EndpointPool pool = new EndpointPool();
    slices.stream()
        .filter(slice -> slice.addressType().equals(family.name()))
        .sorted(Comparator.comparing(SliceView::name))
        .forEach(slice -> pool.add(slice, family, thisNode));
    return pool;
  }

  /// The candidates of one port, sorted by address and port.
  List<Candidate> candidates(String portName, Protocol protocol) {
    TreeMap<Backend, Candidate> found = byPort.get(new PortKey(portName, protocol));
    return found == null ? List.of() : List.copyOf(found.values());
  }

  private void add(SliceView slice, Family family, String thisNode) {
    List<SliceView.Endpoint> endpoints = slice.endpoints();
    for (SliceView.Port port : slice.ports()) {
      Protocol protocol = Protocol.parse(port.protocol());
      Integer number = port.port();
      if (protocol == null || number == null || number == 0) {
        continue;
      }
      TreeMap<Backend, Candidate> into =
          byPort.computeIfAbsent(new PortKey(port.name(), protocol), _ -> new TreeMap<>());
      for (SliceView.Endpoint endpoint : endpoints) {
        IpAddress address = Addresses.parse(endpoint.address(), family);
        if (address != null) {
          Backend backend = new Backend(address, number, where(endpoint.nodeName(), thisNode));
          merge(into, candidate(backend, endpoint));
        }
      }
    }
  }

  private static Candidate candidate(Backend backend, SliceView.Endpoint endpoint) {
    return new Candidate(
        backend,
        endpoint.isReady(),
        endpoint.isServing(),
        endpoint.isTerminating(),
        endpoint.hintZones(),
        endpoint.hintNodes());
  }

  private static void merge(Map<Backend, Candidate> into, Candidate fresh) {
    Candidate known = into.get(fresh.backend());
    if (known == null || rank(fresh) > rank(known)) {
      // The key carries `where` too: take the old one out first.
      into.remove(fresh.backend());
      into.put(fresh.backend(), fresh);
    }
  }

  private static int rank(Candidate candidate) {
    int here = candidate.backend().where() == Backend.Where.HERE ? 2 : 0;
    return here + (candidate.ready() ? 1 : 0);
  }

  private static Backend.Where where(String nodeName, String thisNode) {
    if (nodeName.isEmpty()) {
      return Backend.Where.UNSTATED;
    }
    return nodeName.equals(thisNode) ? Backend.Where.HERE : Backend.Where.ELSEWHERE;
  }

  /// The addresses of every candidate of a port that still answers.
  List<IpAddress> serving(String portName, Protocol protocol) {
    List<IpAddress> out = new ArrayList<>();
    for (Candidate candidate : candidates(portName, protocol)) {
      if (candidate.serving()) {
        out.add(candidate.backend().address());
      }
    }
    return out;
  }
}

package io.binnacle.doctor.explain;

import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.explain.Legs.To;
import io.binnacle.doctor.explain.PathExplanation.Leg;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.proxy.plan.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ways from outside into the cluster: by load balancers, external addresses and node ports, through any node.
final class OutsideLegs {
  private static final int MOST_NODES = 200;

  private final Evidence seen;
  private final Legs legs;

  OutsideLegs(Evidence seen, Legs legs) {
    this.seen = seen;
    this.legs = legs;
  }

  /// The ways to a Service's port.
  List<Leg> legs(Source source, ServiceView service, ServiceView.Port port, Protocol protocol) {
    List<Leg> out = new ArrayList<>();
    String title = PathExplainer.title(port);
    for (String text : service.virtualIngress()) {
      out.addAll(everywhere(title + ", load balancer " + text, source, text, port, protocol));
    }
    for (String text : service.externalIps()) {
      out.addAll(everywhere(title + ", external address " + text, source, text, port, protocol));
    }
    if (port.nodePort() > 0 && port.nodePort() <= 65_535) {
      out.addAll(nodePorts(title + ", node port " + port.nodePort(), source, port, protocol));
    }
    return out;
  }

  private List<Leg> everywhere(
      String title, Source source, String address, ServiceView.Port port, Protocol protocol) {
    IpAddress to = IpAddress.parse(address);
    IpAddress from = to == null ? null : source.address(to.family());
    if (to == null || from == null) {
      return List.of();
    }
    List<Leg> all = new ArrayList<>();
    for (NodeView node : nodes()) {
      all.add(legs.leg(node.name(), source, node.name(), from, new To(to, port.port(), protocol)));
    }
    return grouped(title, all);
  }

  private List<Leg> nodePorts(
      String title, Source source, ServiceView.Port port, Protocol protocol) {
    List<Leg> all = new ArrayList<>();
    for (NodeView node : nodes()) {
      for (IpAddress to : Source.addresses(node)) {
        IpAddress from = source.address(to.family());
        if (from != null) {
          all.add(
              legs.leg(
                  node.name(), source, node.name(), from, new To(to, port.nodePort(), protocol)));
        }
      }
    }
    return grouped(title, all);
  }

  /// The ways to an address.
  List<Leg> legs(Source source, To to) {
    IpAddress from = source.address(to.address().family());
    if (from == null) {
      throw new NotThereException(source.says() + " has no " + to.address().family() + " address");
    }
    for (NodeView node : nodes()) {
      if (Source.addresses(node).contains(to.address())) {
        return List.of(legs.leg(to.toString(), source, node.name(), from, to));
      }
    }
    ServiceView service = behind(to.address());
    if (service != null && !service.clusterIps().contains(to.address().toString())) {
      List<Leg> all = new ArrayList<>();
      nodes().forEach(node -> all.add(legs.leg(node.name(), source, node.name(), from, to)));
      return grouped(to.toString(), all);
    }
    List<Line> lines =
        List.of(
            service != null
                ? Line.bad(
                    "Door",
                    to.address()
                        + " is the cluster address of Service "
                        + service.key()
                        + ", which only machines of the cluster reach")
                : Line.unknown(
                    "Door",
                    to.address()
                        + " is no door of the cluster: it depends on the network in between"));
    return List.of(
        new Leg(
            to.toString(), lines, List.of(), service != null ? Outcome.FAILS : Outcome.UNKNOWN));
  }

  private @Nullable ServiceView behind(IpAddress address) {
    String text = address.toString();
    for (Obj object : seen.glimpse(ResourceName.SERVICES)) {
      ServiceView service = ServiceView.of(object);
      if (service.clusterIps().contains(text)
          || service.externalIps().contains(text)
          || service.virtualIngress().contains(text)) {
        return service;
      }
    }
    return null;
  }

  private List<NodeView> nodes() {
    return seen.nodes().stream().filter(NodeView::isReady).limit(MOST_NODES).toList();
  }

  /// Nodes that do the same are told of once; the legs' titles are the nodes' names.
  private static List<Leg> grouped(String title, List<Leg> all) {
    Map<String, List<Leg>> groups = new LinkedHashMap<>();
    for (Leg leg : all) {
      StringBuilder key = new StringBuilder(leg.outcome().toString());
      leg.lines().stream()
          .filter(l -> l.mark() == Mark.BAD || l.mark() == Mark.UNKNOWN)
          .forEach(l -> key.append('|').append(l.topic()));
      leg.arrivals()
          .forEach(a ->
              key.append('|').append(a.place()).append(a.probability()).append(a.masqueraded()));
      groups.computeIfAbsent(key.toString(), _ -> new ArrayList<>()).add(leg);
    }
    List<Leg> out = new ArrayList<>();
    for (List<Leg> group : groups.values()) {
      Leg first = group.getFirst();
      String nodes = Words.list(group.stream().map(Leg::title).distinct().toList());
      out.add(
          new Leg(title + ", through " + nodes, first.lines(), first.arrivals(), first.outcome()));
    }
    return out;
  }
}

package io.binnacle.doctor.explain;

import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Rules;
import io.binnacle.doctor.explain.PathExplanation.Leg;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import io.binnacle.proxy.plan.Door;
import io.binnacle.proxy.plan.Fate;
import io.binnacle.proxy.plan.Protocol;
import io.binnacle.proxy.rules.TableState;
import io.binnacle.proxy.trace.Packet;
import io.binnacle.proxy.trace.Trace;
import io.binnacle.proxy.trace.Way;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Follows one packet through one node.
final class Legs {
  private static final int SOURCE_PORT = 40_000;
  private static final int MOST_RULES = 8;

  private final Evidence seen;
  private final Ends ends;
  private final Passages passages;

  Legs(Evidence seen, Ends ends, Passages passages) {
    this.seen = seen;
    this.ends = ends;
    this.passages = passages;
  }

  /// Where a packet goes.
  record To(IpAddress address, int port, Protocol protocol) {
    @Override
    public String toString() {
      return Place.text(address, port) + "/" + protocol;
    }
  }

  /// What a node makes of it.
  ///
  /// @param node whose rules it meets
  /// @param from the sender's address, of the family of `to`
  Leg leg(String title, Source source, String node, IpAddress from, To to) {
    try {
      return walked(title, source, node, from, to);
    } catch (IllegalArgumentException e) {
      // Objects no API server would have taken: an address or a name that fits into no rule.
      String says = "the objects make no rules: " + e.getMessage();
      return new Leg(title, List.of(Line.unknown("Rule", says)), List.of(), Outcome.UNKNOWN);
    }
  }

  private Leg walked(String title, Source source, String node, IpAddress from, To to) {
    List<Line> lines = new ArrayList<>();
    NodeTable table = NodeTable.of(seen, node, to.address, to.port);
    Packet packet = new Packet(to.protocol, from, SOURCE_PORT, to.address, to.port, cameBy(source));
    Trace planned = table.trace(packet);
    NodeTable.Claimed door = table.door(to.address, to.protocol, to.port);
    ServiceView service = serviceAt(to.address, door);
    lines.add(door(door, service, to, node));
    Trace real = planned;
    Rules read = NodeTable.read(seen, node);
    TableState state = read == null ? table.state() : Kernel.table(read, to.address.family());
    if (read != null) {
      Kernel.Compared compared = Kernel.compare(read, packet, planned);
      lines.addAll(compared.lines());
      real = compared.trace() == null ? new Trace(List.of()) : compared.trace();
    }
    if (state != null) {
      lines.addAll(rule(state, real, to));
    }
    if (door != null && service != null) {
      lines.addAll(choices(door, service, node, source));
    }
    lines.addAll(unanswered(real, table, door, service, node, source, to));
    List<Arrival> arrivals = arrivals(real, table, service, to);
    if (!arrivals.isEmpty()) {
      lines.add(sender(arrivals, from));
    }
    lines.addAll(passages.judge(source, from, arrivals, to.protocol));
    return new Leg(title, lines, arrivals, outcome(lines, arrivals));
  }

  private static String cameBy(Source source) {
    return source.sentByNode() ? "" : source.isOutside() ? "eth0" : "pod";
  }

  private @Nullable ServiceView serviceAt(IpAddress address, NodeTable.@Nullable Claimed door) {
    for (Obj object : seen.glimpse(ResourceName.SERVICES)) {
      ServiceView service = ServiceView.of(object);
      boolean itsDoor =
          door == null
              ? service.clusterIps().contains(address.toString())
              : service.key().equals(door.owner()) && door.door().kind() != Door.Kind.HOST_PORT;
      if (itsDoor) {
        return service;
      }
    }
    return null;
  }

  private Line door(
      NodeTable.@Nullable Claimed door, @Nullable ServiceView service, To to, String node) {
    if (door != null) {
      String kind =
          switch (door.door().kind()) {
            case CLUSTER_IP -> "ClusterIP";
            case EXTERNAL_IP -> "external IP";
            case LOAD_BALANCER -> "load balancer";
            case NODE_PORT -> "NodePort on node " + node;
            case HOST_PORT -> "hostPort of Pod " + door.owner();
          };
      String name = door.port().name().isEmpty() ? "" : ", port " + door.port().name();
      return Line.good(
          "Door",
          to + ": " + kind + (service == null ? "" : " of Service " + service.key() + name));
    }
    if (service != null && service.ports().stream().noneMatch(p -> matches(p, to))) {
      return Line.bad(
          "Door",
          "Service "
              + service.key()
              + " has no port "
              + to.port
              + "/"
              + to.protocol
              + "; it has "
              + ports(service));
    }
    if (service != null) {
      return Line.good("Door", to + ": Service " + service.key() + ", a socket of node " + node);
    }
    boolean inRange = seen.facts().serviceRanges().stream().anyMatch(r -> r.contains(to.address));
    return inRange
        ? Line.bad("Door", "no Service has the address " + to.address)
        : Line.note("Door", to + " is no Service's: it goes there as it is");
  }

  private static boolean matches(ServiceView.Port port, To to) {
    return port.port() == to.port && port.protocol().equals(to.protocol.name());
  }

  /// `http 80/TCP, metrics 9090/TCP`.
  static String ports(ServiceView service) {
    List<String> out = new ArrayList<>();
    for (ServiceView.Port port : service.ports()) {
      String name = port.name().isEmpty() ? "" : port.name() + " ";
      out.add(name + port.port() + "/" + port.protocol());
    }
    return out.isEmpty() ? "no ports" : String.join(", ", out);
  }

  private static List<Line> rule(TableState state, Trace trace, To to) {
    String element = NodeTable.element(state, to.address, to.protocol, to.port);
    Set<String> path = new LinkedHashSet<>();
    trace.ways().forEach(way -> way.path().stream().filter(Legs::decides).forEach(path::add));
    if (element.isEmpty() && path.isEmpty()) {
      return List.of();
    }
    List<String> more = new ArrayList<>(path);
    if (more.size() > MOST_RULES) {
      more = new ArrayList<>(more.subList(0, MOST_RULES));
      more.add("and " + (path.size() - MOST_RULES) + " more");
    }
    String says = element.isEmpty() ? "no element of map services" : element;
    return List.of(new Line(Mark.NOTE, "Rule", "table " + state.id() + ", " + says, more));
  }

  /// Hooks and the look-up of the door only lead to the chains that decide, and what they do to the sender's address is told elsewhere; remembering comes after.
  private static boolean decides(String rule) {
    return !rule.startsWith("nat-")
        && !rule.startsWith("remember")
        && !rule.endsWith(" vmap @services");
  }

  private List<Line> choices(
      NodeTable.Claimed door, ServiceView service, String node, Source source) {
    List<Line> out = new ArrayList<>();
    boolean inside = door.door().kind() == Door.Kind.CLUSTER_IP;
    if (inside ? service.internalTrafficLocal() : service.externalTrafficLocal()) {
      out.add(
          Line.note(
              "Policy",
              inside
                  ? "internalTrafficPolicy Local: endpoints on node " + node + " only"
                  : "externalTrafficPolicy Local: endpoints on node "
                      + node
                      + " only"
                      + (source.isOutside() ? "" : ", but not for this sender, who is inside")));
    } else if (forward(door.door().fate()) instanceof Fate.Forward(var backends)) {
      long ready = new Endpoints(seen, service).ready(door.port().name(), door.port().protocol());
      if (ready > backends.size()) {
        out.add(
            Line.note(
                "Zone",
                "topology hints leave "
                    + backends.size()
                    + " of "
                    + ready
                    + " ready endpoints to node "
                    + node));
      }
      if (ready == 0) {
        out.add(
            Line.note("Choice", "no endpoint is ready: those that still serve while terminating"));
      }
    }
    if (door.port().affinitySeconds() > 0) {
      out.add(
          Line.note(
              "Affinity",
              "ClientIP: a client keeps its endpoint for "
                  + door.port().affinitySeconds()
                  + " s after its last new connection"));
    }
    return out;
  }

  private static Fate forward(Fate fate) {
    return fate instanceof Fate.ByOrigin split ? split.inside() : fate;
  }

  private List<Line> unanswered(
      Trace trace,
      NodeTable table,
      NodeTable.@Nullable Claimed door,
      @Nullable ServiceView service,
      String node,
      Source source,
      To to) {
    Set<Line> out = new LinkedHashSet<>();
    for (Way way : trace.ways()) {
      switch (way.end()) {
        case REJECTED ->
            out.add(
                Line.bad(
                    "Refused",
                    "connection refused at once" + because(door, service, node, source, to)));
        case DROPPED ->
            out.add(
                Line.bad(
                    "Dropped",
                    "no answer, the packet is dropped" + because(door, service, node, source, to)));
        case PASSED -> {
          if (table.local().contains(way.destination()) && door == null && service != null) {
            out.add(Line.good("Socket", "a process on node " + node + " answers there"));
          }
        }
        case TRANSLATED -> {}
      }
    }
    return List.copyOf(out);
  }

  private String because(
      NodeTable.@Nullable Claimed door,
      @Nullable ServiceView service,
      String node,
      Source source,
      To to) {
    if (door == null || service == null) {
      return "";
    }
    IpAddress from = source.address(to.address.family());
    if (!door.door().admitted().isEmpty()
        && from != null
        && door.door().admitted().stream().noneMatch(r -> r.contains(from))) {
      return ": " + from + " is not in loadBalancerSourceRanges";
    }
    Endpoints endpoints = new Endpoints(seen, service);
    return switch (door.door().fate()) {
      case Fate.Reject _ ->
          ": " + endpoints.whyNone(door.port().name(), door.port().protocol(), to.address.family());
      case Fate.Drop _, Fate.ByOrigin _ ->
          ": no endpoint runs on node " + node + "; they run on " + endpoints.nodes();
      case Fate.Forward _ -> "";
    };
  }

  private List<Arrival> arrivals(
      Trace trace, NodeTable table, @Nullable ServiceView service, To to) {
    record Goal(IpAddress address, int port, boolean masqueraded) {}
    Map<Goal, Double> goals = new LinkedHashMap<>();
    boolean translated = false;
    for (Way way : trace.ways()) {
      boolean passes = way.end() == Way.End.PASSED;
      translated |= way.end() == Way.End.TRANSLATED;
      if (way.end() == Way.End.TRANSLATED || passes && isArrival(table, service, way)) {
        goals.merge(
            new Goal(way.destination(), way.port(), way.masqueraded()),
            way.probability(),
            Double::sum);
      }
    }
    ServiceView through = translated ? service : null;
    List<Arrival> out = new ArrayList<>();
    goals.forEach((goal, probability) ->
        out.add(
            ends.at(goal.address, goal.port, to.protocol, probability, goal.masqueraded, through)));
    out.sort(
        Comparator.comparingDouble((Arrival a) -> -a.probability())
            .thenComparing(Arrival::address)
            .thenComparingInt(Arrival::port));
    return out;
  }

  /// A packet that passes untouched arrives where it was sent, unless that is an address nobody has.
  private static boolean isArrival(NodeTable table, @Nullable ServiceView service, Way way) {
    return service == null && !table.local().contains(way.destination());
  }

  private static Line sender(List<Arrival> arrivals, IpAddress from) {
    boolean all = arrivals.stream().allMatch(Arrival::masqueraded);
    boolean none = arrivals.stream().noneMatch(Arrival::masqueraded);
    return Line.note(
        "Sender",
        none
            ? "arrives with its own address, " + from
            : all
                ? "arrives with the node's address (masqueraded)"
                : "arrives with its own address, " + from + ", except where it says masqueraded");
  }

  /// How a way ends.
  static Outcome outcome(List<Line> lines, List<Arrival> arrivals) {
    boolean bad =
        lines.stream().anyMatch(l -> l.mark() == Mark.BAD)
            || arrivals.stream().anyMatch(a -> a.mark() == Mark.BAD);
    if (bad) {
      return Outcome.FAILS;
    }
    boolean unknown =
        lines.stream().anyMatch(l -> l.mark() == Mark.UNKNOWN)
            || arrivals.stream().anyMatch(a -> a.mark() == Mark.UNKNOWN);
    boolean socket = lines.stream().anyMatch(l -> l.topic().equals("Socket"));
    return unknown
        ? Outcome.UNKNOWN
        : arrivals.isEmpty() && !socket ? Outcome.FAILS : Outcome.REACHES;
  }
}

package io.binnacle.doctor.explain;

import io.binnacle.dns.name.RrType;
import io.binnacle.doctor.check.common.Resolver;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.explain.Legs.To;
import io.binnacle.doctor.explain.PathExplanation.Leg;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import io.binnacle.proxy.plan.Protocol;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Follows the first packet of a connection from where it is sent to where it arrives.
public final class PathExplainer {
  private static final int MOST_ALIASES = 5;
  private static final int DNS_PORT = 53;

  private final Evidence seen;
  private final Legs legs;
  private final HeadlessLegs headless;
  private final OutsideLegs outside;
  private final Supplier<NameExplainer> names;

  public PathExplainer(Evidence seen) {
    this.seen = seen;
    Ends ends = new Ends(seen);
    Passages passages = new Passages(seen, ends);
    this.legs = new Legs(seen, ends, passages);
    this.headless = new HeadlessLegs(seen, ends, passages);
    this.outside = new OutsideLegs(seen, legs);
    this.names = () -> new NameExplainer(seen);
  }

  /// What becomes of a packet.
  ///
  /// @throws NotThereException if the sender does not exist or sends nothing, or the destination makes no sense
  /// @throws NotSeenException if what decides was not seen
  public PathExplanation explain(Place from, Place to) {
    Source source = Source.of(from, seen);
    return switch (to) {
      case Place.OfService service -> toService(source, service, Set.of());
      case Place.At(IpAddress address, int port, Protocol protocol) ->
          toAddress(source, new To(address, port, protocol == null ? Protocol.TCP : protocol));
      case Place.OfPod _, Place.OfNode _, Place.Outside _ ->
          throw new NotThereException("packets are sent to svc/NAME or ADDRESS:PORT");
    };
  }

  private PathExplanation toService(Source source, Place.OfService wanted, Set<ObjectKey> aliases) {
    ServiceView service = seen.service(wanted.key());
    if (service == null) {
      return missing(source, wanted.key());
    }
    seen.slices(service.key()); // or there is nothing to be said
    String title = "Service " + service.key() + ", " + kind(service);
    List<Line> lines = new ArrayList<>();
    if (source.pod() != null) {
      lines.add(name(source, service));
      lines.addAll(dns(source));
    }
    if (service.isExternalName()) {
      return alias(source, wanted, service, lines, aliases);
    }
    List<ServiceView.Port> ports = ports(service, wanted);
    if (ports.isEmpty()) {
      lines.add(
          Line.bad(
              "Port",
              "the Service has no port " + wanted.port() + "; it has " + Legs.ports(service)));
      return finish(source, title, lines, List.of(), service);
    }
    List<Leg> out = new ArrayList<>();
    for (ServiceView.Port port : ports) {
      Protocol protocol = Protocol.parse(port.protocol());
      if (protocol == null || port.port() < 1 || port.port() > 65_535) {
        lines.add(Line.bad("Port", "port " + port.port() + "/" + port.protocol() + " is none"));
      } else if (source.isOutside()) {
        out.addAll(outside.legs(source, service, port, protocol));
      } else if (service.isHeadless()) {
        out.addAll(headless.legs(source, service, port, protocol));
      } else {
        out.addAll(inside(source, service, port, protocol));
      }
    }
    if (out.isEmpty() && lines.stream().noneMatch(l -> l.mark() == Mark.BAD)) {
      lines.add(unreachable(source, service));
    }
    return finish(source, title, lines, out, service);
  }

  private static Line unreachable(Source source, ServiceView service) {
    if (source.isOutside()) {
      return Line.bad(
          "Door",
          service.type() == ServiceView.Type.LOAD_BALANCER
              ? "no load balancer has given the Service an address yet"
              : "the Service has no door for machines outside the cluster: its type is "
                  + kind(service));
    }
    return service.hasClusterIp()
        ? Line.bad(
            "Door",
            "the sender has no address of the Service's family: "
                + source.addresses()
                + " and "
                + service.clusterIps())
        : Line.bad("Door", "the Service has no cluster address yet");
  }

  private static String kind(ServiceView service) {
    return service.isHeadless() ? "headless" : service.type().wire();
  }

  private PathExplanation missing(Source source, ObjectKey key) {
    List<String> near = new ArrayList<>();
    for (Obj object : seen.all(ResourceName.SERVICES, key.namespace())) {
      if (near(Meta.name(object), key.name())) {
        near.add(Meta.name(object));
      }
    }
    for (Obj object : seen.glimpse(ResourceName.SERVICES)) {
      if (Meta.name(object).equals(key.name())) {
        near.add(ObjectKey.of(object).toString());
      }
    }
    String says =
        "there is no Service " + key + (near.isEmpty() ? "" : "; there is " + Words.list(near));
    return new PathExplanation(
        source.says(),
        "Service " + key,
        List.of(Line.bad("Service", says)),
        List.of(),
        Outcome.FAILS,
        "Does not reach it: " + says + ".",
        List.of());
  }

  /// Whether the names differ by one letter, or by two that have changed places, or one begins with the other.
  private static boolean near(String a, String b) {
    if (a.startsWith(b + "-") || b.startsWith(a + "-")) {
      return true;
    }
    int from = 0;
    while (from < Math.min(a.length(), b.length()) && a.charAt(from) == b.charAt(from)) {
      from++;
    }
    int back = 0;
    while (back < Math.min(a.length(), b.length()) - from
        && a.charAt(a.length() - 1 - back) == b.charAt(b.length() - 1 - back)) {
      back++;
    }
    int leftA = a.length() - from - back;
    int leftB = b.length() - from - back;
    boolean swapped =
        leftA == 2
            && leftB == 2
            && a.charAt(from) == b.charAt(from + 1)
            && a.charAt(from + 1) == b.charAt(from);
    return leftA <= 1 && leftB <= 1 || swapped;
  }

  private static List<ServiceView.Port> ports(ServiceView service, Place.OfService wanted) {
    return service.ports().stream()
        .filter(p ->
            wanted.port().isEmpty()
                || p.name().equals(wanted.port())
                || Integer.toString(p.port()).equals(wanted.port()))
        .filter(p -> wanted.protocol() == null || p.protocol().equals(wanted.protocol().name()))
        .toList();
  }

  private Line name(Source source, ServiceView service) {
    if (source.pod() == null) {
      throw new IllegalArgumentException("nodes resolve no names of the cluster");
    }
    boolean near = source.pod().namespace().equals(service.namespace());
    String name = near ? service.name() : service.name() + "." + service.namespace();
    boolean v6 = !service.ipFamilies().isEmpty() && service.ipFamilies().getFirst().equals("IPv6");
    int type = v6 ? RrType.AAAA : RrType.A;
    NameExplanation explained;
    try {
      explained = names.get().explain(name, type, Asker.of(source.pod(), seen));
    } catch (NotSeenException e) {
      return Line.unknown("DNS", e.missing());
    }
    Mark mark =
        switch (explained.outcome()) {
          case REACHES -> Mark.GOOD;
          case FAILS -> Mark.BAD;
          case UNKNOWN -> service.isExternalName() ? Mark.NOTE : Mark.UNKNOWN;
        };
    NameExplanation.Try last = explained.tries().getLast();
    if (mark == Mark.GOOD) {
      List<String> more =
          last.records().stream()
              .limit(3)
              .map(r -> r.record() + (r.from().isEmpty() ? "" : "   (" + r.from() + ")"))
              .toList();
      return new Line(
          mark,
          "DNS",
          name
              + " is "
              + last.name()
              + ", "
              + last.records().size()
              + (last.records().size() == 1 ? " record" : " records"),
          more);
    }
    String why =
        explained.tries().stream()
            .map(NameExplanation.Try::why)
            .filter(w -> !w.isEmpty())
            .findFirst()
            .orElse(last.result());
    return new Line(mark, "DNS", name + " does not resolve to an address: " + why, List.of());
  }

  /// What keeps a Pod from reaching the cluster DNS; nothing if it can.
  private List<Line> dns(Source source) {
    ServiceView dns = Resolver.dnsService(seen);
    if (source.pod() == null
        || Asker.of(source.pod(), seen).asks() != Asker.Asks.CLUSTER
        || dns == null
        || !seen.sees(ResourceName.ENDPOINT_SLICES, dns.namespace())) {
      return List.of();
    }
    List<Line> out = new ArrayList<>();
    IpAddress address = IpAddress.parse(dns.clusterIp());
    IpAddress from = address == null ? null : source.address(address.family());
    if (address != null && from != null) {
      To to = new To(address, DNS_PORT, Protocol.UDP);
      Leg leg = legs.leg("", source, source.node(), from, to);
      boolean none = leg.arrivals().stream().noneMatch(a -> a.mark() != Mark.BAD);
      for (Line line : leg.lines()) {
        if (line.mark() == Mark.BAD && !line.topic().equals("Kernel")) {
          out.add(
              new Line(
                  Mark.BAD, "DNS", "the cluster DNS does not answer: " + line.says(), line.more()));
        }
      }
      if (out.isEmpty() && !leg.arrivals().isEmpty() && none) {
        Arrival first = leg.arrivals().getFirst();
        out.add(
            Line.bad(
                "DNS", "the cluster DNS does not answer: " + first.place() + " " + first.says()));
      }
    }
    return out;
  }

  private List<Leg> inside(
      Source source, ServiceView service, ServiceView.Port port, Protocol protocol) {
    List<Leg> out = new ArrayList<>();
    for (String text : service.clusterIps()) {
      IpAddress address = IpAddress.parse(text);
      IpAddress from = address == null ? null : source.address(address.family());
      if (address != null && from != null) {
        To to = new To(address, port.port(), protocol);
        out.add(legs.leg(title(port) + ", " + address, source, source.node(), from, to));
      }
    }
    return out;
  }

  /// `http 80/TCP`.
  static String title(ServiceView.Port port) {
    String name = port.name().isEmpty() ? "" : port.name() + " ";
    return name + port.port() + "/" + port.protocol();
  }

  /// An alias of a Service of the cluster leads on there; of any other name, nobody knows where to.
  private PathExplanation alias(
      Source source,
      Place.OfService wanted,
      ServiceView service,
      List<Line> lines,
      Set<ObjectKey> aliases) {
    String title = "Service " + service.key() + ", ExternalName";
    ObjectKey target = target(service.externalName());
    if (target == null || source.isOutside()) {
      return finish(source, title, lines, List.of(external(service)), service);
    }
    Set<ObjectKey> all = new HashSet<>(aliases);
    all.add(service.key());
    if (all.contains(target) || all.size() > MOST_ALIASES) {
      String what = all.contains(target) ? "lead in a circle, back" : "lead on and on, the last";
      lines.add(Line.bad("Alias", "the aliases " + what + " to Service " + target));
      return finish(source, title, lines, List.of(), service);
    }
    lines.removeIf(l -> l.topic().equals("DNS"));
    lines.add(Line.note("Alias", "the name is an alias of Service " + target));
    Place.OfService next = new Place.OfService(target, wanted.port(), wanted.protocol());
    PathExplanation behind = toService(source, next, all);
    lines.addAll(behind.lines());
    return new PathExplanation(
        source.says(), title, lines, behind.legs(), behind.outcome(), behind.says(), behind.next());
  }

  /// The Service a name of the cluster domain is of, null if of none.
  private @Nullable ObjectKey target(String name) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    String suffix = ".svc." + seen.facts().domain();
    String[] labels =
        bare.endsWith(suffix)
            ? bare.substring(0, bare.length() - suffix.length()).split("\\.", -1)
            : new String[0];
    return labels.length == 2 ? new ObjectKey(labels[1], labels[0]) : null;
  }

  private static Leg external(ServiceView service) {
    List<Line> lines = new ArrayList<>();
    String name = service.externalName();
    if (name.isEmpty()) {
      lines.add(Line.bad("Alias", "the Service names nothing: spec.externalName is empty"));
    } else if (IpAddress.parse(name) != null) {
      lines.add(Line.bad("Alias", name + " is an address, and an alias needs a name"));
    } else {
      lines.add(
          Line.unknown("Alias", "the name is an alias of " + name + ": the way goes on there"));
      lines.add(Line.note("Port", "no port is translated: clients connect to the port they name"));
    }
    return new Leg("alias of " + name, lines, List.of(), outcome(lines));
  }

  private static Outcome outcome(List<Line> lines) {
    if (lines.stream().anyMatch(l -> l.mark() == Mark.BAD)) {
      return Outcome.FAILS;
    }
    return lines.stream().anyMatch(l -> l.mark() == Mark.UNKNOWN)
        ? Outcome.UNKNOWN
        : Outcome.REACHES;
  }

  private PathExplanation toAddress(Source source, To to) {
    List<Leg> out;
    if (source.isOutside()) {
      out = outside.legs(source, to);
    } else {
      IpAddress from = source.address(to.address().family());
      if (from == null) {
        throw new NotThereException(
            source.says() + " has no " + to.address().family() + " address");
      }
      out = List.of(legs.leg(to.toString(), source, source.node(), from, to));
    }
    return finish(source, to.toString(), List.of(), out, null);
  }

  private static PathExplanation finish(
      Source source,
      String title,
      List<Line> lines,
      List<Leg> legs,
      @Nullable ServiceView service) {
    Outcome outcome = outcome(lines);
    if (source.isOutside() && !legs.isEmpty()) {
      Outcome any = Outcome.FAILS;
      for (Leg leg : legs) {
        any = any.or(leg.outcome());
      }
      outcome = outcome.and(any);
    } else {
      for (Leg leg : legs) {
        outcome = outcome.and(leg.outcome());
      }
    }
    List<String> next =
        outcome == Outcome.REACHES || service == null
            ? List.of()
            : List.of(Ending.doctor(service.key()));
    return new PathExplanation(
        source.says(), title, lines, legs, outcome, Ending.says(outcome, lines, legs), next);
  }
}

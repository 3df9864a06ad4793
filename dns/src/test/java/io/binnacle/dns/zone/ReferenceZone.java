package io.binnacle.dns.zone;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A zone of records made of Services, where that can be done: what owns addresses becomes a headless Service or one of its
/// endpoints, what owns an alias one of type ExternalName.
///
/// A Service's name has two labels in front of `svc.cluster.local`. So the zone becomes a namespace, the whole of `svc`, or the
/// cluster domain, whichever has its names where Services are.
public final class ReferenceZone {
  /// A record of the zone.
  ///
  /// @param name absolute, lower case, with its last dot, as is `data` where that is a name
  public record Line(String name, String type, String data) {}

  private static final List<String> SUFFIXES =
      List.of("default.svc.cluster.local.", "svc.cluster.local.", "cluster.local.");
  private static final Set<String> OWN = Set.of("svc", "pod", "dns", "dns-version");

  private final String apex;
  private final List<Line> lines;
  private final int depth;
  private final String branch;

  private ReferenceZone(String apex, List<Line> lines, int depth, String branch) {
    this.apex = apex;
    this.lines = lines;
    this.depth = depth;
    this.branch = branch;
  }

  /// A zone that can be made of Services.
  ///
  /// @param whyNot null if it can
  public record Attempt(@Nullable ReferenceZone zone, String whyNot) {}

  /// Makes a zone of the records that have a say in the answer for `asked`: those at that name and the names it is an alias of,
  /// above them, below them, and wildcards beside them. Those of the apex are left out.
  public static Attempt of(String apex, List<Line> all, String asked) {
    List<Line> below = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>(Set.of(asked));
    for (int before = -1; before < names.size(); ) {
      before = names.size();
      below = all.stream().filter(line -> names.stream().anyMatch(n -> hasASay(line, n))).toList();
      for (Line line : below) {
        if (line.type().equals("CNAME") && names.contains(line.name())) {
          names.add(line.data());
        }
      }
    }
    for (Line line : below) {
      boolean atApex = line.name().equals(apex);
      if (line.name().startsWith("*.")) {
        return new Attempt(null, "a wildcard");
      }
      switch (line.type()) {
        case "A", "AAAA", "CNAME", "SOA" -> {}
        case "NS" -> {
          if (!atApex) {
            return new Attempt(null, "a delegation");
          }
        }
        default -> {
          if (!atApex || line.type().equals("DNAME")) {
            return new Attempt(null, "a " + line.type() + " record");
          }
        }
      }
    }
    below = below.stream().filter(line -> !line.name().equals(apex)).toList();
    String whyNot = "";
    for (int depth = 1; depth <= SUFFIXES.size(); depth++) {
      ReferenceZone zone = new ReferenceZone(apex, below, depth, branch(apex, below));
      whyNot = zone.whyNot();
      if (whyNot.isEmpty()) {
        return new Attempt(zone, "");
      }
    }
    return new Attempt(null, whyNot);
  }

  private static boolean hasASay(Line line, String name) {
    String owner = line.name().startsWith("*.") ? line.name().substring(2) : line.name();
    return isUnder(name, owner) || isUnder(line.name(), name);
  }

  private static boolean isUnder(String name, String ancestor) {
    return name.equals(ancestor) || name.endsWith("." + ancestor);
  }

  private static String branch(String apex, List<Line> lines) {
    return lines.isEmpty() ? "" : relative(apex, lines.getFirst().name()).getLast();
  }

  private static List<String> relative(String apex, String name) {
    String front = name.substring(0, name.length() - apex.length());
    return front.isEmpty() ? List.of() : List.of(front.split("\\."));
  }

  private String whyNot() {
    for (Line line : lines) {
      List<String> labels = relative(apex, line.name());
      boolean endpoint = labels.size() == depth + 1;
      if (depth == 3 && !labels.getLast().equals(branch)) {
        return "names where no Services are";
      }
      if (labels.size() != depth && !endpoint) {
        return "names where no Services are";
      }
      if (endpoint && !serviceHas(line)) {
        return "an endpoint's address that is not its Service's";
      }
    }
    return "";
  }

  private boolean serviceHas(Line endpoint) {
    String service = endpoint.name().substring(endpoint.name().indexOf('.') + 1);
    return lines.contains(new Line(service, endpoint.type(), endpoint.data()))
        && !endpoint.type().equals("CNAME");
  }

  /// Where a name of the zone stands in the cluster's; other names stay.
  public String name(String name) {
    if (!name.equals(apex) && !name.endsWith("." + apex)) {
      return name;
    }
    List<String> labels = new ArrayList<>(relative(apex, name));
    if (depth == 3 && !labels.isEmpty()) {
      String first = labels.removeLast();
      labels.add(first.equals(branch) ? "svc" : OWN.contains(first) ? "other-" + first : first);
    }
    labels.add(SUFFIXES.get(depth - 1));
    return String.join(".", labels);
  }

  /// The Services, and the namespaces they are in.
  public ClusterZone snapshot() {
    ZoneEditor editor =
        new ZoneEditor(Zones.config(ZoneConfig.PodNames.DISABLED), InstantSource.fixed(Zones.NOW));
    TreeMap<String, Set<Line>> services = new TreeMap<>();
    for (Line line : lines) {
      List<String> labels = relative(apex, line.name());
      String own =
          name(String.join(".", labels.subList(labels.size() - depth, labels.size())) + "." + apex);
      services.computeIfAbsent(own, _ -> new LinkedHashSet<>()).add(line);
    }
    editor.namespace("default", true);
    services.forEach((name, records) -> service(editor, name, records));
    return editor.snapshot(true);
  }

  private void service(ZoneEditor editor, String name, Collection<Line> records) {
    String service = name.split("\\.")[0];
    String namespace = name.split("\\.")[1];
    editor.namespace(namespace, true);
    String spec = "'clusterIP':'None'";
    List<String> slices = new ArrayList<>();
    for (Line line : records) {
      if (line.type().equals("CNAME")) {
        spec = "'type':'ExternalName','externalName':'%s'".formatted(name(line.data()));
        continue;
      }
      boolean endpoint = relative(apex, line.name()).size() > depth;
      slices.add(
          "{'addressType':'%s','ports':[],'endpoints':[{'addresses':['%s'],'hostname':'%s','conditions':{'ready':true}}]}"
              .formatted(
                  line.type().equals("A") ? "IPv4" : "IPv6",
                  line.data(),
                  endpoint ? line.name().split("\\.")[0] : ""));
    }
    Zones.service(
        editor,
        "{'metadata':{'name':'%s','namespace':'%s'},'spec':{%s}}"
            .formatted(service, namespace, spec),
        slices.toArray(String[]::new));
  }

  /// What the zone became, for people.
  @Override
  public String toString() {
    return apex + " as " + SUFFIXES.get(depth - 1).toLowerCase(Locale.ROOT) + " " + lines;
  }
}

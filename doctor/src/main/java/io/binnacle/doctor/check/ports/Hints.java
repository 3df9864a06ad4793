package io.binnacle.doctor.check.ports;

import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.PodView;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a Pod's spec says of ports beside declaring them: in probes, environment variables, arguments.
final class Hints {
  private static final Pattern PORT_VARIABLE =
      Pattern.compile(".*(PORT|LISTEN|BIND|ADDR|HTTP|GRPC|SERVER|ENDPOINT|URL).*");

  /// What stands before the port of somebody else: `orders:80`.
  private static final Pattern ELSEWHERE =
      Pattern.compile(".*?([A-Za-z0-9._-]*[A-Za-z][A-Za-z0-9._-]*):");

  private static final List<String> PROBES =
      List.of("readinessProbe", "livenessProbe", "startupProbe");

  private Hints() {}

  /// Whether a number stands anywhere as if it were a port of the Pod's own.
  static boolean mention(PodView pod, int number) {
    for (ContainerView container : Behind.serving(pod)) {
      Obj c = container.object();
      boolean said =
          Stream.of("args", "command")
              .flatMap(list -> c.arr(list).strings().stream())
              .anyMatch(text -> isOwn(text, number));
      Set<String> names = names(c);
      boolean set =
          c.arr("env").objects().stream()
              .filter(e -> !isOfOthers(e.str("name"), names))
              .filter(e ->
                  PORT_VARIABLE.matcher(e.str("name")).matches()
                      || e.str("value").contains(":" + number))
              .anyMatch(e -> isOwn(e.str("value"), number));
      if (said || set || PROBES.stream().anyMatch(p -> isAt(c.obj(p), number))) {
        return true;
      }
    }
    return false;
  }

  /// Whether a container reads its port from somewhere the evidence does not show.
  static boolean hidden(PodView pod) {
    return Behind.serving(pod).stream()
        .map(ContainerView::object)
        .anyMatch(c ->
            c.arr("env").objects().stream()
                .filter(
                    e -> e.has("valueFrom") && e.str("name").matches(".*(PORT|LISTEN|BIND|ADDR).*"))
                .anyMatch(e -> !isOfOthers(e.str("name"), names(c))));
  }

  /// Whether a probe over TCP asks a port, by number or by name.
  static boolean probeOverTcp(PodView pod, int number) {
    for (ContainerView container : Behind.serving(pod)) {
      Set<String> names = new TreeSet<>();
      container.ports().stream()
          .filter(p -> p.containerPort() == number && !p.name().isEmpty())
          .forEach(p -> names.add(p.name()));
      for (String probe : PROBES) {
        Obj asks = container.object().obj(probe);
        boolean byName =
            Stream.of("httpGet", "tcpSocket")
                .anyMatch(way -> names.contains(asks.obj(way).str("port")));
        if (byName || isAt(asks, number)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Set<String> names(Obj container) {
    return container.arr("env").objects().stream()
        .map(e -> e.str("name"))
        .collect(Collectors.toSet());
  }

  /// Whether a variable is the port of somebody whose host stands beside it: `DB_PORT`, `DB_HOST`.
  private static boolean isOfOthers(String name, Set<String> names) {
    int at = name.lastIndexOf("PORT");
    return at > 0
        && Stream.of(
                "HOST", "HOSTNAME", "SERVER", "SERVICE_HOST", "ADDR", "ADDRESS", "NAME", "USER")
            .anyMatch(word -> names.contains(name.substring(0, at) + word));
  }

  /// Whether a number stands in a text, and not behind the name of another host.
  private static boolean isOwn(String text, int number) {
    Matcher token = Pattern.compile("(?<![0-9])" + number + "(?![0-9])").matcher(text);
    while (token.find()) {
      String before = text.substring(Math.max(0, token.start() - 80), token.start());
      Matcher host = ELSEWHERE.matcher(before);
      if (!host.matches() || host.group(1).equals("localhost")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAt(Obj probe, int number) {
    return Stream.of("httpGet", "tcpSocket", "grpc")
        .map(way -> probe.obj(way).get("port"))
        .anyMatch(port -> port != null && isNumber(port, number));
  }

  private static boolean isNumber(Value port, int number) {
    return switch (port) {
      case Int n -> n.value() == number;
      case Str s -> s.value().equals(Integer.toString(number));
      default -> false;
    };
  }
}

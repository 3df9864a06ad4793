package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.common.Likeness;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ContainerView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.TargetPort;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A readiness probe as written.
///
/// @param container whose it is
/// @param object the probe
record Probe(Obj container, Obj object) {
  static @Nullable Probe readiness(Obj container) {
    Obj probe = container.obj("readinessProbe");
    return probe.isEmpty() ? null : new Probe(container, probe);
  }

  /// `httpGet`, `tcpSocket`, `grpc` or `exec`; empty if it is none of them.
  String how() {
    for (String how : List.of("httpGet", "tcpSocket", "grpc", "exec")) {
      if (object.has(how)) {
        return how;
      }
    }
    return "";
  }

  /// Where it asks, null for a command.
  @Nullable TargetPort port() {
    String how = how();
    return how.isEmpty() || how.equals("exec")
        ? null
        : TargetPort.of(object.obj(how).get("port"), 0);
  }

  int initialDelay() {
    return Math.clamp(object.integer("initialDelaySeconds", 0), 0, 86_400);
  }

  /// For people: `GET :8080/healthz`, `TCP :5432`, `gRPC :9000`, `the command pg_isready`.
  String text() {
    String port =
        switch (port()) {
          case TargetPort.Numbered n -> ":" + n.port();
          case TargetPort.Named n -> ":" + n.name();
          case null -> "";
        };
    return switch (how()) {
      case "httpGet" -> "GET " + port + object.obj("httpGet").str("path", "/");
      case "tcpSocket" -> "TCP " + port;
      case "grpc" -> "gRPC " + port;
      case "exec" -> "the command " + String.join(" ", object.obj("exec").arr("command").strings());
      default -> "unknown";
    };
  }

  /// Whether it asks at a port its Pod does not have: a name its container does not know, or a number none of the containers
  /// declares though some are declared.
  boolean missesPort(PodView pod) {
    return switch (port()) {
      case TargetPort.Named named ->
          ports(container).stream().noneMatch(p -> p.str("name").equals(named.name()));
      case TargetPort.Numbered n ->
          !ports(container).isEmpty()
              && pod.containers().stream()
                  .map(ContainerView::object)
                  .flatMap(c -> ports(c).stream())
                  .noneMatch(p -> p.integer("containerPort", 0) == n.port());
      case null -> false;
    };
  }

  boolean asksByName() {
    return port() instanceof TargetPort.Named;
  }

  /// The port that was meant: the only one there is, or the only one that looks like it; null if that is not clear.
  @Nullable Value meantPort() {
    List<Value> meant = new ArrayList<>();
    for (Obj port : ports(container)) {
      Value whole = Int.of(port.integer("containerPort", 0));
      String name = port.str("name");
      boolean alone = ports(container).size() == 1;
      switch (port()) {
        case TargetPort.Named named when alone && name.isEmpty() -> meant.add(whole);
        case TargetPort.Named named when alone || Likeness.misspelt(named.name(), name) ->
            meant.add(Str.of(name));
        case TargetPort.Numbered n
            when alone || Likeness.distance(n.port() + "", whole + "") == 1 ->
            meant.add(whole);
        case null, default -> {}
      }
    }
    return meant.size() == 1 ? meant.getFirst() : null;
  }

  /// Whether its number is a declared one with a digit too many, too few or two exchanged. Ports nobody declares are common, for
  /// management, and then 8081 beside 8080.
  boolean isSlip() {
    String asked = port() instanceof TargetPort.Numbered n ? Integer.toString(n.port()) : "";
    return ports(container).stream()
        .map(p -> Long.toString(p.integer("containerPort", 0)))
        .anyMatch(p ->
            Likeness.distance(asked, p) == 1
                && (asked.length() != p.length() || sum(asked) == sum(p)));
  }

  private static int sum(String digits) {
    return digits.chars().sum();
  }

  /// The ports declared over TCP, which is what probes speak.
  static List<Obj> ports(Obj container) {
    return container.arr("ports").objects().stream()
        .filter(p -> p.str("protocol", "TCP").equals("TCP"))
        .toList();
  }
}

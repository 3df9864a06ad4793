package io.binnacle.doctor.corpus.fault;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.world.Socket;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.TargetPort;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Ports that lead to where nobody waits.
final class PortFaults {
  private PortFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of("target-port-number", 5, PortFaults::number),
        Fault.of("target-port-name", 4, PortFaults::name),
        Fault.of("target-port-partial", 2, PortFaults::partial),
        Fault.of("target-port-swapped", 4, PortFaults::swapped),
        Fault.of("protocol-mismatch", 2, PortFaults::protocol),
        Fault.of("listens-on-loopback", 2, PortFaults::loopback),
        Fault.of("listens-elsewhere", 2, PortFaults::elsewhere));
  }

  private static boolean fits(Site site) {
    return site.isVirtual() && site.hasWorkload() && !site.uses().isEmpty();
  }

  /// Which port somebody uses.
  private static int used(Site site) {
    List<ServiceView.Port> ports = site.view().ports();
    for (int i = 0; i < ports.size(); i++) {
      int port = ports.get(i).port();
      if (site.uses().stream().anyMatch(u -> u.port() == port)) {
        return i;
      }
    }
    return 0;
  }

  /// Where it leads in the template, as a number; 0 if nowhere.
  private static int target(Site site, ServiceView.Port port) {
    return switch (port.targetPort()) {
      case TargetPort.Numbered n -> n.port();
      case TargetPort.Named named -> {
        int found = 0;
        for (Obj container : site.template().obj("spec").arr("containers").objects()) {
          for (Obj each : container.arr("ports").objects()) {
            if (each.str("name").equals(named.name())) {
              found = (int) each.integer("containerPort", 0);
            }
          }
        }
        yield found;
      }
    };
  }

  private static @Nullable Injected number(Site site, int way) {
    if (!fits(site)
        || site.world().meant.getOrDefault(site.service(), java.util.Set.of()).size() != 1) {
      return null;
    }
    int at = used(site);
    ServiceView.Port port = site.view().ports().get(at);
    int right = target(site, port);
    int wrong =
        switch (way) {
          case 0 -> right + 1;
          case 1 -> port.port() == right ? right + 8000 : port.port();
          case 2 -> Integer.parseInt(new StringBuilder("" + right).reverse().toString()) % 65_535;
          case 3 -> right < 10_000 ? right * 10 % 65_535 : right / 10;
          default -> right == 8080 ? 80 : 8080;
        };
    boolean declared =
        site.template().toString().contains("\"containerPort\":" + wrong + ",")
            || site.template().toString().contains("\"containerPort\":" + wrong + "}");
    if (right == 0 || wrong == right || declared || site.container().arr("ports").isEmpty()) {
      return null;
    }
    site.editService(Int.of(Math.max(1, wrong)), "spec", "ports", at, "targetPort");
    return Injected.of(
        Truth.service("target-port-number", site, "spec.ports[" + at + "].targetPort"));
  }

  private static @Nullable Injected name(Site site, int way) {
    if (!fits(site)) {
      return null;
    }
    int at = used(site);
    ServiceView.Port port = site.view().ports().get(at);
    Truth truth = Truth.service("target-port-name", site, "spec.ports[" + at + "].targetPort");
    String named = port.targetPort() instanceof TargetPort.Named n ? n.name() : "";
    switch (way) {
      case 0 -> {
        if (named.isEmpty()) {
          return null;
        }
        site.editService(Str.of(named + "-port"), "spec", "ports", at, "targetPort");
      }
      case 1 ->
          site.editService(
              Str.of(named.equals("web") ? "http" : "web"), "spec", "ports", at, "targetPort");
      case 2 -> site.editService(Str.of("main"), "spec", "ports", at, "targetPort");
      default -> { // the container's port was renamed
        if (named.isEmpty()) {
          return null;
        }
        String last = named;
        site.editContainer(c ->
            c.with(
                "ports",
                c.arr("ports")
                    .map(p ->
                        ((Obj) p).str("name").equals(last)
                            ? ((Obj) p).with("name", "app-" + last)
                            : p)));
        site.editContainer(c -> c.without("readinessProbe"));
        truth = truth.at(site.workload(), site.templatePath() + "spec.containers");
      }
    }
    return Injected.of(truth);
  }

  private static @Nullable Injected partial(Site site, int way) {
    if (!fits(site) || !site.isA("Deployment")) {
      return null;
    }
    int at = used(site);
    ServiceView.Port port = site.view().ports().get(at);
    int right = target(site, port);
    if (right == 0) {
      return null;
    }
    // A second Deployment behind the same Service has the port under another name, or not at all.
    String name = "lead";
    Obj first = site.maker2();
    Obj twin = Tree.set(first, site.workload().name() + "-next", "metadata", "name");
    twin = Tree.set(twin, "next", "spec", "template", "metadata", "labels", "track");
    twin = Tree.set(twin, "next", "spec", "selector", "matchLabels", "track");
    site.editTemplate(t -> Tree.set(t, "main", "metadata", "labels", "track"));
    site.world()
        .edit(
            site.workload(), o -> Tree.set(o, "main", "spec", "selector", "matchLabels", "track"));
    site.editContainer(c ->
        c.without("readinessProbe")
            .with(
                "ports",
                c.arr("ports")
                    .map(p ->
                        ((Obj) p).integer("containerPort", 0) == right
                                && ((Obj) p).str("protocol", "TCP").equals(port.protocol())
                            ? ((Obj) p).with("name", name)
                            : p)));
    Value ports =
        way == 0
            ? site.container()
                .arr("ports")
                .map(
                    p -> ((Obj) p).str("name").equals(name) ? ((Obj) p).with("name", "lead-v2") : p)
            : site.container()
                .arr("ports")
                .map(p -> ((Obj) p).str("name").equals(name) ? ((Obj) p).without("name") : p);
    twin = Tree.set(twin, ports, "spec", "template", "spec", "containers", 0, "ports");
    twin =
        Tree.set(twin, (Value) null, "spec", "template", "spec", "containers", 0, "readinessProbe");
    site.editService(Str.of(name), "spec", "ports", at, "targetPort");
    site.world().apply(twin);
    String twinId = site.id() + "-next";
    site.world()
        .listens
        .put(twinId, site.world().listens.getOrDefault(site.id(), List.<Socket>of()));
    site.world().meant.remove(site.service());
    Truth truth =
        Truth.service("target-port-partial", site, "spec.ports[" + at + "].targetPort")
            .at("Deployment", site.service().namespace(), site.workload().name() + "*", "")
            .orPodsOf(site.workload());
    return Injected.of(truth)
        .failing(settled -> {
          var service = settled.service(site.service());
          long idle =
              service == null
                  ? 0
                  : settled.podsOf(twinId).stream()
                      .filter(p ->
                          service.ports().stream()
                              .anyMatch(s -> p.resolve(s.targetPort(), s.protocol()) == null))
                      .count();
          return idle == 0
              ? List.of()
              : List.of(idle + " Pods have no port " + name + " and get no traffic");
        });
  }

  private static @Nullable Injected swapped(Site site, int way) {
    List<ServiceView.Port> ports = site.view().ports();
    if (!fits(site)
        || ports.size() < 2
        || !ports.get(0).protocol().equals(ports.get(1).protocol())) {
      return null;
    }
    Value first = way % 2 == 0 ? targetOf(site, 0) : Int.of(target(site, ports.get(0)));
    Value second = way == 0 || way == 3 ? targetOf(site, 1) : Int.of(target(site, ports.get(1)));
    site.editService(second, "spec", "ports", 0, "targetPort");
    site.editService(first, "spec", "ports", 1, "targetPort");
    int a = target(site, site.view().ports().get(0));
    int b = target(site, site.view().ports().get(1));
    if (a == 0 || b == 0) {
      return null;
    }
    return Injected.of(Truth.service("target-port-swapped", site, "spec.ports"))
        .failing(settled -> {
          ServiceView now = settled.service(site.service());
          boolean still =
              now != null
                  && target(site, now.ports().get(0)) == a
                  && target(site, now.ports().get(1)) == b;
          return still
              ? List.of("who asks for " + ports.get(0).name() + " gets " + ports.get(1).name())
              : List.of();
        });
  }

  private static Value targetOf(Site site, int at) {
    Value written = Tree.get(site.object(), "spec", "ports", at, "targetPort");
    return written == null
        ? Objects.requireNonNull(Tree.get(site.object(), "spec", "ports", at, "port"))
        : written;
  }

  private static @Nullable Injected protocol(Site site, int way) {
    if (!fits(site)) {
      return null;
    }
    int at = used(site);
    ServiceView.Port port = site.view().ports().get(at);
    String other = port.protocol().equals("TCP") ? "UDP" : "TCP";
    boolean twice =
        site.view().ports().stream()
            .anyMatch(p -> p.port() == port.port() && p.protocol().equals(other));
    if (twice) {
      return null;
    }
    Truth truth = Truth.service("protocol-mismatch", site, "spec.ports[" + at + "]");
    if (way == 0) {
      if (site.container().arr("ports").isEmpty()) {
        return null;
      }
      site.editService(Str.of(other), "spec", "ports", at, "protocol");
    } else { // the container port was declared for the other protocol, and the Service asks by name
      if (!(port.targetPort() instanceof TargetPort.Named named)) {
        return null;
      }
      site.editContainer(c ->
          c.with(
              "ports",
              c.arr("ports")
                  .map(p ->
                      ((Obj) p).str("name").equals(named.name())
                          ? ((Obj) p).with("protocol", other)
                          : p)));
      truth = truth.at(site.workload(), site.templatePath() + "spec.containers");
    }
    return Injected.of(truth);
  }

  private static @Nullable Injected loopback(Site site, int way) {
    return rebound(site, "listens-on-loopback", way, 0);
  }

  private static @Nullable Injected elsewhere(Site site, int way) {
    return rebound(site, "listens-elsewhere", way, 1);
  }

  /// The process waits at loopback, or `shift` ports further; the probe does not notice.
  private static @Nullable Injected rebound(Site site, String id, int way, int shift) {
    if (!fits(site) || site.isA("DaemonSet") || !site.world().all("NetworkPolicy").isEmpty()) {
      return null;
    }
    int port = target(site, site.view().ports().get(used(site)));
    String protocol = site.view().ports().get(used(site)).protocol();
    StringBuilder sockets = new StringBuilder();
    for (Socket socket : site.world().listens.getOrDefault(site.id(), List.of())) {
      boolean mine = socket.port() == port && socket.protocol().equals(protocol);
      String where = mine && shift == 0 ? "127.0.0.1:" : "";
      sockets
          .append(socket.protocol())
          .append(' ')
          .append(where)
          .append(mine ? port + shift * (way == 0 ? 1 : 100) : socket.port())
          .append(", ");
    }
    site.world().fate(site.id(), f -> f.listens(sockets.toString()));
    if (way == 0 || shift == 1) {
      site.editContainer(c -> c.without("readinessProbe"));
    } else {
      site.editContainer(c ->
          c.with(
              "readinessProbe",
              Obj.of(
                  "exec",
                  Obj.of("command", io.binnacle.model.tree.Arr.strings(List.of("check-local"))))));
    }
    site.world().probed = true;
    Truth truth =
        Truth.of(id)
            .at(site.workload(), "")
            .orPodsOf(site.workload())
            .at("Service", site.service().namespace(), site.service().name(), "spec.ports");
    return Injected.of(truth).ofClient(site);
  }
}

package io.binnacle.doctor.corpus.fault;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pods that run and are not ready, or are published though they are not.
final class ReadinessFaults {
  private ReadinessFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of("readiness-failing", 4, ReadinessFaults::failing),
        Fault.of("readiness-wrong-port", 3, ReadinessFaults::wrongPort),
        Fault.of("readiness-gate", 2, ReadinessFaults::gate),
        Fault.of("not-ready-published", 2, ReadinessFaults::published),
        Fault.of("peers-not-published", 4, ReadinessFaults::peers));
  }

  private static boolean fits(Site site) {
    return site.hasWorkload()
        && site.view().hasSelector()
        && !site.uses().isEmpty()
        && site.world().meant.getOrDefault(site.service(), java.util.Set.of()).size() == 1
        && !site.view().publishNotReadyAddresses();
  }

  private static Injected done(String id, Site site, String field) {
    site.world().uses.removeIf(u -> u.from().equals(site.id()));
    return Injected.of(Truth.of(id).at(site.workload(), field).orPodsOf(site.workload()));
  }

  private static @Nullable Injected failing(Site site, int way) {
    Obj probe = site.hasWorkload() ? site.container().obj("readinessProbe") : Obj.EMPTY;
    if (!fits(site) || probe.isEmpty()) {
      return null;
    }
    switch (way) {
      case 0 -> {
        if (!probe.has("httpGet")) {
          return null;
        }
        site.editContainer(c -> Tree.set(c, "/helthz", "readinessProbe", "httpGet", "path"));
      }
      case 1 ->
          site.world().fate(site.id(), f -> f.unready("HTTP probe failed with statuscode: 503"));
      case 2 ->
          site.world()
              .fate(
                  site.id(),
                  f ->
                      f.unready(
                          "Get \"http://10.244.1.9:8080/\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"));
      default -> {
        site.editContainer(c ->
            c.with(
                "readinessProbe",
                Obj.of("exec", Obj.of("command", Arr.strings(List.of("cat", "/tmp/ready"))))));
        site.world()
            .fate(
                site.id(),
                f -> f.unready("cat: can't open '/tmp/ready': No such file or directory"));
      }
    }
    return done("readiness-failing", site, "");
  }

  private static @Nullable Injected wrongPort(Site site, int way) {
    Obj probe = site.hasWorkload() ? site.container().obj("readinessProbe") : Obj.EMPTY;
    String handler = probe.has("httpGet") ? "httpGet" : "tcpSocket";
    if (!fits(site) || probe.isEmpty() || site.container().arr("ports").isEmpty()) {
      return null;
    }
    int declared =
        (int) site.container().arr("ports").objects().getFirst().integer("containerPort", 0);
    Obj base = probe.has(handler) ? probe : Obj.of(handler, Obj.of("port", Int.of(declared)));
    Obj wrong =
        switch (way) {
          case 0 -> Tree.set(base, declared + 1, handler, "port");
          case 1 -> Tree.set(base, Str.of("healthcheck"), handler, "port");
          default -> Tree.set(base, 80 == declared ? 8080 : 80, handler, "port");
        };
    site.editContainer(c -> c.with("readinessProbe", wrong));
    return done("readiness-wrong-port", site, site.templatePath() + "spec.containers");
  }

  private static @Nullable Injected gate(Site site, int way) {
    if (!fits(site)) {
      return null;
    }
    String gate = way == 0 ? "target-health.elb.example.com/web" : "mesh.example.com/proxy-ready";
    site.editPodSpec(s -> s.with("readinessGates", Arr.of(Obj.of("conditionType", Str.of(gate)))));
    site.world().fate(site.id(), f -> f.withoutGates());
    return done("readiness-gate", site, "");
  }

  private static @Nullable Injected published(Site site, int way) {
    if (!fits(site) || !site.isVirtual() || site.container().obj("readinessProbe").isEmpty()) {
      return null;
    }
    site.editService(io.binnacle.model.tree.Bool.TRUE, "spec", "publishNotReadyAddresses");
    // Some or all are not ready, and clients are sent to them.
    site.world()
        .fate(
            site.id() + (way == 0 ? "#0" : ""),
            f -> f.unready("HTTP probe failed with statuscode: 503"));
    site.world().uses.removeIf(u -> u.from().equals(site.id()));
    Truth truth = Truth.service("not-ready-published", site, "spec.publishNotReadyAddresses");
    return Injected.of(way == 0 && !site.isA("StatefulSet") ? truth : orFailing(truth, site))
        .ofClient(site);
  }

  /// That they are not ready at all is as good a cause.
  private static Truth orFailing(Truth truth, Site site) {
    Truth both =
        new Truth(java.util.Set.of("not-ready-published", "readiness-failing"), truth.places());
    return both.at(site.workload(), "").orPodsOf(site.workload());
  }

  private static @Nullable Injected peers(Site site, int way) {
    if (!site.isA("StatefulSet")
        || !site.view().isHeadless()
        || !site.maker2().obj("spec").str("serviceName").equals(site.service().name())) {
      return null;
    }
    // A member is ready once it has seen its peers, and cannot see them before one is ready.
    site.editService(null, "spec", "publishNotReadyAddresses");
    String name = site.workload().name();
    String head = site.service().name();
    site.world().edit(site.workload(), o -> Tree.set(o, "Parallel", "spec", "podManagementPolicy"));
    site.editContainer(c ->
        c.with(
            "readinessProbe",
            Obj.of(
                "exec",
                Obj.of(
                    "command",
                    Arr.strings(
                        List.of(
                            "/bin/sh", "-c", "cluster-status --peer " + name + "-0." + head))))));
    String said =
        way == 0
            ? "waiting for peers: lookup " + name + "-1." + head + " on 10.96.0.10:53: no such host"
            : "cluster not formed: could not resolve "
                + name
                + "-0."
                + head
                + "."
                + site.service().namespace()
                + ".svc.cluster.local";
    site.world().fate(site.id(), f -> f.unready(said));
    Truth truth = Truth.service("peers-not-published", site, "spec.publishNotReadyAddresses");
    return Injected.of(truth)
        .failing(settled -> {
          List<String> out = new ArrayList<>();
          ServiceView now = settled.service(site.service());
          if (now == null || !now.publishNotReadyAddresses()) {
            out.add("no name leads to a peer before it is ready");
          }
          return out;
        });
  }
}

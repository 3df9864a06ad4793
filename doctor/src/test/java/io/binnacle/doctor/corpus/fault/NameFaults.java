package io.binnacle.doctor.corpus.fault;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.TargetPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Headless Services, StatefulSets and the names of Pods.
final class NameFaults {
  private NameFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of("headless-expected", 5, NameFaults::headlessExpected),
        Fault.of("address-expected", 2, NameFaults::addressExpected),
        Fault.of("governing-service-missing", 5, NameFaults::governingMissing),
        Fault.of("governing-service-mismatch", 4, NameFaults::governingMismatch),
        Fault.of("subdomain-mismatch", 3, NameFaults::subdomain),
        Fault.of("ingress-service-missing", 4, NameFaults::ingress));
  }

  /// Whether this is the Service a StatefulSet names as its own.
  private static boolean governs(Site site) {
    return site.isA("StatefulSet")
        && site.view().isHeadless()
        && site.maker2().obj("spec").str("serviceName").equals(site.service().name());
  }

  private static @Nullable Injected headlessExpected(Site site, int way) {
    if (!governs(site)) {
      return null;
    }
    site.editService(null, "spec", "clusterIP");
    site.editService(null, "spec", "clusterIPs");
    switch (way) {
      case 1 -> site.editService(Str.of("NodePort"), "spec", "type");
      case 2 -> {
        site.editService(null, "spec", "publishNotReadyAddresses");
        site.editService(Str.of("ClientIP"), "spec", "sessionAffinity");
      }
      case 3 -> {
        site.editService(Str.of("10.96.88.8"), "spec", "clusterIP");
        site.editService(Arr.of(Str.of("10.96.88.8")), "spec", "clusterIPs");
      }
      case 4 -> site.editService(Str.of("LoadBalancer"), "spec", "type");
      default -> {}
    }
    // Names of single Pods resolve even so with the DNS in use today, though no specification says
    // they must; a client that wants all
    // members gets one address that hides them.
    return Injected.of(Truth.service("headless-expected", site, "").at(site.workload(), ""))
        .failing(s -> {
          ServiceView now = s.service(site.service());
          return now != null && now.hasClusterIp()
              ? List.of("the name leads to one address, not to the members")
              : List.of();
        })
        .noteOnly();
  }

  private static @Nullable Injected addressExpected(Site site, int way) {
    if (!site.isVirtual()
        || !site.hasWorkload()
        || site.view().type() != ServiceView.Type.CLUSTER_IP
        || site.client() == null) {
      return null;
    }
    boolean governs =
        site.isA("StatefulSet")
            && site.maker2().obj("spec").str("serviceName").equals(site.service().name());
    if (governs
        || site.world().meant.getOrDefault(site.service(), java.util.Set.of()).size() != 1) {
      return null;
    }
    boolean translated =
        site.view().ports().stream()
            .anyMatch(
                p -> !(p.targetPort() instanceof TargetPort.Numbered n) || n.port() != p.port());
    if (!translated) {
      return null;
    }
    site.editService(Str.of("None"), "spec", "clusterIP");
    if (way == 1) {
      site.editService(Arr.of(Str.of("None")), "spec", "clusterIPs");
    }
    return Injected.of(Truth.service("address-expected", site, ""));
  }

  private static @Nullable Injected governingMissing(Site site, int way) {
    if (!governs(site)) {
      return null;
    }
    Truth truth =
        Truth.of("governing-service-missing governing-service-mismatch")
            .at(site.workload(), "spec.serviceName")
            .at("Service", site.service().namespace(), site.service().name(), "");
    String name = site.service().name();
    if (way == 0) {
      site.world().objects.remove(site.serviceRef());
    } else {
      String wrong =
          List.of(
                  "",
                  name.substring(0, name.length() - 1),
                  name + "-svc",
                  name + "-headless",
                  "svc-" + name)
              .get(way);
      site.world().edit(site.workload(), o -> Tree.set(o, wrong, "spec", "serviceName"));
    }
    return Injected.of(truth);
  }

  private static @Nullable Injected governingMismatch(Site site, int way) {
    if (!governs(site)) {
      return null;
    }
    Truth truth =
        Truth.of("governing-service-mismatch headless-expected")
            .at(site.workload(), "spec.serviceName")
            .at("Service", site.service().namespace(), site.service().name(), "");
    if (way == 2) { // the Service has the name and selects something else
      String key = site.view().selector().keySet().iterator().next();
      site.editService(Obj.of(key, Str.of(site.workload().name() + "-old")), "spec", "selector");
      return Injected.of(
          new Truth(
              java.util.Set.of("governing-service-mismatch", "selector-near-miss"),
              truth.places()));
    }
    if (way == 3) { // the selector has another key
      String key = site.view().selector().keySet().iterator().next();
      site.editService(
          Obj.of(key + "-name", Str.of(site.view().selector().getOrDefault(key, ""))),
          "spec",
          "selector");
      return Injected.of(
          new Truth(
              java.util.Set.of("governing-service-mismatch", "selector-near-miss"),
              truth.places()));
    }
    String other = null;
    for (Obj each : site.world().all("Service")) {
      ServiceView view = ServiceView.of(each);
      boolean same = view.selector().equals(site.view().selector());
      if (view.namespace().equals(site.service().namespace())
          && !view.name().equals(site.service().name())
          && (way == 0) != same
          && (way == 1 || view.hasSelector())) {
        other = view.name();
      }
    }
    if (other == null) {
      return null;
    }
    String wrong = other;
    site.world().edit(site.workload(), o -> Tree.set(o, wrong, "spec", "serviceName"));
    return Injected.of(truth.at("Service", site.service().namespace(), wrong, ""));
  }

  private static @Nullable Injected subdomain(Site site, int way) {
    ObjectRef client = site.client();
    if (!site.isVirtual()
        || !site.isA("Deployment")
        || client == null
        || site.container().arr("ports").isEmpty()) {
      return null;
    }
    String name = site.workload().name();
    int port = (int) site.container().arr("ports").objects().getFirst().integer("containerPort", 0);
    if (site.world().listens.getOrDefault(site.id(), List.of()).stream()
        .noneMatch(s -> s.port() == port && s.protocol().equals("TCP"))) {
      return null;
    }
    Obj peers =
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Service")
            .put(
                "metadata",
                Obj.of(
                    "name",
                    Str.of(name + "-peers"),
                    "namespace",
                    Str.of(site.service().namespace())))
            .put(
                "spec",
                Obj.of(
                    "clusterIP",
                    Str.of("None"),
                    "selector",
                    site.object().obj("spec").obj("selector"),
                    "ports",
                    Arr.of(Obj.of("name", Str.of("peer"), "port", Int.of(port)))))
            .build();
    site.world().apply(peers);
    site.world().edit(site.workload(), o -> Tree.set(o, 1, "spec", "replicas"));
    site.editPodSpec(s -> s.with("hostname", "primary"));
    switch (way) {
      case 0 -> site.editPodSpec(s -> s.with("subdomain", name + "-peer"));
      case 1 -> {} // a hostname alone makes no name
      default ->
          site.editPodSpec(s -> s.with("subdomain", name + "-peers." + site.service().namespace()));
    }
    if (way == 2) {
      return null; // the API refuses a dot there
    }
    World.Use old = site.uses().getFirst();
    String from = old.from().equals("outside") ? World.id(client) : old.from();
    ClientFaults.say(
        site.world(),
        client,
        "http://primary."
            + name
            + "-peers."
            + site.service().namespace()
            + ".svc.cluster.local:"
            + port);
    site.world()
        .uses
        .add(
            new World.Use(
                from,
                "primary." + name + "-peers." + site.service().namespace() + ".svc.cluster.local",
                port,
                "TCP"));
    return Injected.of(
        Truth.workload("subdomain-mismatch", site, site.templatePath() + "spec")
            .orPodsOf(site.workload())
            .at("Service", site.service().namespace(), name + "-peers", ""));
  }

  private static @Nullable Injected ingress(Site site, int way) {
    if (!site.isVirtual() || !site.hasWorkload()) {
      return null;
    }
    String name = site.service().name();
    ServiceView.Port port = site.view().ports().getFirst();
    if (way == 3 && port.name().isEmpty()) {
      return null;
    }
    String backend =
        switch (way) {
          case 0 -> "{name: " + name + "-svc, port: {number: " + port.port() + "}}";
          case 1 ->
              "{name: "
                  + name.substring(0, name.length() - 1)
                  + ", port: {number: "
                  + port.port()
                  + "}}";
          case 2 -> "{name: " + name + ", port: {number: " + (port.port() + 8000) + "}}";
          default -> "{name: " + name + ", port: {name: " + port.name() + "-web}}";
        };
    site.world()
        .apply(
            "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: front, namespace: "
                + site.service().namespace()
                + "}, spec: {rules: [{host: app.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: "
                + backend
                + "}}]}}]}}");
    return Injected.of(
        Truth.of("ingress-service-missing").at("Ingress", site.service().namespace(), "front", ""));
  }
}

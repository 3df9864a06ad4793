package io.binnacle.doctor.corpus.fault;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pods that are not there, or do not run.
final class PodFaults {
  private PodFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of("scaled-to-zero", 2, PodFaults::scaledToZero),
        Fault.of("pods-not-created", 4, PodFaults::notCreated),
        Fault.of("pods-unschedulable", 5, PodFaults::unschedulable),
        Fault.of("pods-image", 4, PodFaults::image),
        Fault.of("pods-crash-looping", 4, PodFaults::crashing),
        Fault.of("pods-config-missing", 5, PodFaults::config),
        Fault.of("pods-init-stuck", 3, PodFaults::init),
        Fault.of("pods-starting", 2, PodFaults::starting),
        Fault.of("pods-terminating", 2, PodFaults::terminating),
        Fault.of("pods-ended", 3, PodFaults::ended),
        Fault.of("pods-node-lost", 2, PodFaults::nodeLost));
  }

  private static boolean fits(Site site) {
    return site.hasWorkload()
        && site.view().hasSelector()
        && !site.uses().isEmpty()
        && !sharedWithOthers(site)
        && io.binnacle.model.meta.Meta.labels(site.template())
            .entrySet()
            .containsAll(site.view().selector().entrySet());
  }

  /// Whether several workloads serve it: one of them gone is no outage.
  private static boolean sharedWithOthers(Site site) {
    return site.world().meant.getOrDefault(site.service(), java.util.Set.of()).size() != 1;
  }

  /// The clients of others must still run, or nobody could ask.
  private static void leaveOwnUses(Site site) {
    site.world().uses.removeIf(u -> u.from().equals(site.id()));
  }

  private static Injected done(String id, Site site, String field) {
    leaveOwnUses(site);
    return Injected.of(Truth.of(id).at(site.workload(), field).orPodsOf(site.workload()));
  }

  private static @Nullable Injected scaledToZero(Site site, int way) {
    if (!fits(site) || !site.isA("Deployment") && !site.isA("StatefulSet")) {
      return null;
    }
    site.world().edit(site.workload(), o -> Tree.set(o, 0, "spec", "replicas"));
    if (way == 1) { // by night, with a note of how many there were
      site.world()
          .edit(
              site.workload(),
              o -> Tree.set(o, "2", "metadata", "annotations", "downscaler/original-replicas"));
    }
    Injected zero = done("scaled-to-zero", site, "spec.replicas");
    return way == 1 ? zero.noteOnly() : zero;
  }

  private static @Nullable Injected notCreated(Site site, int way) {
    if (!fits(site) || site.isA("Pod")) {
      return null;
    }
    String name = site.workload().name();
    switch (way) {
      case 0 -> site.editPodSpec(s -> s.with("serviceAccountName", name + "-sa"));
      case 1 ->
          site.world()
              .fate(
                  site.id(),
                  f ->
                      f.refused(
                          "pods \""
                              + name
                              + "-0\" is forbidden: exceeded quota: compute, requested: requests.cpu=500m,"
                              + " used: requests.cpu=4, limited: requests.cpu=4"));
      case 2 ->
          site.world()
              .fate(
                  site.id(),
                  f ->
                      f.refused(
                          "pods \""
                              + name
                              + "-x\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation"
                              + " != false (container \""
                              + site.container().str("name")
                              + "\" must set"
                              + " securityContext.allowPrivilegeEscalation=false)"));
      default ->
          site.world()
              .fate(
                  site.id(),
                  f ->
                      f.refused(
                          "admission webhook \"validate.policy.example.com\" denied the request: image must come from the mirror"));
    }
    return done("pods-not-created", site, "");
  }

  private static @Nullable Injected unschedulable(Site site, int way) {
    if (!fits(site) || site.isA("DaemonSet")) {
      return null;
    }
    switch (way) {
      case 0 -> site.editPodSpec(s -> Tree.set(s, "ssd", "nodeSelector", "disktype"));
      case 1 -> site.editContainer(c -> Tree.set(c, "64", "resources", "requests", "cpu"));
      case 2 -> site.editContainer(c -> Tree.set(c, "200Gi", "resources", "requests", "memory"));
      case 3 ->
          site.editPodSpec(
              s -> Tree.set(s, "zone-c", "nodeSelector", "topology.kubernetes.io/zone"));
      default -> {
        Obj expression =
            Obj.of(
                "key", Str.of("pool"), "operator", Str.of("In"), "values", Arr.of(Str.of("gpu")));
        site.editPodSpec(s ->
            Tree.set(
                s,
                expression,
                "affinity",
                "nodeAffinity",
                "requiredDuringSchedulingIgnoredDuringExecution",
                "nodeSelectorTerms",
                0,
                "matchExpressions",
                0));
      }
    }
    return done("pods-unschedulable", site, "");
  }

  private static @Nullable Injected image(Site site, int way) {
    if (!fits(site)) {
      return null;
    }
    String image = site.container().str("image");
    String tag = image.substring(image.lastIndexOf(':') + 1);
    String name = image.substring(0, image.lastIndexOf(':'));
    String wrong =
        switch (way) {
          case 0 -> name + ":" + tag + "x";
          case 1 -> name.substring(0, name.length() - 1) + ":" + tag;
          case 2 -> name + ":latset";
          default -> "registry.internal:5000/" + name + ":" + tag;
        };
    site.editContainer(c -> c.with("image", wrong));
    return done("pods-image", site, site.templatePath() + "spec.containers");
  }

  private static @Nullable Injected crashing(Site site, int way) {
    if (!fits(site)) {
      return null;
    }
    String how = List.of("1 Error", "137 OOMKilled", "127 Error", "139 Error").get(way);
    site.world().fate(site.id(), f -> f.crashing(how));
    return done("pods-crash-looping", site, "");
  }

  private static @Nullable Injected config(Site site, int way) {
    if (!fits(site)) {
      return null;
    }
    String name = site.workload().name();
    switch (way) {
      case 0 ->
          site.editContainer(c -> Tree.set(c, name + "-env", "envFrom", 9, "configMapRef", "name"));
      case 1 ->
          site.editContainer(c ->
              Tree.set(
                  c,
                  Obj.of(
                      "name",
                      Str.of("TOKEN"),
                      "valueFrom",
                      Obj.of(
                          "secretKeyRef",
                          Obj.of("name", Str.of(name + "-token"), "key", Str.of("token")))),
                  "env",
                  9));
      case 2 ->
          site.editPodSpec(s ->
              Tree.set(
                  s,
                  Obj.of(
                      "name", Str.of("conf"), "configMap", Obj.of("name", Str.of(name + "-conf"))),
                  "volumes",
                  9));
      case 3 ->
          site.editPodSpec(s ->
              Tree.set(
                  s,
                  Obj.of(
                      "name",
                      Str.of("cert"),
                      "secret",
                      Obj.of("secretName", Str.of(name + "-cert"))),
                  "volumes",
                  9));
      default -> { // somebody removed what it needs
        boolean any = false;
        for (Obj object : List.copyOf(site.world().all("ConfigMap"))) {
          String text = site.template().toString();
          if (World.ref(object).namespace().equals(site.service().namespace())
              && text.contains("\"" + World.ref(object).name() + "\"")) {
            site.world().objects.remove(World.ref(object));
            any = true;
          }
        }
        if (!any) {
          return null;
        }
      }
    }
    return done("pods-config-missing", site, "");
  }

  private static @Nullable Injected init(Site site, int way) {
    if (!fits(site) || site.template().obj("spec").has("initContainers")) {
      return null;
    }
    site.world().images.add("busybox:1.36");
    Obj container =
        Obj.builder()
            .put("name", "wait-for-db")
            .put("image", "busybox:1.36")
            .put(
                "command",
                Arr.strings(
                    List.of(
                        "sh",
                        "-c",
                        "until nc -z primary.database.internal 5432; do sleep 2; done")))
            .build();
    site.editPodSpec(s -> s.with("initContainers", Arr.of(container)));
    String how = List.of("waits", "1 Error", "2 Error").get(way);
    site.world().fate(site.id(), f -> f.init(how));
    return done("pods-init-stuck", site, "");
  }

  private static @Nullable Injected starting(Site site, int way) {
    if (!fits(site)
        || site.isA("DaemonSet")
        || site.container().obj("readinessProbe").isEmpty()
        || site.view().publishNotReadyAddresses()) {
      return null;
    }
    if (way == 0) {
      site.editContainer(c -> Tree.set(c, 120, "readinessProbe", "initialDelaySeconds"));
    } else {
      Obj probe = site.container().obj("readinessProbe").with("failureThreshold", 60);
      site.editContainer(c -> c.with("startupProbe", probe));
    }
    site.world().fate(site.id(), f -> f.young(14));
    return done("pods-starting", site, "").noteOnly();
  }

  private static @Nullable Injected terminating(Site site, int way) {
    if (!fits(site) || site.isA("DaemonSet")) {
      return null;
    }
    // Told to go long ago, and no longer serving: a finalizer or a kubelet holds them.
    site.world()
        .fate(
            site.id(),
            f ->
                f.terminating(way == 0 ? 4000 : 900)
                    .unready("HTTP probe failed with statuscode: 503"));
    if (site.container().obj("readinessProbe").isEmpty()) {
      return null;
    }
    if (way == 1) {
      site.editTemplate(
          t -> Tree.set(t, Arr.of(Str.of("example.com/drain")), "metadata", "finalizers"));
    }
    return done("pods-terminating", site, "");
  }

  private static @Nullable Injected ended(Site site, int way) {
    if (!fits(site) || site.isA("DaemonSet")) {
      return null;
    }
    String how = List.of("Evicted", "Completed", "Error").get(way);
    if (!site.isA("Pod")) {
      if (!io.binnacle.model.meta.Meta.labels(site.template())
          .entrySet()
          .containsAll(site.view().selector().entrySet())) {
        return null;
      }
      if (way > 0) { // only a Pod nobody made stays so
        Obj template = site.template();
        Obj pod =
            template
                .with("apiVersion", "v1")
                .with("kind", "Pod")
                .change(
                    "metadata",
                    m ->
                        m.with("name", site.workload().name())
                            .with("namespace", site.service().namespace()))
                .change("spec", s -> s.with("restartPolicy", "Never"));
        site.world().objects.remove(site.workload());
        site.world().apply(pod);
        String id = site.id().replaceFirst("/[A-Za-z]+/", "/Pod/");
        site.world().fate(id, f -> f.ended(how));
        leaveOwnUses(site);
        Truth truth =
            Truth.of("pods-ended")
                .at("Pod", site.service().namespace(), site.workload().name(), "");
        return Injected.of(
            truth.at("Service", site.service().namespace(), site.service().name(), ""));
      }
    }
    site.world().fate(site.id(), f -> f.ended(how));
    return done("pods-ended", site, "");
  }

  private static @Nullable Injected nodeLost(Site site, int way) {
    if (!fits(site) || site.isA("DaemonSet")) {
      return null;
    }
    String node = List.of("worker-1", "worker-3").get(way);
    site.world().lost.put(node, 120);
    site.editPodSpec(s -> Tree.set(s, node, "nodeSelector", "kubernetes.io/hostname"));
    leaveOwnUses(site);
    // Other Pods on that node are lost as well, which is another matter: ask from elsewhere, about
    // this Service only.
    Truth truth =
        Truth.of("pods-node-lost node-agent-stopped")
            .at("Node", "*", node, "")
            .at(site.workload(), "")
            .orPodsOf(site.workload());
    return Injected.of(truth);
  }
}

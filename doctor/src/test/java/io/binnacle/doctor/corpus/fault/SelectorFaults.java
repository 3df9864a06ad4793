package io.binnacle.doctor.corpus.fault;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Selectors that match nothing, or the wrong Pods.
final class SelectorFaults {
  private SelectorFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of("selector-near-miss", 8, SelectorFaults::nearMiss),
        Fault.of("selector-other-namespace", 3, SelectorFaults::otherNamespace),
        Fault.of("selector-no-pods", 2, SelectorFaults::noPods),
        Fault.of("selector-too-wide", 4, SelectorFaults::tooWide),
        Fault.of("selector-partial", 2, SelectorFaults::partial));
  }

  private static Map.Entry<String, String> label(Site site) {
    return site.view().selector().entrySet().iterator().next();
  }

  /// Two letters change places, one is lost, one is doubled.
  private static @Nullable String misspelt(String word, int how) {
    int at = word.length() / 2;
    return switch (how) {
      case 0 ->
          word.length() < 4 || word.charAt(at) == word.charAt(at - 1)
              ? null
              : word.substring(0, at - 1)
                  + word.charAt(at)
                  + word.charAt(at - 1)
                  + word.substring(at + 1);
      case 1 -> word.length() < 4 ? null : word.substring(0, at) + word.substring(at + 1);
      case 2 -> word + word.charAt(word.length() - 1);
      default -> word + "-svc";
    };
  }

  private static @Nullable Injected nearMiss(Site site, int way) {
    if (!site.hasWorkload() || !site.view().hasSelector() || site.uses().isEmpty()) {
      return null;
    }
    Map.Entry<String, String> label = label(site);
    Truth truth = Truth.service("selector-near-miss", site, "spec.selector");
    switch (way) {
      case 0, 1, 2, 3 -> {
        String word = misspelt(label.getValue(), way);
        if (word == null) {
          return null;
        }
        site.editService(Str.of(word), "spec", "selector", label.getKey());
      }
      case 4 -> { // the key in another fashion
        String key =
            switch (label.getKey()) {
              case "app" -> "App";
              case "app.kubernetes.io/name" -> "app";
              case "run" -> "app";
              default -> label.getKey() + "s";
            };
        site.editService(null, "spec", "selector", label.getKey());
        site.editService(Str.of(label.getValue()), "spec", "selector", key);
      }
      case 5 -> // one label too many
          site.editService(Str.of("prod"), "spec", "selector", "environment");
      case 6 -> { // capital letters
        String word =
            label.getValue().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                + label.getValue().substring(1);
        site.editService(Str.of(word), "spec", "selector", label.getKey());
      }
      default -> { // the workload was renamed in its labels, the Service was not
        if (!site.isA("Deployment") || site.view().selector().size() > 1) {
          return null;
        }
        String word = label.getValue() + "-v2";
        String key = label.getKey();
        site.editTemplate(t -> Tree.set(t, word, "metadata", "labels", key));
        site.world()
            .edit(site.workload(), o -> Tree.set(o, word, "spec", "selector", "matchLabels", key));
        truth =
            truth
                .at(site.workload(), "spec.template.metadata.labels")
                .at(site.workload(), "spec.selector");
      }
    }
    return Injected.of(truth);
  }

  private static @Nullable Injected otherNamespace(Site site, int way) {
    if (!site.hasWorkload()
        || site.client() == null
        || site.view().isHeadless()
        || !site.view().hasSelector()) {
      return null;
    }
    List<World.Use> before = site.uses();
    String elsewhere = List.of("staging", "default", "apps").get(way);
    Obj service = site.object();
    site.world().objects.remove(site.serviceRef());
    if (!elsewhere.equals("default")) {
      site.world()
          .apply(
              "{apiVersion: v1, kind: Namespace, metadata: {name: "
                  + elsewhere
                  + "}, status: {phase: Active}}");
    }
    site.world().apply(Tree.set(service, elsewhere, "metadata", "namespace"));
    for (World.Use use : site.uses()) {
      site.world().uses.remove(use);
      String host =
          use.from().equals("outside")
              ? elsewhere + "/" + site.service().name()
              : site.service().name() + "." + elsewhere;
      site.world().uses.add(new World.Use(use.from(), host, use.port(), use.protocol()));
    }
    // Where another Service leads to those Pods already, that there are none here is as good an
    // answer.
    boolean led =
        site.world().meant.entrySet().stream()
            .anyMatch(e -> !e.getKey().equals(site.service()) && e.getValue().contains(site.id()));
    Truth truth =
        Truth.of(led ? "selector-other-namespace selector-no-pods" : "selector-other-namespace")
            .at("Service", elsewhere, site.service().name(), "")
            .at(site.workload(), "");
    ObjectKey home = site.service();
    return Injected.of(truth)
        .failing(settled -> {
          if (settled.service(home) == null) {
            return new io.binnacle.doctor.corpus.world.Oracle(settled).failures();
          }
          io.binnacle.doctor.corpus.world.Oracle oracle =
              new io.binnacle.doctor.corpus.world.Oracle(settled);
          return before.stream().flatMap(u -> oracle.failures(u).stream()).toList(); // it came home
        });
  }

  private static @Nullable Injected noPods(Site site, int way) {
    if (!site.hasWorkload() || !site.view().hasSelector() || site.uses().isEmpty()) {
      return null;
    }
    // Nothing left that looks like it: canaries and their like stay out of this.
    if (site.world().meant.getOrDefault(site.service(), java.util.Set.of()).size() != 1) {
      return null;
    }
    if (way == 0) {
      site.world().objects.remove(site.workload());
    } else {
      site.editService(
          Obj.of("app.kubernetes.io/component", Str.of("zzyzx-" + site.world().name)),
          "spec",
          "selector");
      if (site.world().get(site.workload()) == null) {
        return null;
      }
      site.world().objects.remove(site.workload());
    }
    site.world().uses.removeIf(u -> u.from().equals(site.id()));
    return Injected.of(Truth.service("selector-no-pods", site, "").at(site.workload(), ""));
  }

  private static @Nullable Injected tooWide(Site site, int way) {
    if (!site.isVirtual()
        || !site.isA("Deployment")
        || site.uses().isEmpty()
        || site.world().name.equals("bluegreen")) {
      return null;
    }
    Map<String, String> labels = Meta.labels(site.template());
    String shared = null;
    for (Obj other : site.world().all("Deployment")) {
      if (!Meta.namespace(other).equals(site.service().namespace())
          || Meta.name(other).equals(site.workload().name())) {
        continue;
      }
      Map<String, String> theirs = Meta.labels(other.obj("spec").obj("template"));
      for (Map.Entry<String, String> each : labels.entrySet()) {
        if (each.getValue().equals(theirs.get(each.getKey()))) {
          shared = each.getKey();
        }
      }
    }
    if (shared == null || way > 1) {
      if (way == 0) {
        return null;
      }
      // A label that everything of the team carries.
      String label = List.of("", "team", "app.kubernetes.io/managed-by", "env").get(way);
      shared = label;
      for (Obj other : site.world().all("Deployment")) {
        if (Meta.namespace(other).equals(site.service().namespace())) {
          site.world()
              .edit(
                  World.ref(other),
                  o -> Tree.set(o, "core", "spec", "template", "metadata", "labels", label));
        }
      }
    }
    String value = Meta.labels(site.template()).get(shared);
    site.editService(Obj.of(shared, Str.of(value == null ? "core" : value)), "spec", "selector");
    return Injected.of(Truth.service("selector-too-wide target-port-partial", site, "spec"));
  }

  /// A label that the template has and Pods made before it have not: nobody has made them anew.
  private static @Nullable Injected partial(Site site, int way) {
    if (!site.hasWorkload()
        || site.isA("Pod")
        || site.uses().isEmpty()
        || !site.view().hasSelector()) {
      return null;
    }
    String key = way == 0 ? "exposed" : "app.kubernetes.io/component";
    if (site.view().selector().containsKey(key)) {
      return null;
    }
    site.editTemplate(t -> Tree.set(t, "yes", "metadata", "labels", key));
    site.editService(Str.of("yes"), "spec", "selector", key);
    if (site.isA("StatefulSet") || site.isA("DaemonSet")) {
      site.world()
          .edit(site.workload(), o -> Tree.set(o, "OnDelete", "spec", "updateStrategy", "type"));
    } else {
      site.world().edit(site.workload(), o -> o.change("spec", s -> s.with("paused", true)));
    }
    site.world()
        .podLabels
        .merge(site.id() + "#0", Obj.of(key, Str.of("")), (had, more) -> had.with(key, Str.of("")));
    Truth truth =
        Truth.service("selector-partial", site, "")
            .at(site.workload(), "")
            .orPodsOf(site.workload());
    return Injected.of(truth)
        .failing(settled -> {
          List<String> out =
              new java.util.ArrayList<>(
                  new io.binnacle.doctor.corpus.world.Oracle(settled).failures());
          long ready = settled.podsOf(site.id()).stream().filter(p -> p.isReady()).count();
          var service = settled.service(site.service());
          long reached =
              service == null
                  ? 0
                  : settled.podsBehind(service).stream().filter(p -> p.isReady()).count();
          if (reached < ready) {
            out.add(reached + " of " + ready + " Pods get any traffic");
          }
          return out;
        });
  }
}

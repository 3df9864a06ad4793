package io.binnacle.doctor.corpus.fresh;

import io.binnacle.doctor.corpus.fault.Fault.Injected;
import io.binnacle.doctor.corpus.fault.Site;
import io.binnacle.doctor.corpus.fault.Truth;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Settler;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.model.yaml.Yaml;
import io.binnacle.model.yaml.YamlException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Reads the cases and makes them.
public final class FreshCases {
  private static final List<String> FILES =
      List.of(
          "select",
          "pods",
          "ports",
          "names",
          "external",
          "slices",
          "traffic",
          "addresses",
          "cluster",
          "policy");

  private static final int EACH = 3;

  private FreshCases() {}

  /// A world in which nothing is wrong.
  ///
  /// @param rules whether evidence has the packet filters of its nodes
  public record Control(String name, World world, boolean rules) {}

  private static Obj read(String file) {
    try (InputStream in =
        FreshCases.class.getResourceAsStream("/corpus/fresh/cases/" + file + ".yaml")) {
      return (Obj) Yaml.parse(Objects.requireNonNull(in, file).readAllBytes()).getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (YamlException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, List<Obj>> scripts() {
    Map<String, List<Obj>> out = new LinkedHashMap<>();
    for (String file : FILES) {
      Obj all = read(file);
      all.keys().forEach(id -> out.put(id, all.arr(id).objects()));
    }
    return out;
  }

  /// The cases of every class.
  public static Map<String, List<Fresh>> single() {
    Map<String, List<Fresh>> out = new LinkedHashMap<>();
    scripts()
        .forEach((id, scripts) -> {
          List<Fresh> cases = new ArrayList<>();
          for (Obj script : scripts) {
            try {
              Site site = FreshWorlds.site(script.str("at"));
              Injected injected = inject(id, site, script);
              cases.add(made(id, script.str("at") + " #" + cases.size(), site, List.of(injected)));
            } catch (RuntimeException e) {
              throw new IllegalArgumentException(id + " " + script, e);
            }
          }
          out.put(id, cases);
        });
    return out;
  }

  private static Fresh made(String id, String name, Site site, List<Injected> injected) {
    Settled settled = new Settler(site.world()).settle();
    List<String> failures = new ArrayList<>();
    injected.forEach(i -> failures.addAll(i.fails().apply(settled)));
    return new Fresh(id, name, site, injected, settled, failures);
  }

  private static Injected inject(String id, Site site, Obj script) {
    new Script(site).run(script);
    Injected injected = Injected.of(truth(id, site, script)).failing(Property.of(site, script));
    injected = script.bool("note", false) ? injected.noteOnly() : injected;
    injected = script.bool("cluster", false) ? injected.ofCluster() : injected;
    return script.has("rules")
        ? injected.with(s -> List.of(Property.rules(site, script).apply(s)))
        : injected;
  }

  /// `truth` names places as `S spec.ports`, `W` (its Pods as well) or `Deployment ns/name spec`; without it, the Service.
  private static Truth truth(String id, Site site, Obj script) {
    Truth truth = Truth.of((id + " " + script.str("also")).strip());
    List<String> places = script.has("truth") ? script.arr("truth").strings() : List.of("S");
    for (String place : places) {
      String[] words = place.split(" ");
      boolean named = words[0].length() > 1;
      String field = words.length > (named ? 2 : 1) ? words[words.length - 1] : "";
      ObjectRef object =
          switch (words[0]) {
            case "S" -> site.serviceRef();
            case "W" -> site.workload();
            case "K" -> Objects.requireNonNull(site.client(), place);
            default -> Script.ref(words[0], words[1]);
          };
      truth = truth.at(object, field);
      if (words[0].equals("W") || words[0].equals("K")) {
        truth = truth.orPodsOf(object);
      }
    }
    return truth;
  }

  /// Two faults in one Service: every pair of classes in `doubles.yaml`, at up to three Services that have both.
  public static List<Fresh> twofold() {
    Map<String, List<Obj>> scripts = scripts();
    List<Fresh> out = new ArrayList<>();
    for (String pair : read("doubles").arr("pairs").strings()) {
      String[] ids = pair.split(" ");
      Set<String> used = new HashSet<>();
      for (Obj first : scripts.getOrDefault(ids[0], List.of())) {
        for (Obj second : scripts.getOrDefault(ids[1], List.of())) {
          if (first.str("at").equals(second.str("at"))
              && first.obj("set").keys().stream().noneMatch(second.obj("set")::has)
              && used.size() < EACH
              && used.add(first.str("at"))) {
            out.add(twofold(ids, first, second));
          }
        }
      }
    }
    return out;
  }

  private static Fresh twofold(String[] ids, Obj first, Obj second) {
    Site site = FreshWorlds.site(first.str("at"));
    List<Injected> both = List.of(inject(ids[0], site, first), inject(ids[1], site, second));
    return made(ids[0] + "+" + ids[1], first.str("at"), site, both);
  }

  /// Worlds as they are, and those that only look broken.
  public static List<Control> healthy() {
    List<Control> out = new ArrayList<>();
    for (String name : FreshWorlds.names()) {
      out.add(new Control("as it is: " + name, FreshWorlds.world(name), true));
    }
    for (String file : List.of("lookalikes", "lookalikes-more")) {
      for (Value each : read(file).arr("healthy")) {
        Obj script = (Obj) each;
        try {
          Site site = FreshWorlds.site(script.str("at"));
          new Script(site).run(script);
          out.add(
              new Control(script.str("name") + " (" + script.str("at") + ")", site.world(), false));
        } catch (RuntimeException e) {
          throw new IllegalArgumentException(script.toString(), e);
        }
      }
    }
    return out;
  }
}

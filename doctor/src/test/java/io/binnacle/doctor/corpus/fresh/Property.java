package io.binnacle.doctor.corpus.fresh;

import io.binnacle.doctor.corpus.fault.Site;
import io.binnacle.doctor.corpus.world.Kernel;
import io.binnacle.doctor.corpus.world.Oracle;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Settler;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.evidence.Rules;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What fails because of a fault.
final class Property {
  private Property() {}

  static Function<Settled, List<String>> of(Site site, Obj script) {
    if (script.has("while")) {
      List<String> conditions = script.arr("while").strings();
      Script names = new Script(site);
      return s ->
          conditions.stream().allMatch(c -> holds(s, names, c))
              ? List.of("still " + String.join(" and ", conditions))
              : List.of();
    }
    if (script.has("rules")) {
      Function<Settled, Rules> shown = rules(site, script);
      return script.str("rules").equals("shadowed")
          ? _ -> List.of("another chain takes the packet first")
          : s -> Kernel.failures(s, shown.apply(s), site.service());
    }
    return switch (script.str("check")) {
      case "" -> s -> requests(s, site);
      case "all" -> s -> new Oracle(s).failures();
      case "unreached" -> s -> unreached(s, site);
      case "overloaded" -> s -> overloaded(s, site);
      default -> throw new IllegalArgumentException(script.str("check"));
    };
  }

  private static List<String> requests(Settled settled, Site site) {
    Oracle oracle = new Oracle(settled);
    List<String> out = new ArrayList<>();
    for (World.Use use : site.uses()) {
      oracle.failures(use).forEach(f -> out.add(use.from() + " -> " + use.host() + ": " + f));
    }
    return out;
  }

  /// Whether a condition as `S spec type = NodePort`, `S metadata deletionTimestamp *` (is there), `W spec ~ word` (has it) or
  /// `S spec clusterIP ! None` (is another) holds.
  private static boolean holds(Settled settled, Script names, String condition) {
    String[] words = condition.split(" ");
    String last = words[words.length - 1];
    boolean present = last.equals("*");
    int end = present ? words.length - 1 : words.length - 2;
    Script.Spot spot = names.spot(String.join(" ", List.of(words).subList(0, end)));
    Obj object = settled.find(spot.ref().resource(), spot.ref().key());
    Value found = Tree.get(object, spot.path());
    if (present) {
      return found != null;
    }
    return switch (words[end]) {
      case "~" -> String.valueOf(found).contains(last);
      case "!" -> object != null && !text(found).equals(last);
      default -> text(found).equals(last);
    };
  }

  private static String text(@Nullable Value value) {
    return switch (value) {
      case Str s -> s.value();
      case Int n -> String.valueOf(n.value());
      case null -> "";
      default -> value.toString();
    };
  }

  /// Requests that fail, and ready Pods of the workload that no endpoint leads to.
  private static List<String> unreached(Settled settled, Site site) {
    List<String> out = new ArrayList<>(requests(settled, site));
    ServiceView service = settled.service(site.service());
    List<String> reached =
        settled.slices(site.service()).stream()
            .filter(s -> !s.ports().isEmpty())
            .flatMap(s -> s.endpoints().stream())
            .filter(SliceView.Endpoint::isReady)
            .map(SliceView.Endpoint::address)
            .toList();
    for (PodView pod : settled.pods()) {
      boolean meant =
          settled.makerOf(pod).startsWith(site.id())
              && pod.namespace().equals(site.service().namespace());
      if (service != null && meant && pod.isReady() && !reached.contains(pod.podIp())) {
        out.add(pod.key() + " gets no traffic");
      }
    }
    return out;
  }

  /// Endpoints that hints give three times their share, if each node sends the same.
  private static List<String> overloaded(Settled settled, Site site) {
    Map<String, Integer> hinted = new TreeMap<>();
    int all = 0;
    for (SliceView slice : settled.slices(site.service())) {
      for (SliceView.Endpoint each : slice.endpoints()) {
        if (each.isReady() && each.hintZones().isEmpty()) {
          return List.of();
        }
        all += each.isReady() ? 1 : 0;
        each.hintZones().forEach(z -> hinted.merge(z, 1, Integer::sum));
      }
    }
    List<String> out = new ArrayList<>();
    for (Map.Entry<String, Integer> zone : Map.of("zone-a", 2, "zone-b", 1).entrySet()) {
      int here = hinted.getOrDefault(zone.getKey(), 0);
      if (here > 0 && zone.getValue() * all >= 9 * here) {
        out.add("endpoints of " + zone.getKey() + " get three times their share or more");
      }
    }
    return out;
  }

  /// What evidence shows of a node's packet filter.
  static Function<Settled, Rules> rules(Site site, Obj script) {
    String node = script.str("node", "worker-2");
    List<String> foreign = script.arr("foreign").strings();
    return switch (script.str("rules")) {
      case "no-entries" ->
          s -> Kernel.of(s, node, key -> !key.equals(site.service()), s, List.of());
      case "no-table" -> s -> Kernel.without(s, node);
      case "shadowed" -> s -> Kernel.of(s, node, _ -> true, s, foreign);
      default ->
          s -> Kernel.of(s, node, _ -> true, before(s, site, script.str("rules")), List.of());
    };
  }

  /// The cluster when the rules were written: its slices were other ones.
  private static Settled before(Settled now, Site site, String how) {
    World world = now.world.copy();
    for (Obj slice : now.all(ResourceName.ENDPOINT_SLICES)) {
      SliceView view = SliceView.of(slice);
      if (view.serviceName().equals(site.service().name())
          && view.namespace().equals(site.service().namespace())) {
        world.tampered.put(World.ref(slice), Tampering.changed(slice, how));
      }
    }
    return new Settler(world).settle();
  }
}

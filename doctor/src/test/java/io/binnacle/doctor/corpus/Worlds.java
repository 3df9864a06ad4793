package io.binnacle.doctor.corpus;

import io.binnacle.doctor.corpus.fault.Site;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The worlds that work.
final class Worlds {
  static final List<String> NAMES =
      List.of(
          "bookshop",
          "payments",
          "database",
          "monitoring",
          "resolver",
          "edge",
          "legacy",
          "tenants",
          "dualstack",
          "bluegreen",
          "queue",
          "search",
          "operators",
          "games",
          "ci");
  private static final List<World> ALL = NAMES.stream().map(World::load).toList();

  private Worlds() {}

  static List<World> all() {
    return ALL.stream().map(World::copy).toList();
  }

  /// Where faults can be put: each Service that people applied, in a world of its own.
  static List<Site> sites() {
    List<Site> out = new ArrayList<>();
    for (World world : ALL) {
      for (Obj service : world.all("Service")) {
        if (Meta.namespace(service).equals("kube-system")
            || Meta.name(service).equals("kubernetes")) {
          continue;
        }
        ObjectKey key = ObjectKey.of(service);
        out.add(new Site(world, key, maker(world, key)));
      }
    }
    return out;
  }

  static Site fresh(Site site) {
    return new Site(site.world().copy(), site.service(), site.maker());
  }

  private static @org.jspecify.annotations.Nullable ObjectRef maker(
      World world, ObjectKey service) {
    Set<String> meant = world.meant.getOrDefault(service, Set.of());
    for (ObjectRef ref : world.objects.keySet()) {
      if (meant.contains(World.id(ref))) {
        return ref;
      }
    }
    return null;
  }
}

package io.binnacle.doctor.corpus;

import io.binnacle.doctor.corpus.fault.Site;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Worlds in which nothing is wrong, though it may look so.
final class Healthy {
  /// @param name what looks wrong and is not
  /// @param world at work
  /// @param rules whether evidence has the packet filters of its nodes
  record Control(String name, World world, boolean rules) {}

  private final List<Control> out = new ArrayList<>();

  private Healthy() {}

  static List<Control> all() {
    Healthy healthy = new Healthy();
    for (World world : Worlds.all()) {
      healthy.out.add(new Control("as it is: " + world.name, world, false));
      World probed = world.copy();
      probed.probed = true;
      healthy.out.add(new Control("probed: " + world.name, probed, !world.dual));
    }
    LookAlikes.services(healthy);
    LookAlikes.ports(healthy);
    PodLookAlikes.pods(healthy);
    NameLookAlikes.names(healthy);
    ClusterLookAlikes.policies(healthy);
    ClusterLookAlikes.traffic(healthy);
    ClusterLookAlikes.cluster(healthy);
    return healthy.out;
  }

  /// A change of one world.
  void in(String world, String name, Consumer<World> change) {
    for (World each : Worlds.all()) {
      if (each.name.equals(world)) {
        change.accept(each);
        out.add(new Control(name + " (" + world + ")", each, false));
      }
    }
  }

  /// More manifests for one world.
  void with(String world, String name, String yaml) {
    in(world, name, w -> w.apply(yaml));
  }

  /// The same change at up to `count` Services of different worlds.
  void at(String name, int count, Predicate<Site> fits, Consumer<Site> change) {
    Map<String, Integer> used = new TreeMap<>();
    int made = 0;
    List<Site> sites = Worlds.sites();
    int start = Math.floorMod(name.hashCode(), sites.size());
    for (int i = 0; i < sites.size() && made < count; i++) {
      Site site = Worlds.fresh(sites.get((start + 3 * i) % sites.size()));
      if (fits.test(site) && used.merge(site.world().name, 1, Integer::sum) == 1) {
        change.accept(site);
        out.add(
            new Control(
                name + " (" + site.world().name + " " + site.service() + ")", site.world(), false));
        made++;
      }
    }
  }

  /// Whether a Deployment alone is behind a Service that has an address.
  static boolean plain(Site site) {
    return site.isVirtual()
        && site.isA("Deployment")
        && site.world().meant.getOrDefault(site.service(), java.util.Set.of()).size() == 1;
  }

  static Obj obj(String yaml) {
    try {
      return (Obj)
          io.binnacle.model.yaml.Yaml.parse(yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8))
              .getFirst();
    } catch (io.binnacle.model.yaml.YamlException e) {
      throw new IllegalArgumentException(e);
    }
  }
}

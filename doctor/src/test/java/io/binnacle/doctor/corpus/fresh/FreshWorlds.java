package io.binnacle.doctor.corpus.fresh;

import io.binnacle.doctor.corpus.fault.Site;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The worlds of this set, all at work.
public final class FreshWorlds {
  private static final Map<String, World> ALL =
      List.of("streams", "tills", "backoffice", "gates", "names", "gauges", "schools", "moving")
          .stream()
          .collect(Collectors.toMap(Function.identity(), n -> World.load("fresh/worlds/" + n)));

  private FreshWorlds() {}

  static World world(String name) {
    return Objects.requireNonNull(ALL.get(name), name).copy();
  }

  static List<String> names() {
    return ALL.keySet().stream().sorted().toList();
  }

  /// A place in a world of its own.
  ///
  /// @param at as `tills tills/gateway`: the world and the Service
  static Site site(String at) {
    String[] words = at.split(" ");
    World world = world(words[0]);
    String[] key = words[1].split("/");
    ObjectKey service = new ObjectKey(key[0], key[1]);
    return new Site(world, service, maker(world, service));
  }

  private static @Nullable ObjectRef maker(World world, ObjectKey service) {
    Set<String> meant = world.meant.getOrDefault(service, Set.of());
    for (ObjectRef ref : world.objects.keySet()) {
      if (meant.contains(World.id(ref))) {
        return ref;
      }
    }
    return null;
  }
}

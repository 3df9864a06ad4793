package io.binnacle.control.workload;

import io.binnacle.client.cache.ObjectCache;
import io.binnacle.client.cache.Snapshot;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;

/// Finds the objects of a collection by who controls them, without walking the collection.
public final class Owned {
  private static final String INDEX = "controller";

  /// UIDs hold no colon, so that an orphan is never filed under one.
  private static final String ORPHANS = "orphans:";

  private Owned() {}

  /// Follows `resource` so that it can be asked about. Several controllers may.
  public static void register(ObjectCache cache, ResourceName resource) {
    cache.follow(resource).index(resource, INDEX, object -> List.of(filedUnder(object)));
  }

  /// The objects whose controller is the object with this UID, sorted by namespace and name.
  public static List<Obj> by(String ownerUid, ResourceName resource, Snapshot snapshot) {
    return snapshot.byIndex(resource, INDEX, ownerUid);
  }

  /// The objects `owner` controls, and those of its namespace that nobody controls, sorted by name within each.
  public static List<Obj> candidates(Obj owner, ResourceName resource, Snapshot snapshot) {
    List<Obj> out = new ArrayList<>(by(Meta.uid(owner), resource, snapshot));
    out.addAll(by(ORPHANS + Meta.namespace(owner), resource, snapshot));
    return out;
  }

  private static String filedUnder(Obj object) {
    Obj controller = Meta.controllerOf(object);
    return controller == null ? ORPHANS + Meta.namespace(object) : controller.str("uid");
  }
}

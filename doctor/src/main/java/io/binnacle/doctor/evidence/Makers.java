package io.binnacle.doctor.evidence;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Who made what, as controller references have it.
final class Makers {
  /* References are anybody's to write and may lead in a circle. */
  private static final int MOST = 5;

  private Makers() {}

  /// The maker of a Pod that nobody made; the Pod itself if it has none, null if not all of them are seen.
  static @Nullable Workload last(PodView pod, Function<ResourceName, Table> tables) {
    ResourceName resource = ResourceName.PODS;
    Obj object = pod.object();
    for (int step = 0; step <= MOST; step++) {
      Obj owner = Meta.controllerOf(object);
      if (owner == null) {
        return new Workload(Kinds.ref(resource, object), object);
      }
      ResourceName above = Kinds.resource(owner.str("apiVersion"), owner.str("kind"));
      if (above == null) {
        return null;
      }
      Obj found = tables.apply(above).get(new ObjectKey(pod.namespace(), owner.str("name")));
      if (found == null || !isMeant(owner, found)) {
        return null;
      }
      resource = above;
      object = found;
    }
    return null;
  }

  /// Whether a reference means this object of that name. Manifests have no UIDs.
  private static boolean isMeant(Obj reference, Obj found) {
    String uid = reference.str("uid");
    return uid.isEmpty() || Meta.uid(found).isEmpty() || uid.equals(Meta.uid(found));
  }
}

package io.binnacle.doctor.corpus.fresh;

import io.binnacle.doctor.corpus.fault.Site;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Settler;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.List;

/// Slices that are no longer as their controller wrote them.
final class Tampering {
  private Tampering() {}

  /// @param how `empty`, `drop`, `gone`, `all-gone`, `extra`, `unready` or `port N`; after `all`, of every Service outside kube-system
  static void with(Site site, String how) {
    World world = site.world();
    Settled settled = new Settler(world.copy()).settle();
    boolean all = how.startsWith("all ");
    for (Obj slice : settled.all(ResourceName.ENDPOINT_SLICES)) {
      SliceView view = SliceView.of(slice);
      boolean mine =
          all
              ? !view.namespace().equals("kube-system")
              : new ObjectKey(view.namespace(), view.serviceName()).equals(site.service());
      if (mine && view.managedBy().startsWith("endpointslice-controller")) {
        world.tampered.put(World.ref(slice), changed(slice, all ? how.substring(4) : how));
      }
    }
  }

  static Obj changed(Obj slice, String how) {
    List<Value> endpoints = new ArrayList<>(slice.arr("endpoints").asList());
    if (how.startsWith("port ")) {
      Value port = Int.of(Integer.parseInt(how.substring(5)));
      return slice.with("ports", slice.arr("ports").map(p -> ((Obj) p).with("port", port)));
    }
    switch (how) {
      case "empty" -> endpoints.clear();
      case "drop" -> endpoints.removeLast();
      case "gone" -> endpoints.set(0, gone(endpoints.getFirst()));
      case "all-gone" -> endpoints.replaceAll(Tampering::gone);
      case "extra" -> endpoints.add(gone(endpoints.getLast()));
      case "unready" ->
          endpoints.replaceAll(e ->
              ((Obj) e)
                  .change(
                      "conditions", c -> c.with("ready", Bool.FALSE).with("serving", Bool.FALSE)));
      default -> throw new IllegalArgumentException(how);
    }
    return slice.with("endpoints", Arr.copyOf(endpoints));
  }

  /// The endpoint of a Pod that is no more.
  private static Value gone(Value endpoint) {
    Obj was = (Obj) endpoint;
    String ip = was.arr("addresses").strings().getFirst();
    int dot = ip.lastIndexOf('.');
    String old = ip.substring(0, dot + 1) + (Integer.parseInt(ip.substring(dot + 1)) + 140);
    return was.with("addresses", Arr.of(Str.of(old)))
        .change("targetRef", t -> t.with("name", t.str("name") + "0").with("uid", "was-" + old));
  }
}

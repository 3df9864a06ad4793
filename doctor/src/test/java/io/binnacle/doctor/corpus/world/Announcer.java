package io.binnacle.doctor.corpus.world;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;

/// Writes the Events of node agents and controllers.
final class Announcer {
  private final Settled out;

  Announcer(Settled out) {
    this.out = out;
  }

  void say(String kind, Obj about, String type, String reason, String message) {
    String name =
        Meta.name(about) + "." + Settler.letters(kind + Meta.name(about) + reason + message, 12);
    Obj event =
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Event")
            .put(
                "metadata",
                Obj.builder().put("name", name).put("namespace", Meta.namespace(about)).build())
            .put(
                "involvedObject",
                Obj.builder()
                    .put("apiVersion", about.str("apiVersion"))
                    .put("kind", kind)
                    .put("name", Meta.name(about))
                    .put("namespace", Meta.namespace(about))
                    .put("uid", Meta.uid(about))
                    .build())
            .put("type", type)
            .put("reason", reason)
            .put("message", message)
            .put("count", 12)
            .put("firstTimestamp", Settler.ago(1800))
            .put("lastTimestamp", Settler.ago(25))
            .put(
                "source",
                Obj.of("component", Str.of(kind.equals("Pod") ? "kubelet" : "controllermanager")))
            .build();
    out.put(ResourceName.EVENTS, Settler.born(event));
  }
}

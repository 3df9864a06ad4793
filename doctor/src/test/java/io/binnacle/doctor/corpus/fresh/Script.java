package io.binnacle.doctor.corpus.fresh;

import io.binnacle.doctor.corpus.fault.Site;
import io.binnacle.doctor.corpus.world.Fate;
import io.binnacle.doctor.corpus.world.Socket;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a case does to a world, as its file has it.
///
/// Objects are written `S` for the Service of the case, `W` for the workload behind, `T` for its Pod template, `P` for the Pods' spec, `C`
/// for their first container, `K` for the Pods' spec of the Service's client, or as `Deployment tills/gateway`. A path follows, in words: a
/// number is a position in a list, one beyond its end appends.
final class Script {
  private static final Map<String, String> VERSIONS =
      Map.of(
          "Deployment", "apps/v1",
          "StatefulSet", "apps/v1",
          "DaemonSet", "apps/v1",
          "ReplicaSet", "apps/v1",
          "Job", "batch/v1",
          "Ingress", "networking.k8s.io/v1",
          "NetworkPolicy", "networking.k8s.io/v1",
          "EndpointSlice", "discovery.k8s.io/v1",
          "Lease", "coordination.k8s.io/v1");

  private final Site site;
  private final World world;

  Script(Site site) {
    this.site = site;
    this.world = site.world();
  }

  /// An object and a path in it.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Spot(ObjectRef ref, Object[] path) {}

  static ObjectRef ref(String kind, String name) {
    int slash = name.indexOf('/');
    return World.ref(
        VERSIONS.getOrDefault(kind, "v1"),
        kind,
        slash < 0 ? "" : name.substring(0, slash),
        name.substring(slash + 1));
  }

  Spot spot(String text) {
    String[] words = text.split(" ");
    List<Object> path = new ArrayList<>();
    ObjectRef ref;
    int next = 1;
    switch (words[0]) {
      case "S" -> ref = site.serviceRef();
      case "W" -> ref = site.workload();
      case "T", "P", "C" -> {
        ref = site.workload();
        path.addAll(List.of("spec", "template"));
        if (!words[0].equals("T")) {
          path.add("spec");
        }
        if (words[0].equals("C")) {
          path.addAll(List.of("containers", 0));
        }
      }
      case "K" -> {
        ref = Objects.requireNonNull(site.client(), text);
        path.addAll(List.of("spec", "template", "spec"));
      }
      default -> {
        ref = ref(words[0], words[1]);
        next = 2;
      }
    }
    for (int i = next; i < words.length; i++) {
      path.add(words[i].matches("[0-9]+") ? (Object) Integer.valueOf(words[i]) : words[i]);
    }
    return new Spot(ref, path.toArray());
  }

  /// A workload as worlds name it, `W` for the one behind.
  private String id(String text) {
    return text.equals("W") || text.startsWith("W#") ? site.id() + text.substring(1) : text;
  }

  void run(Obj script) {
    script.arr("delete").strings().forEach(each -> world.objects.remove(spot(each).ref()));
    script.arr("apply").objects().forEach(world::apply);
    script.obj("set").forEach((where, value) -> set(spot(where), value));
    script.obj("fate").forEach((who, how) -> fate(id(who), ((Str) how).value()));
    script.arr("unuse").strings().forEach(t -> world.uses.removeIf(u -> text(u).startsWith(t)));
    script.arr("uses").strings().forEach(each -> world.uses.add(use(each)));
    script
        .obj("lost")
        .forEach((node, _) -> world.lost.put(node, (int) script.obj("lost").integer(node, 0)));
    script.obj("nodes").stringMap().forEach((pod, node) -> world.podNodes.put(id(pod), node));
    script.obj("labels").forEach((pod, labels) -> world.podLabels.put(id(pod), (Obj) labels));
    script.obj("listens").stringMap().forEach((w, s) -> world.listens.put(id(w), Socket.list(s)));
    world.outside.addAll(script.arr("outside").strings());
    world.names.addAll(script.arr("names").strings());
    world.images.addAll(script.arr("images").strings());
    world.healthy.addAll(script.arr("healthy").strings());
    world.probed |= script.bool("probed", false);
    world.balancer &= script.bool("balancer", true);
    world.dual |= script.bool("dual", false);
    world.podsOfOneFamily |= script.bool("onefamily", false);
    world.controllersStoppedFor = (int) script.integer("stopped", world.controllersStoppedFor);
    script.arr("events").objects().forEach(this::event);
    if (script.bool("unmeant", false)) {
      world.meant.remove(site.service());
    }
    script.arr("tamper").strings().forEach(each -> Tampering.with(site, each));
  }

  private void set(Spot spot, Value value) {
    @Nullable Value put = value instanceof Null ? null : value;
    world.edit(spot.ref(), o -> Tree.set(o, put, spot.path()));
  }

  private static String text(World.Use use) {
    return use.from() + " -> " + use.host();
  }

  private static World.Use use(String text) {
    String[] sides = text.split(" -> ");
    int colon = sides[1].lastIndexOf(':');
    String port = sides[1].substring(colon + 1);
    return new World.Use(
        sides[0],
        sides[1].substring(0, colon),
        Integer.parseInt(port.replace("/udp", "")),
        port.endsWith("/udp") ? "UDP" : "TCP");
  }

  /// One or more of what happens to Pods, divided by `;`.
  private void fate(String who, String how) {
    for (String each : how.split(";")) {
      String part = each.strip();
      int space = part.indexOf(' ');
      String verb = space < 0 ? part : part.substring(0, space);
      String rest = part.substring(space + 1);
      world.fate(who, f -> fate(f, verb, rest));
    }
  }

  private static Fate fate(Fate fate, String verb, String rest) {
    return switch (verb) {
      case "crash" -> fate.crashing(rest);
      case "refused" -> fate.refused(rest);
      case "init" -> fate.init(rest);
      case "unready" -> fate.unready(rest);
      case "ended" -> fate.ended(rest);
      case "ungated" -> fate.withoutGates();
      case "terminating" -> fate.terminating(Integer.parseInt(rest));
      case "young" -> fate.young(Integer.parseInt(rest));
      case "listens" -> fate.listens(rest);
      default -> throw new IllegalArgumentException(verb);
    };
  }

  private void event(Obj event) {
    String name = site.service().name();
    Obj about =
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Service")
            .put("name", name)
            .put("namespace", site.service().namespace())
            .build();
    Obj.Builder metadata =
        Obj.builder().put("name", name + ".18a0").put("namespace", site.service().namespace());
    world.events.add(
        event
            .with("apiVersion", "v1")
            .with("kind", "Event")
            .with("metadata", metadata.build())
            .with("involvedObject", about)
            .with("type", "Warning")
            .with("count", 17)
            .with("lastTimestamp", "2025-11-20T08:13:40Z"));
  }
}

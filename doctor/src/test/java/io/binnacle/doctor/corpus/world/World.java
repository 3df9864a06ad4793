package io.binnacle.doctor.corpus.world;

import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.model.yaml.Yaml;
import io.binnacle.model.yaml.YamlException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What people have applied to a cluster, and the facts no manifest shows: where processes listen, who asks whom, what exists outside.
/// For one thread; [#copy] before changing.
public final class World {
  /// Kinds people apply that the doctor does not read; the node agent looks at them.
  private static final Map<String, ResourceName> UNREAD =
      Map.of(
          "ConfigMap", ResourceName.CONFIG_MAPS,
          "Secret", ResourceName.SECRETS,
          "ServiceAccount", ResourceName.SERVICE_ACCOUNTS);

  public final String name;
  public final Map<ObjectRef, Obj> objects = new TreeMap<>();

  /// By workload, as `shop/Deployment/web`.
  public final Map<String, List<Socket>> listens = new TreeMap<>();

  /// By workload, or by one of its Pods, as `shop/Deployment/web#0`.
  public final Map<String, Fate> fates = new TreeMap<>();

  public final List<Use> uses = new ArrayList<>();

  /// `address:port` that answer outside the cluster.
  public final Set<String> outside = new HashSet<>();

  /// Names that resolve outside the cluster.
  public final Set<String> names = new HashSet<>();

  public final Set<String> images = new HashSet<>();

  /// Paths that answer 200, as `shop/Deployment/web /healthz`.
  public final Set<String> healthy = new HashSet<>();

  /// What somebody made of what controllers had written: null for gone. Applied last.
  public final Map<ObjectRef, @Nullable Obj> tampered = new TreeMap<>();

  /// Which workloads each Service leads to while all is well.
  public final Map<ObjectKey, Set<String>> meant = new HashMap<>();

  /// Nodes that do not answer, and for how many seconds.
  public final Map<String, Integer> lost = new HashMap<>();

  /// Labels that one Pod has apart from its template, by `shop/Deployment/web#0`; an empty one is missing.
  public final Map<String, Obj> podLabels = new TreeMap<>();

  /// Nodes for single Pods, by `shop/Deployment/web#0`.
  public final Map<String, String> podNodes = new TreeMap<>();

  /// Endpoints an operator points at the first ready Pod of a workload, by namespace and name.
  public final Map<String, String> leaders = new TreeMap<>();

  /// Whether Pods have IPv4 addresses only, though Services can have both.
  public boolean podsOfOneFamily;

  public final List<Obj> events = new ArrayList<>();
  public boolean dual;
  public boolean balancer = true;
  public int controllersStoppedFor;

  /// Whether probes are made, so that evidence has more than objects.
  public boolean probed;

  /// Somebody asks somebody.
  ///
  /// @param from a workload as `shop/Deployment/web`, or `outside`
  /// @param host the name in the URL; for `outside`, the Service as `shop/web`
  public record Use(String from, String host, int port, String protocol) {
    static Use parse(String text) {
      String[] sides = text.split(" -> ");
      String to = sides[1].strip();
      String protocol = to.endsWith("/udp") ? "UDP" : "TCP";
      to = to.replace("/udp", "");
      int colon = to.lastIndexOf(':');
      return new Use(
          sides[0].strip(),
          to.substring(0, colon),
          Integer.parseInt(to.substring(colon + 1)),
          protocol);
    }
  }

  private World(String name) {
    this.name = name;
  }

  /// The world in `corpus/<file>.yaml`: one document of facts, then manifests; with what every cluster has.
  public static World load(String file) {
    World world = new World(file);
    world.read("base");
    world.read(file);
    world.objects.forEach(world::learn);
    Settled settled = new Settler(world).settle();
    for (Obj service : settled.all(ResourceName.SERVICES)) {
      world.meant.put(ObjectKey.of(service), settled.workloadsBehind(ObjectKey.of(service)));
    }
    return world;
  }

  private void read(String file) {
    try (InputStream in = World.class.getResourceAsStream("/corpus/" + file + ".yaml")) {
      byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
      for (Value document : Yaml.parse(bytes)) {
        Obj object = (Obj) document;
        if (object.has("kind")) {
          apply(object);
        } else {
          facts(object);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (YamlException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private void facts(Obj facts) {
    facts.obj("listens").stringMap().forEach((who, where) -> listens.put(who, Socket.list(where)));
    facts.arr("uses").strings().forEach(use -> uses.add(Use.parse(use)));
    outside.addAll(facts.arr("outside").strings());
    names.addAll(facts.arr("names").strings());
    facts.obj("podLabels").forEach((who, labels) -> podLabels.put(who, (Obj) labels));
    facts.obj("fates").stringMap().forEach((who, how) -> fates.put(who, Fate.USUAL.ended(how)));
    leaders.putAll(facts.obj("leaders").stringMap());
    dual |= facts.bool("dual", false);
  }

  private void learn(ObjectRef ref, Obj object) {
    Obj template = ref.kind().equals("Pod") ? object : object.obj("spec").obj("template");
    for (String list : List.of("initContainers", "containers")) {
      for (Obj container : template.obj("spec").arr(list).objects()) {
        images.add(container.str("image"));
        for (String probe : List.of("readinessProbe", "livenessProbe", "startupProbe")) {
          healthy.add(id(ref) + " " + container.obj(probe).obj("httpGet").str("path"));
        }
      }
    }
  }

  public World copy() {
    World out = new World(name);
    out.objects.putAll(objects);
    out.listens.putAll(listens);
    out.fates.putAll(fates);
    out.uses.addAll(uses);
    out.outside.addAll(outside);
    out.names.addAll(names);
    out.images.addAll(images);
    out.healthy.addAll(healthy);
    out.tampered.putAll(tampered);
    out.meant.putAll(meant);
    out.lost.putAll(lost);
    out.events.addAll(events);
    out.podLabels.putAll(podLabels);
    out.podNodes.putAll(podNodes);
    out.leaders.putAll(leaders);
    out.podsOfOneFamily = podsOfOneFamily;
    out.dual = dual;
    out.balancer = balancer;
    out.controllersStoppedFor = controllersStoppedFor;
    out.probed = probed;
    return out;
  }

  /// How facts name a workload: `shop/Deployment/web`.
  public static String id(ObjectRef ref) {
    return ref.namespace() + "/" + ref.kind() + "/" + ref.name();
  }

  public static ObjectRef ref(Obj object) {
    ResourceName resource = Kinds.resource(object.str("apiVersion"), object.str("kind"));
    return ObjectRef.of(
        resource == null
            ? Objects.requireNonNull(UNREAD.get(object.str("kind")), object.str("kind"))
            : resource,
        object);
  }

  public static ObjectRef ref(String apiVersion, String kind, String namespace, String objectName) {
    return ref(
        Obj.builder()
            .put("apiVersion", apiVersion)
            .put("kind", kind)
            .put(
                "metadata",
                Obj.builder().put("namespace", namespace).put("name", objectName).build())
            .build());
  }

  public void apply(Obj object) {
    Obj placed =
        ref(object).namespace().isEmpty() && Kinds.isNamespaced(ref(object).resource())
            ? Tree.set(object, "default", "metadata", "namespace")
            : object;
    objects.put(ref(placed), placed);
  }

  /// Adds manifests; quotes may be single.
  public void apply(String yaml) {
    try {
      for (Value value : Yaml.parse(yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
        apply((Obj) value);
      }
    } catch (YamlException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public void edit(ObjectRef ref, UnaryOperator<Obj> change) {
    objects.put(ref, change.apply(Objects.requireNonNull(objects.get(ref), ref.toString())));
  }

  public void fate(String who, UnaryOperator<Fate> change) {
    fates.put(who, change.apply(fates.getOrDefault(who, Fate.USUAL)));
  }

  public @Nullable Obj get(ObjectRef ref) {
    return objects.get(ref);
  }

  /// The applied objects of one kind, in order.
  public List<Obj> all(String kind) {
    return objects.entrySet().stream()
        .filter(e -> e.getKey().kind().equals(kind))
        .map(Map.Entry::getValue)
        .toList();
  }
}

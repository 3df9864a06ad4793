package io.binnacle.doctor.testing;

import io.binnacle.control.endpointslice.EndpointSlicePlanner;
import io.binnacle.control.endpointslice.Observed;
import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Doctor;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.evidence.NotSeenException;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.doctor.evidence.Rules;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.patch.MergePatch;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.yaml.Yaml;
import io.binnacle.model.yaml.YamlException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A cluster for tests, written as YAML and seen in full unless a test says otherwise.
///
/// An object without a namespace is in `default`; a Service without addresses gets one, as the API would give it. `${-5m}` in the
/// text is the moment five minutes before [#NOW] (`s`, `m`, `h`, `d`), `${now}` is [#NOW].
///
/// ```java
/// Finding finding =
///     Cluster.of("kind: Service …", "kind: Deployment …")
///         .run()                                            // ReplicaSets, ready Pods, nodes, slices
///         .patch("Pod/web-5d8f-1", "metadata: {labels: {app: wbe}}")
///         .slices()                                         // what the controller makes of it
///         .examine(new SelectorNearMiss(), "Service/web");
/// ```
public final class Cluster {
  /// The moment of every cluster.
  public static final Instant NOW = Instant.parse("2030-05-01T12:00:00Z");

  private static final Pattern MOMENT = Pattern.compile("\\$\\{(?:now|-(\\d+)([smhd]))}");

  private final Map<ResourceName, TreeMap<ObjectKey, Obj>> objects = new HashMap<>();
  private final Map<ResourceName, String> hidden = new HashMap<>();
  private Facts facts = Facts.UNKNOWN;
  private List<Rules> rules = List.of();
  private Probed probed = Probed.NOTHING;
  private int addresses;

  private Cluster() {}

  /// A cluster of these objects, each text one or more documents.
  public static Cluster of(String... yaml) {
    Cluster cluster = new Cluster();
    for (String text : yaml) {
      cluster.add(text);
    }
    return cluster;
  }

  /// Objects more, or in the place of those of the same name.
  public Cluster add(String yaml) {
    for (Value document : read(yaml)) {
      put((Obj) document);
    }
    return this;
  }

  /// One object changed by a merge patch.
  ///
  /// @param object `Kind/name` or `Kind/namespace/name`
  public Cluster patch(String object, String yaml) {
    return change(object, before -> MergePatch.apply(before, read(yaml).getFirst()));
  }

  /// One object changed.
  ///
  /// @param object `Kind/name` or `Kind/namespace/name`
  public Cluster change(String object, UnaryOperator<Obj> change) {
    Obj before = table(resource(kind(object))).get(key(object));
    if (before == null) {
      throw new IllegalArgumentException("no " + object + " among " + objects.values());
    }
    put(change.apply(before));
    return this;
  }

  /// One object gone.
  ///
  /// @param object `Kind/name` or `Kind/namespace/name`
  public Cluster remove(String object) {
    if (table(resource(kind(object))).remove(key(object)) == null) {
      throw new IllegalArgumentException("no " + object);
    }
    return this;
  }

  /// A kind of objects nobody may list.
  public Cluster hide(String kind, String why) {
    hidden.put(resource(kind), why);
    return this;
  }

  public Cluster facts(Facts known) {
    facts = known;
    return this;
  }

  public Cluster rules(Rules... read) {
    rules = List.of(read);
    return this;
  }

  public Cluster probed(Probed found) {
    probed = found;
    return this;
  }

  /// Lets every workload have its Pods, running and ready for an hour, on three nodes unless the test has its own, and writes the
  /// slices. Pods of a Deployment `web` are `web-5d8f-1`, `web-5d8f-2`, …; of a StatefulSet `db-0`; of a DaemonSet `agent-node-1`;
  /// of a Job `once-1`.
  public Cluster run() {
    if (table(ResourceName.NODES).isEmpty()) {
      for (int i = 1; i <= 3; i++) {
        add(RunningPods.node(i));
      }
    }
    RunningPods made = new RunningPods(table(ResourceName.NODES).values());
    for (Obj deployment : List.copyOf(table(ResourceName.DEPLOYMENTS).values())) {
      put(made.replicaSet(deployment));
    }
    for (ResourceName resource :
        List.of(
            ResourceName.REPLICA_SETS,
            ResourceName.STATEFUL_SETS,
            Kinds.DAEMON_SETS,
            Kinds.JOBS,
            ResourceName.PODS)) {
      for (Obj object : List.copyOf(table(resource).values())) {
        made.pods(object).forEach(this::put);
      }
    }
    return slices();
  }

  /// Writes the slices of every Service with a selector anew, as the controller would.
  public Cluster slices() {
    table(ResourceName.ENDPOINT_SLICES)
        .values()
        .removeIf(s -> Meta.labels(s).containsValue(Observed.MANAGER));
    Evidence seen = build(Map.of());
    Map<String, String> zones = new TreeMap<>();
    seen.nodes().forEach(node -> zones.put(node.name(), node.zone()));
    for (Obj object : table(ResourceName.SERVICES).values()) {
      ServiceView service = ServiceView.of(object);
      if (!service.hasSelector() || service.isExternalName()) {
        continue;
      }
      int made = 0;
      for (Obj slice :
          EndpointSlicePlanner.plan(
                  new Observed(service, seen.pods(service), List.of(), zones),
                  EndpointSlicePlanner.DEFAULT_MAX_ENDPOINTS,
                  EndpointSlicePlanner.ALL_AT_ONCE,
                  null)
              .create()) {
        String name = slice.obj("metadata").str("generateName") + "s" + ++made;
        put(slice.change("metadata", m -> m.without("generateName").with("name", name)));
      }
    }
    return this;
  }

  /// The cluster as the doctor sees it.
  public Evidence evidence() {
    return build(hidden);
  }

  /// What one check says of `subject`, with [NotSeenException] made the [Finding.Unknown] it becomes.
  ///
  /// @param subject `Service/web`, `Deployment/shop/web`; for a check of the cluster anything
  public Finding examine(Check check, String subject) {
    Finding finding = examine(check, subject, evidence());
    Sentences.verify(finding);
    return finding;
  }

  /// Whether a check has nothing to say any more once a remedy's changes are made. A subject that is gone is mended.
  ///
  /// @param subject as in [#examine]
  public boolean isMended(Check check, String subject, Remedy remedy) {
    Evidence then = evidence().with(remedy.changes());
    boolean gone =
        !(check instanceof Check.OfCluster)
            && then.find(resource(kind(subject)), key(subject)) == null;
    return gone || examine(check, subject, then) instanceof Finding.Fine;
  }

  private static Finding examine(Check check, String subject, Evidence seen) {
    try {
      return switch (check) {
        case Check.OfService of -> of.examine(ServiceView.of(found(subject, seen)), seen);
        case Check.OfWorkload of -> {
          Obj object = found(subject, seen);
          yield of.examine(
              new Workload(ObjectRef.of(resource(kind(subject)), object), object), seen);
        }
        case Check.OfCluster of -> of.examine(seen);
      };
    } catch (NotSeenException e) {
      return new Finding.Unknown(e.missing());
    }
  }

  private static Obj found(String subject, Evidence seen) {
    Obj found = seen.find(resource(kind(subject)), key(subject));
    if (found == null) {
      throw new IllegalArgumentException("no " + subject);
    }
    return found;
  }

  /// What the doctor with these checks says of `subject`, a Service or a workload.
  public Diagnosis diagnose(List<Check> checks, String subject) {
    Doctor doctor = new Doctor(checks);
    Evidence seen = evidence();
    Diagnosis diagnosis =
        kind(subject).equals("Service")
            ? doctor.examine(key(subject), seen, doctor.cluster(seen))
            : doctor.examine(workload(subject), seen, doctor.cluster(seen));
    diagnosis.results().forEach(result -> Sentences.verify(result.finding()));
    return diagnosis;
  }

  /// A workload of this cluster.
  public Workload workload(String subject) {
    Obj object = object(subject);
    return new Workload(ObjectRef.of(resource(kind(subject)), object), object);
  }

  /// An object of this cluster.
  public Obj object(String subject) {
    Obj found = table(resource(kind(subject))).get(key(subject));
    if (found == null) {
      throw new IllegalArgumentException("no " + subject);
    }
    return found;
  }

  private Evidence build(Map<ResourceName, String> unseen) {
    Evidence.Builder builder = Evidence.builder(NOW, facts).rules(rules).probed(probed);
    for (ResourceName resource : Kinds.resources()) {
      String why = unseen.get(resource);
      if (why != null) {
        builder.notSeen(resource, why);
        continue;
      }
      table(resource).values().forEach(object -> builder.add(resource, object));
      builder.sawAll(resource);
    }
    return builder.build();
  }

  private void put(Obj object) {
    String kind = object.str("kind");
    ResourceName resource = resource(kind);
    Obj whole = object;
    if (Kinds.isNamespaced(resource)) {
      whole = whole.change("metadata", m -> m.with("namespace", m.str("namespace", "default")));
    }
    if (whole.str("apiVersion").isEmpty()) {
      whole = whole.with("apiVersion", resource.apiVersion());
    }
    if (kind.equals("Service")) {
      whole = whole.change("spec", this::addressed);
    }
    table(resource).put(ObjectKey.of(whole), whole);
  }

  private Obj addressed(Obj spec) {
    if (spec.str("type").equals("ExternalName")) {
      return spec;
    }
    String address = spec.has("clusterIP") ? spec.str("clusterIP") : "10.96.0." + ++addresses;
    Obj out = spec.with("clusterIP", address).with("type", spec.str("type", "ClusterIP"));
    if (!out.has("clusterIPs")) {
      out = out.with("clusterIPs", Arr.strings(List.of(address)));
    }
    if (!out.has("ipFamilies")) {
      out = out.with("ipFamilies", Arr.strings(List.of("IPv4")));
    }
    return out.with("ipFamilyPolicy", out.str("ipFamilyPolicy", "SingleStack"));
  }

  private TreeMap<ObjectKey, Obj> table(ResourceName resource) {
    return objects.computeIfAbsent(resource, _ -> new TreeMap<>());
  }

  private static String kind(String subject) {
    return subject.substring(0, subject.indexOf('/'));
  }

  private static ObjectKey key(String subject) {
    String[] parts = subject.split("/", -1);
    if (parts.length == 3) {
      return new ObjectKey(parts[1], parts[2]);
    }
    boolean namespaced = Kinds.isNamespaced(resource(parts[0]));
    return new ObjectKey(namespaced ? "default" : "", parts[1]);
  }

  private static ResourceName resource(String kind) {
    for (ResourceName resource : Kinds.resources()) {
      if (Kinds.kind(resource).equals(kind)) {
        return resource;
      }
    }
    throw new IllegalArgumentException("the doctor does not read kind " + kind);
  }

  private static List<Value> read(String yaml) {
    StringBuilder text = new StringBuilder();
    Matcher moments = MOMENT.matcher(yaml);
    while (moments.find()) {
      moments.appendReplacement(
          text, NOW.minus(ago(moments.group(1), moments.group(2))).toString());
    }
    moments.appendTail(text);
    try {
      return Yaml.parse(text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (YamlException e) {
      throw new IllegalArgumentException(e.getMessage() + " in\n" + text, e);
    }
  }

  private static Duration ago(String count, String unit) {
    if (count == null) {
      return Duration.ZERO;
    }
    long n = Long.parseLong(count);
    return switch (unit) {
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      case "h" -> Duration.ofHours(n);
      default -> Duration.ofDays(n);
    };
  }
}

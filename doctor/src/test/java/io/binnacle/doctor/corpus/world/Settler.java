package io.binnacle.doctor.corpus.world;

import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.defaults.KindDefaults;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Does what controllers, scheduler and node agents would do with a world's manifests, until nothing is left to do. Equal in, equal
/// out.
public final class Settler {
  private static final Schema SCHEMA = Schema.builtIn();
  private static final int MONTH = 30 * 24 * 3600;

  private final World world;
  private final Settled out;
  private final Machines machines;
  private final Kubelet kubelet;

  public Settler(World world) {
    this.world = world;
    out = new Settled(world);
    machines = new Machines(world);
    kubelet = new Kubelet(world, machines, out);
  }

  public Settled settle() {
    machines.write(out);
    for (Map.Entry<ObjectRef, Obj> each : world.objects.entrySet()) {
      out.put(each.getKey().resource(), born(each.getValue()));
    }
    workloads(ResourceName.DEPLOYMENTS);
    workloads(ResourceName.STATEFUL_SETS);
    workloads(Kinds.DAEMON_SETS);
    workloads(Kinds.JOBS);
    workloads(ResourceName.REPLICA_SETS);
    for (Obj pod : List.copyOf(out.all(ResourceName.PODS))) {
      if (!out.maker.containsKey(ObjectKey.of(pod))) {
        kubelet.run(pod, World.id(ref("v1", "Pod", pod)), 0);
      }
    }
    new Services(world, out).write();
    world.events.forEach(event -> out.put(ResourceName.EVENTS, event));
    world.tampered.forEach((ref, object) -> {
      if (object == null) {
        out.remove(ref.resource(), ref.key());
      } else {
        out.put(ref.resource(), object);
      }
    });
    return out;
  }

  private static ObjectRef ref(String apiVersion, String kind, Obj object) {
    return World.ref(apiVersion, kind, Meta.namespace(object), Meta.name(object));
  }

  /// With defaults and the metadata a server writes.
  static Obj born(Obj object) {
    ResourceType type = SCHEMA.kind(object.str("apiVersion"), object.str("kind"));
    Obj whole = type == null ? object : KindDefaults.apply(object, type);
    if (object.str("kind").equals("Namespace")) {
      whole =
          Tree.set(whole, Meta.name(object), "metadata", "labels", "kubernetes.io/metadata.name");
    }
    Obj done = whole;
    return dated(object, done);
  }

  private static Obj dated(Obj object, Obj whole) {
    return whole.change(
        "metadata",
        m -> {
          String key = object.str("kind") + m.str("namespace") + "/" + m.str("name");
          Obj dated = m.has("creationTimestamp") ? m : m.with("creationTimestamp", ago(MONTH));
          return dated
              .with("uid", uid(key))
              .with("resourceVersion", "" + (1000 + number(key, 90_000)));
        });
  }

  static String ago(int seconds) {
    return Timestamps.seconds(Settled.NOW.minusSeconds(seconds));
  }

  static int number(String text, int below) {
    return Math.floorMod(text.hashCode() * 0x9E3779B1 >>> 3, below);
  }

  static String uid(String text) {
    return "%08x-0000-4000-8000-%012x".formatted(text.hashCode(), number(text, 1 << 30));
  }

  static String letters(String text, int count) {
    String alphabet = "bcdfghjklmnpqrstvwxz2456789";
    StringBuilder word = new StringBuilder();
    long seed = Integer.toUnsignedLong(text.hashCode()) * 0x9E3779B97F4A7C15L;
    for (int i = 0; i < count; i++) {
      word.append(alphabet.charAt((int) Long.remainderUnsigned(seed, 27)));
      seed = Long.divideUnsigned(seed, 27) * 31 + 7;
    }
    return word.toString();
  }

  private void workloads(ResourceName resource) {
    for (Obj workload : List.copyOf(out.all(resource))) {
      if (Meta.controllerOf(workload) != null) {
        continue;
      }
      String id = World.id(ObjectRef.of(resource, workload));
      switch (workload.str("kind")) {
        case "Deployment" -> deployment(workload, id);
        case "ReplicaSet" -> out.put(resource, replicaSet(workload, id));
        case "StatefulSet" -> statefulSet(workload, id);
        case "DaemonSet" -> daemonSet(workload, id);
        case "Job" -> job(workload, id);
        default -> throw new IllegalStateException(workload.str("kind"));
      }
    }
  }

  private void deployment(Obj deployment, String id) {
    Obj spec = deployment.obj("spec");
    String hash = letters(spec.obj("template").toString(), 10);
    Obj template = Tree.set(spec.obj("template"), hash, "metadata", "labels", "pod-template-hash");
    Obj set =
        Obj.builder()
            .put("apiVersion", "apps/v1")
            .put("kind", "ReplicaSet")
            .put(
                "metadata",
                Obj.builder()
                    .put("name", Meta.name(deployment) + "-" + hash)
                    .put("namespace", Meta.namespace(deployment))
                    .put("labels", template.obj("metadata").obj("labels"))
                    .put("annotations", Obj.of("deployment.kubernetes.io/revision", Str.of("1")))
                    .put("ownerReferences", Arr.of(Meta.controllerReference(deployment)))
                    .build())
            .put(
                "spec",
                Obj.builder()
                    .put("replicas", spec.integer("replicas", 1))
                    .put(
                        "selector",
                        Tree.set(spec.obj("selector"), hash, "matchLabels", "pod-template-hash"))
                    .put("template", template)
                    .build())
            .build();
    Obj made = replicaSet(born(set), id);
    out.put(ResourceName.REPLICA_SETS, made);
    long wanted = spec.integer("replicas", 1);
    long ready = made.obj("status").integer("readyReplicas", 0);
    List<Value> conditions = new ArrayList<>();
    boolean available = ready >= wanted - Math.max(1, wanted / 4);
    conditions.add(
        condition(
            "Available",
            available,
            available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            available
                ? "Deployment has minimum availability."
                : "Deployment does not have minimum availability."));
    boolean done = ready == wanted;
    conditions.add(
        condition(
            "Progressing",
            done,
            done ? "NewReplicaSetAvailable" : "ProgressDeadlineExceeded",
            "ReplicaSet \""
                + Meta.name(made)
                + (done ? "\" has successfully progressed." : "\" has timed out progressing.")));
    Value failure = Tree.get(made, "status", "conditions", 0);
    if (failure instanceof Obj o) {
      conditions.add(o);
    }
    out.put(
        ResourceName.DEPLOYMENTS,
        deployment.with(
            "status",
            counts(made.obj("status").integer("replicas", 0), ready, wanted)
                .with("observedGeneration", 1)
                .with("conditions", Arr.copyOf(conditions))));
  }

  static Obj condition(String type, boolean status, String reason, String message) {
    return Obj.builder()
        .put("type", type)
        .put("status", status ? "True" : "False")
        .put("reason", reason)
        .put("message", message)
        .put("lastTransitionTime", ago(3600))
        .build();
  }

  private static Obj counts(long replicas, long ready, long wanted) {
    Obj.Builder status = Obj.builder().put("replicas", replicas).put("updatedReplicas", replicas);
    if (ready > 0) {
      status.put("readyReplicas", ready).put("availableReplicas", ready);
    }
    if (wanted > ready) {
      status.put("unavailableReplicas", wanted - ready);
    }
    return status.build();
  }

  private Obj replicaSet(Obj set, String id) {
    long wanted = set.obj("spec").integer("replicas", 1);
    String refusal = kubelet.refusal(set.obj("spec").obj("template"), Meta.namespace(set), id);
    long made = 0;
    long ready = 0;
    for (int i = 0; i < wanted && refusal.isEmpty(); i++) {
      PodView pod = make(set, Meta.name(set) + "-" + letters(Meta.name(set) + i, 5), id, i);
      made += pod.isTerminal() || pod.isTerminating() ? 0 : 1;
      ready += pod.isReady() ? 1 : 0;
    }
    Obj.Builder status =
        Obj.builder()
            .put("replicas", made)
            .put("fullyLabeledReplicas", made)
            .put("observedGeneration", 1);
    if (ready > 0) {
      status.put("readyReplicas", ready).put("availableReplicas", ready);
    }
    if (!refusal.isEmpty() && wanted > 0) {
      status.put("conditions", Arr.of(condition("ReplicaFailure", true, "FailedCreate", refusal)));
      kubelet.say("ReplicaSet", set, "Warning", "FailedCreate", "Error creating: " + refusal);
    }
    return set.with("status", status.build());
  }

  private PodView make(Obj owner, String name, String id, int index) {
    Obj template = owner.obj("spec").obj("template");
    Obj.Builder metadata =
        Obj.builder()
            .put("name", name)
            .put("namespace", Meta.namespace(owner))
            .put("labels", template.obj("metadata").obj("labels"))
            .put("ownerReferences", Arr.of(Meta.controllerReference(owner)));
    if (!owner.str("kind").equals("StatefulSet")) {
      metadata.put("generateName", Meta.name(owner) + "-");
    }
    Obj pod =
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Pod")
            .put("metadata", metadata.build())
            .put("spec", template.obj("spec"))
            .build();
    return kubelet.run(born(pod), id, index);
  }

  private void statefulSet(Obj set, String id) {
    Obj spec = set.obj("spec");
    long wanted = spec.integer("replicas", 1);
    boolean parallel = spec.str("podManagementPolicy").equals("Parallel");
    String refusal = kubelet.refusal(spec.obj("template"), Meta.namespace(set), id);
    if (!refusal.isEmpty() && wanted > 0) {
      String pod = Meta.name(set) + "-0";
      kubelet.say(
          "StatefulSet",
          set,
          "Warning",
          "FailedCreate",
          "create Pod " + pod + " in StatefulSet " + Meta.name(set) + " failed error: " + refusal);
    }
    long made = 0;
    long ready = 0;
    for (int i = 0; i < wanted && refusal.isEmpty(); i++) {
      String name = Meta.name(set) + "-" + i;
      Obj named =
          Tree.set(
              set,
              name,
              "spec",
              "template",
              "metadata",
              "labels",
              "statefulset.kubernetes.io/pod-name");
      named =
          Tree.set(
              named,
              "" + i,
              "spec",
              "template",
              "metadata",
              "labels",
              "apps.kubernetes.io/pod-index");
      named = Tree.set(named, name, "spec", "template", "spec", "hostname");
      if (!spec.str("serviceName").isEmpty()) {
        named = Tree.set(named, spec.str("serviceName"), "spec", "template", "spec", "subdomain");
      }
      PodView pod = make(named, name, id, i);
      made++;
      ready += pod.isReady() ? 1 : 0;
      if (!pod.isReady() && !parallel) {
        break;
      }
    }
    Obj status = counts(made, ready, 0).with("observedGeneration", 1).with("currentReplicas", made);
    out.put(ResourceName.STATEFUL_SETS, set.with("status", status));
  }

  private void daemonSet(Obj set, String id) {
    String refusal = kubelet.refusal(set.obj("spec").obj("template"), Meta.namespace(set), id);
    if (!refusal.isEmpty()) {
      kubelet.say("DaemonSet", set, "Warning", "FailedCreate", "Error creating: " + refusal);
    }
    int wanted = 0;
    int made = 0;
    int ready = 0;
    for (String node : machines.forDaemons(set.obj("spec").obj("template").obj("spec"))) {
      wanted++;
      if (refusal.isEmpty()) {
        Obj placed = Tree.set(set, node, "spec", "template", "spec", "nodeName");
        PodView pod =
            make(placed, Meta.name(set) + "-" + letters(Meta.name(set) + node, 5), id, made);
        made++;
        ready += pod.isReady() ? 1 : 0;
      }
    }
    Obj status =
        Obj.builder()
            .put("desiredNumberScheduled", wanted)
            .put("currentNumberScheduled", made)
            .put("updatedNumberScheduled", made)
            .put("numberReady", ready)
            .put("numberAvailable", ready)
            .put("numberMisscheduled", 0)
            .put("observedGeneration", 1)
            .build();
    out.put(Kinds.DAEMON_SETS, set.with("status", status));
  }

  private void job(Obj job, String id) {
    Obj labelled =
        Tree.set(
            job,
            Meta.name(job),
            "spec",
            "template",
            "metadata",
            "labels",
            "batch.kubernetes.io/job-name");
    labelled =
        Tree.set(labelled, Meta.name(job), "spec", "template", "metadata", "labels", "job-name");
    PodView pod = make(labelled, Meta.name(job) + "-" + letters(Meta.name(job), 5), id, 0);
    Obj status =
        pod.isTerminal()
            ? Obj.builder()
                .put("succeeded", 1)
                .put(
                    "conditions",
                    Arr.of(
                        condition(
                            "Complete",
                            true,
                            "CompletionsReached",
                            "Reached expected number of succeeded pods")))
                .build()
            : Obj.builder().put("active", 1).put("ready", pod.isReady() ? 1 : 0).build();
    out.put(Kinds.JOBS, job.with("status", status));
    Objects.requireNonNull(pod);
  }
}

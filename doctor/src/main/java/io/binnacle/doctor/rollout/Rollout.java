package io.binnacle.doctor.rollout;

import io.binnacle.control.workload.Workloads;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.SafeHash;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the Pods of workloads, and lets them run and be ready. For one thread.
public final class Rollout {
  /// The node everything runs on where no other is known.
  public static final String NODE = "node-1";

  private static final String NODE_ADDRESS = "172.31.0.1";

  /// More Pods of one workload show nothing that these do not.
  private static final int MOST = 200;

  private static final String HASH = "pod-template-hash";
  private static final int SUFFIX = 5;

  private final Addresses addresses;
  private final Instant at;

  /// @param at when all of it happens
  public Rollout(Addresses addresses, Instant at) {
    this.addresses = addresses;
    this.at = at;
  }

  /// What a workload becomes.
  ///
  /// @param workload with its status
  /// @param replicaSet the set between a Deployment and its Pods, null for other kinds
  /// @param pods those it makes, running and ready; for a Pod that nobody made, the Pod
  public record Made(Obj workload, @Nullable Obj replicaSet, List<Obj> pods) {}

  /// What becomes of a workload.
  ///
  /// @param workload admitted, of a kind that makes Pods
  public Made of(Obj workload) {
    int replicas = replicas(workload);
    return switch (workload.str("kind")) {
      case "Pod" -> {
        Obj pod = running(workload);
        yield new Made(pod, null, List.of(pod));
      }
      case "Deployment" -> {
        Obj set = replicaSet(workload, replicas);
        yield new Made(counted(workload, replicas), counted(set, replicas), pods(set, 0, replicas));
      }
      default -> new Made(counted(workload, replicas), null, pods(workload, 0, replicas));
    };
  }

  /// The number of Pods a workload makes, as far as they are made here.
  static int replicas(Obj workload) {
    return switch (workload.str("kind")) {
      case "Deployment", "ReplicaSet", "StatefulSet" ->
          (int) Math.clamp(workload.obj("spec").integer("replicas", 1), 0L, MOST);
      default -> 1;
    };
  }

  /// The Pods `from` up to, not including, `to` of a workload that makes them itself.
  ///
  /// @param owner a ReplicaSet, StatefulSet, DaemonSet or Job
  public List<Obj> pods(Obj owner, int from, int to) {
    List<Obj> out = new ArrayList<>();
    for (int i = from; i < Math.min(to, from + MOST); i++) {
      out.add(running(pod(owner, i)));
    }
    return out;
  }

  private static Obj pod(Obj owner, int index) {
    Obj spec = owner.obj("spec");
    Obj made = Workloads.newPod(owner, spec.obj("template"));
    boolean stateful = owner.str("kind").equals("StatefulSet");
    int number = stateful ? index + (int) spec.obj("ordinals").integer("start", 0) : index;
    String suffix = stateful ? Integer.toString(number) : suffix(owner, index);
    String name = Meta.name(owner) + "-" + suffix;
    Obj named = made.change("metadata", m -> m.with("name", name));
    if (stateful) {
      named = withLabel(named, "statefulset.kubernetes.io/pod-name", name);
      named = withLabel(named, "apps.kubernetes.io/pod-index", suffix);
      String service = spec.str("serviceName");
      named =
          named.change(
              "spec",
              s ->
                  service.isEmpty()
                      ? s.with("hostname", name)
                      : s.with("hostname", name).with("subdomain", service));
    } else if (owner.str("kind").equals("Job")) {
      named = withLabel(named, "batch.kubernetes.io/job-name", Meta.name(owner));
      named = withLabel(named, "job-name", Meta.name(owner));
    }
    return named;
  }

  /// Five letters like those servers draw, but the same each time.
  private static String suffix(Obj owner, int index) {
    String hash =
        SafeHash.of(Str.of(Meta.namespace(owner) + "/" + Meta.name(owner) + "/" + index), null);
    return ("bcdfg" + hash).substring(("bcdfg" + hash).length() - SUFFIX);
  }

  private static Obj withLabel(Obj pod, String key, String value) {
    return pod.change("metadata", m -> m.change("labels", l -> l.with(key, value)));
  }

  private static Obj replicaSet(Obj deployment, int replicas) {
    Obj spec = deployment.obj("spec");
    Obj template = spec.obj("template");
    String hash = SafeHash.of(template, null);
    Obj labelled = template.change("metadata", m -> m.change("labels", l -> l.with(HASH, hash)));
    Obj metadata =
        Obj.builder()
            .put("name", Meta.name(deployment) + "-" + hash)
            .put("namespace", Meta.namespace(deployment))
            .put("labels", labelled.obj("metadata").obj("labels"))
            .put("ownerReferences", Arr.of(Meta.controllerReference(deployment)))
            .build();
    Obj selector = spec.obj("selector").change("matchLabels", l -> l.with(HASH, hash));
    Obj set =
        Obj.builder()
            .put("apiVersion", "apps/v1")
            .put("kind", "ReplicaSet")
            .put("metadata", metadata)
            .put(
                "spec",
                Obj.builder()
                    .put("replicas", replicas)
                    .put("selector", selector)
                    .put("template", labelled)
                    .build())
            .build();
    return Admitted.object(ResourceName.REPLICA_SETS, set, true);
  }

  /// `workload` with the status of one whose Pods are all ready.
  public static Obj counted(Obj workload, int replicas) {
    Obj.Builder status = Obj.builder().put("observedGeneration", Meta.generation(workload));
    List<String> counts =
        switch (workload.str("kind")) {
          case "DaemonSet" ->
              List.of(
                  "currentNumberScheduled",
                  "desiredNumberScheduled",
                  "numberAvailable",
                  "numberReady",
                  "updatedNumberScheduled");
          case "Job" -> List.of("active", "ready");
          case "ReplicaSet" ->
              List.of("availableReplicas", "fullyLabeledReplicas", "readyReplicas", "replicas");
          default -> List.of("availableReplicas", "readyReplicas", "replicas", "updatedReplicas");
        };
    counts.forEach(count -> status.put(count, replicas));
    if (workload.str("kind").equals("Deployment")) {
      status.put(
          "conditions",
          Arr.of(
              Obj.of("type", Str.of("Available"), "status", Str.of("True")),
              Obj.of("type", Str.of("Progressing"), "status", Str.of("True"))));
    }
    return workload.with("status", status.build());
  }

  /// `pod`, running and ready at an address; one it has it keeps.
  public Obj running(Obj pod) {
    Obj admitted = Admitted.object(ResourceName.PODS, pod, true);
    boolean host = admitted.obj("spec").bool("hostNetwork", false);
    Arr has = admitted.obj("status").arr("podIPs");
    String node = admitted.obj("spec").str("nodeName");
    Arr ips =
        !has.isEmpty()
            ? has
            : (host ? List.of(NODE_ADDRESS) : addresses.pod())
                .stream().map(ip -> (Value) Obj.of("ip", Str.of(ip))).collect(Arr.toArr());
    String first = ips.objects().isEmpty() ? "" : ips.objects().getFirst().str("ip");
    String time = Timestamps.seconds(at);
    Obj status =
        Obj.builder()
            .put("phase", "Running")
            .put("podIP", first)
            .put("podIPs", ips)
            .put("hostIP", admitted.obj("status").str("hostIP", NODE_ADDRESS))
            .put("startTime", time)
            .put("conditions", conditions(admitted, time))
            .put("containerStatuses", containers(admitted, time))
            .build();
    return admitted
        .change("spec", s -> node.isEmpty() ? s.with("nodeName", NODE) : s)
        .change("metadata", m -> m.has("creationTimestamp") ? m : m.with("creationTimestamp", time))
        .with("status", status);
  }

  private static Arr conditions(Obj pod, String time) {
    List<String> types =
        new ArrayList<>(List.of("PodScheduled", "Initialized", "ContainersReady", "Ready"));
    for (Obj gate : pod.obj("spec").arr("readinessGates").objects()) {
      types.add(gate.str("conditionType"));
    }
    return types.stream()
        .map(type ->
            (Value)
                Obj.of(
                    "type",
                    Str.of(type),
                    "status",
                    Str.of("True"),
                    "lastTransitionTime",
                    Str.of(time)))
        .collect(Arr.toArr());
  }

  private static Arr containers(Obj pod, String time) {
    List<Value> out = new ArrayList<>();
    for (Obj container : pod.obj("spec").arr("containers").objects()) {
      out.add(
          Obj.builder()
              .put("name", container.str("name"))
              .put("image", container.str("image"))
              .put("ready", Bool.TRUE)
              .put("started", Bool.TRUE)
              .put("restartCount", 0)
              .put("state", Obj.of("running", Obj.of("startedAt", Str.of(time))))
              .build());
    }
    return Arr.copyOf(out);
  }

  /// The node everything runs on.
  public static Obj node(List<String> families) {
    List<Value> ranges = new ArrayList<>();
    for (String family : families) {
      ranges.add(Str.of(family.equals("IPv6") ? "fd00:10:244::/64" : "10.244.0.0/16"));
    }
    Obj status =
        Obj.of(
            "conditions",
            Arr.of(Obj.of("type", Str.of("Ready"), "status", Str.of("True"))),
            "addresses",
            Arr.of(
                Obj.of("type", Str.of("InternalIP"), "address", Str.of(NODE_ADDRESS)),
                Obj.of("type", Str.of("Hostname"), "address", Str.of(NODE))));
    Obj spec = Obj.of("podCIDR", ranges.getFirst(), "podCIDRs", Arr.copyOf(ranges));
    Obj node =
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Node")
            .put(
                "metadata",
                Obj.of(
                    "name", Str.of(NODE), "labels", Obj.of("kubernetes.io/hostname", Str.of(NODE))))
            .put("spec", spec)
            .put("status", status)
            .build();
    return Admitted.object(ResourceName.NODES, node, false);
  }
}

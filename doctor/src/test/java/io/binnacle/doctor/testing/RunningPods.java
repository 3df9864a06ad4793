package io.binnacle.doctor.testing;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The Pods workloads would have if all went well: running and ready for an hour.
final class RunningPods {
  private static final String SINCE = Cluster.NOW.minus(Duration.ofHours(1)).toString();

  private final List<String> nodes;
  private int made;

  RunningPods(Collection<Obj> nodes) {
    this.nodes = nodes.stream().map(Meta::name).toList();
  }

  /// A node that is ready, as YAML.
  static String node(int number) {
    return """
    kind: Node
    metadata: {name: node-%1$d, labels: {kubernetes.io/hostname: node-%1$d}}
    spec: {podCIDR: 10.244.%1$d.0/24, podCIDRs: [10.244.%1$d.0/24]}
    status:
      addresses: [{type: InternalIP, address: 192.168.1.%1$d}]
      conditions: [{type: Ready, status: "True", lastTransitionTime: "${-1h}", lastHeartbeatTime: "${-5s}"}]
    """
        .formatted(number);
  }

  /// The one ReplicaSet of a Deployment.
  Obj replicaSet(Obj deployment) {
    Obj spec = deployment.obj("spec");
    int replicas = (int) spec.integer("replicas", 1);
    Obj template = spec.obj("template").change("metadata", m -> m.change("labels", this::hashed));
    Obj selector = spec.obj("selector").change("matchLabels", this::hashed);
    return Obj.builder()
        .put("apiVersion", "apps/v1")
        .put("kind", "ReplicaSet")
        .put("metadata", owned(deployment, Meta.name(deployment) + "-5d8f", labels(template)))
        .put(
            "spec",
            Obj.EMPTY
                .with("replicas", replicas)
                .with("selector", selector)
                .with("template", template))
        .put("status", Obj.EMPTY.with("replicas", replicas).with("readyReplicas", replicas))
        .build();
  }

  /// The Pods of a ReplicaSet, StatefulSet, DaemonSet or Job; a Pod that has no status as it would be.
  List<Obj> pods(Obj workload) {
    String kind = workload.str("kind");
    if (kind.equals("Pod")) {
      boolean untouched = !workload.has("status") && !workload.obj("spec").has("nodeName");
      return untouched ? List.of(running(workload, node())) : List.of();
    }
    List<Obj> out = new ArrayList<>();
    int count =
        switch (kind) {
          case "DaemonSet" -> nodes.size();
          case "Job" -> 1;
          default -> (int) workload.obj("spec").integer("replicas", 1);
        };
    for (int i = 0; i < count; i++) {
      String node = kind.equals("DaemonSet") ? nodes.get(i) : node();
      String suffix =
          switch (kind) {
            case "DaemonSet" -> nodes.get(i);
            case "StatefulSet" -> Integer.toString(i);
            default -> Integer.toString(i + 1);
          };
      out.add(running(pod(workload, suffix), node));
    }
    return out;
  }

  private Obj pod(Obj workload, String suffix) {
    Obj template = workload.obj("spec").obj("template");
    String name = Meta.name(workload) + "-" + suffix;
    Obj labels = labels(template);
    Obj spec = template.obj("spec");
    switch (workload.str("kind")) {
      case "StatefulSet" -> {
        labels =
            labels
                .with("statefulset.kubernetes.io/pod-name", name)
                .with("apps.kubernetes.io/pod-index", suffix);
        spec = spec.with("hostname", name);
        String service = workload.obj("spec").str("serviceName");
        spec = service.isEmpty() ? spec : spec.with("subdomain", service);
      }
      case "Job" -> labels = labels.with("job-name", Meta.name(workload));
      default -> {}
    }
    Obj annotations = template.obj("metadata").obj("annotations");
    Obj metadata = owned(workload, name, labels);
    return Obj.builder()
        .put("apiVersion", "v1")
        .put("kind", "Pod")
        .put(
            "metadata",
            annotations.isEmpty() ? metadata : metadata.with("annotations", annotations))
        .put("spec", spec)
        .build();
  }

  private Obj running(Obj pod, String node) {
    String ip = "10.244." + (nodes.indexOf(node) + 1) + "." + (++made + 1);
    List<Value> conditions = new ArrayList<>();
    for (String type : List.of("PodScheduled", "Initialized", "ContainersReady", "Ready")) {
      conditions.add(
          Obj.of(
              "type", Str.of(type),
              "status", Str.of("True"),
              "lastTransitionTime", Str.of(SINCE)));
    }
    List<Value> statuses = new ArrayList<>();
    for (Obj container : pod.obj("spec").arr("containers").objects()) {
      statuses.add(
          Obj.builder()
              .put("name", container.str("name"))
              .put("image", container.str("image"))
              .put("restartCount", 0)
              .put("lastState", Obj.EMPTY)
              .put("state", Obj.of("running", Obj.of("startedAt", Str.of(SINCE))))
              .build()
              .with("ready", true)
              .with("started", true));
    }
    Obj status =
        Obj.builder()
            .put("phase", "Running")
            .put("startTime", SINCE)
            .put("podIP", ip)
            .put("podIPs", Arr.of(Obj.of("ip", Str.of(ip))))
            .put("hostIP", "192.168.1." + (nodes.indexOf(node) + 1))
            .put("conditions", Arr.copyOf(conditions))
            .put("containerStatuses", Arr.copyOf(statuses))
            .build();
    return pod.change("metadata", m -> m.with("creationTimestamp", SINCE))
        .change("spec", s -> s.with("nodeName", node))
        .with("status", status);
  }

  private String node() {
    return nodes.get(made % nodes.size());
  }

  private Obj hashed(Obj labels) {
    return labels.with("pod-template-hash", "5d8f");
  }

  private static Obj labels(Obj template) {
    return template.obj("metadata").obj("labels");
  }

  private static Obj owned(Obj owner, String name, Obj labels) {
    return Obj.builder()
        .put("name", name)
        .put("namespace", Meta.namespace(owner))
        .put("creationTimestamp", SINCE)
        .put("labels", labels)
        .put("ownerReferences", Arr.of(Meta.controllerReference(owner)))
        .build();
  }
}

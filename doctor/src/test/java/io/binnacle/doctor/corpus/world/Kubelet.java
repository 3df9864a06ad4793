package io.binnacle.doctor.corpus.world;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.PodView;
import java.util.ArrayList;
import java.util.List;

/// Scheduler and node agents: what becomes of one Pod, and what they say about it.
final class Kubelet {
  private final World world;
  private final Machines machines;
  private final Settled out;

  Kubelet(World world, Machines machines, Settled out) {
    this.world = world;
    this.machines = machines;
    this.out = out;
  }

  /// Why the API refuses Pods of a template; empty if it does not.
  String refusal(Obj template, String namespace, String id) {
    String own = world.fates.getOrDefault(id, Fate.USUAL).refused();
    String account = template.obj("spec").str("serviceAccountName");
    if (own.isEmpty()
        && !account.isEmpty()
        && !account.equals("default")
        && world.get(World.ref("v1", "ServiceAccount", namespace, account)) == null) {
      return "pods \""
          + id.substring(id.lastIndexOf('/') + 1)
          + "-\" is forbidden: error looking up service account "
          + namespace
          + "/"
          + account
          + ": serviceaccount \""
          + account
          + "\" not found";
    }
    return own;
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

  /// Runs a Pod as its manifest and its fate have it.
  PodView run(Obj made, String id, int index) {
    Fate fate =
        world.fates.getOrDefault(id + "#" + index, world.fates.getOrDefault(id, Fate.USUAL));
    for (var label :
        world.podLabels.getOrDefault(id + "#" + index, Obj.EMPTY).stringMap().entrySet()) {
      Value value = label.getValue().isEmpty() ? null : Str.of(label.getValue());
      made = Tree.set(made, value, "metadata", "labels", label.getKey());
    }
    String node = world.podNodes.getOrDefault(id + "#" + index, made.obj("spec").str("nodeName"));
    node = node.isEmpty() ? machines.place(made.obj("spec")) : node;
    Obj pod = node.isEmpty() ? made : Tree.set(made, node, "spec", "nodeName");
    if (fate.ageSeconds() > 0) {
      pod = Tree.set(pod, Settler.ago(fate.ageSeconds() + 2), "metadata", "creationTimestamp");
    }
    if (fate.terminatingSeconds() > 0) {
      pod =
          Tree.set(
              pod, Settler.ago(fate.terminatingSeconds() - 30), "metadata", "deletionTimestamp");
      pod = Tree.set(pod, 30, "metadata", "deletionGracePeriodSeconds");
    }
    out.maker.put(ObjectKey.of(pod), id);
    out.index.put(ObjectKey.of(pod), index);
    Obj done = node.isEmpty() ? unscheduled(pod) : scheduled(pod, node, id, fate);
    if (fate.ageSeconds() > 0) {
      done = done.with("status", dated(done.obj("status"), Settler.ago(fate.ageSeconds())));
    }
    out.put(ResourceName.PODS, done);
    return PodView.of(done);
  }

  /// With every moment in it set to `at`.
  private static Value dated(Value value, String at) {
    return switch (value) {
      case Obj o -> {
        Obj out = o;
        for (String key : o.keys()) {
          boolean moment = key.equals("lastTransitionTime") || key.equals("startedAt");
          out =
              out.with(
                  key,
                  moment ? Str.of(at) : dated(java.util.Objects.requireNonNull(o.get(key)), at));
        }
        yield out;
      }
      case Arr a -> a.map(v -> dated(v, at));
      default -> value;
    };
  }

  private Obj unscheduled(Obj pod) {
    String why = machines.whyNot(pod.obj("spec"));
    say("Pod", pod, "Warning", "FailedScheduling", why);
    Obj condition = Settler.condition("PodScheduled", false, "Unschedulable", why);
    return pod.with(
        "status",
        Obj.builder()
            .put("phase", "Pending")
            .put("qosClass", "Burstable")
            .put("conditions", Arr.of(condition))
            .build());
  }

  private Obj scheduled(Obj pod, String node, String id, Fate fate) {
    boolean host = pod.obj("spec").bool("hostNetwork", false);
    List<String> ips = host ? machines.node(node).addresses("InternalIP") : machines.address(node);
    if (!fate.ended().isEmpty()) {
      return ended(pod, ips, fate.ended());
    }
    String mount = missingVolume(pod);
    List<Value> init = new ArrayList<>();
    boolean initialised = initialise(pod, fate, mount, init);
    List<Value> statuses = new ArrayList<>();
    boolean all = initialised && mount.isEmpty();
    boolean anyRuns = false;
    for (Obj container : pod.obj("spec").arr("containers").objects()) {
      Obj status =
          !initialised || !mount.isEmpty()
              ? waiting(container, initialised ? "ContainerCreating" : "PodInitializing", "", 0)
              : status(pod, container, ips.getFirst(), id, fate, statuses.isEmpty());
      all &= status.bool("ready", false);
      anyRuns |= status.obj("state").has("running") || status.obj("lastState").has("terminated");
      statuses.add(status);
    }
    if (!mount.isEmpty()) {
      say("Pod", pod, "Warning", "FailedMount", mount);
    }
    boolean gates = pod.obj("spec").arr("readinessGates").isEmpty() || !fate.gatesMissing();
    boolean lost = world.lost.containsKey(node);
    List<Value> conditions = new ArrayList<>();
    for (Obj gate : pod.obj("spec").arr("readinessGates").objects()) {
      if (!fate.gatesMissing()) {
        conditions.add(
            Settler.condition(gate.str("conditionType"), true, "Set", "").without("message"));
      }
    }
    conditions.add(
        Settler.condition(
            "Initialized",
            initialised,
            initialised ? "" : "ContainersNotInitialized",
            initialised ? "" : "containers with incomplete status: [" + Meta.name(pod) + "]"));
    conditions.add(
        Settler.condition(
            "ContainersReady", all, all ? "" : "ContainersNotReady", unready(statuses)));
    conditions.add(ready(all, gates, lost, pod, statuses));
    conditions.add(Settler.condition("PodScheduled", true, "", ""));
    if (anyRuns && (all || !lost)) {
      List<Socket> sockets =
          fate.listens() != null ? fate.listens() : world.listens.getOrDefault(id, List.of());
      boolean runs = statuses.stream().anyMatch(s -> ((Obj) s).obj("state").has("running"));
      if (runs && !lost) {
        out.sockets.put(ObjectKey.of(pod), sockets);
      }
    }
    List<Value> podIps = new ArrayList<>();
    ips.forEach(ip -> podIps.add(Obj.of("ip", Str.of(ip))));
    Obj.Builder status =
        Obj.builder()
            .put("phase", initialised && anyRuns ? "Running" : "Pending")
            .put("conditions", Arr.copyOf(conditions.stream().map(Kubelet::tidy).toList()))
            .put("hostIP", machines.node(node).addresses("InternalIP").getFirst())
            .put("qosClass", "Burstable")
            .put(
                "startTime",
                Meta.namespace(pod).isEmpty() ? "" : pod.obj("metadata").str("creationTimestamp"))
            .put("containerStatuses", Arr.copyOf(statuses));
    if (mount.isEmpty()) {
      status.put("podIP", ips.getFirst()).put("podIPs", Arr.copyOf(podIps));
    }
    if (!init.isEmpty()) {
      status.put("initContainerStatuses", Arr.copyOf(init));
    }
    return pod.with("status", status.build());
  }

  private static Value tidy(Value condition) {
    Obj o = (Obj) condition;
    o = o.str("reason").isEmpty() ? o.without("reason") : o;
    return o.str("message").isEmpty() ? o.without("message") : o;
  }

  private static String unready(List<Value> statuses) {
    List<String> names =
        statuses.stream()
            .map(Obj.class::cast)
            .filter(s -> !s.bool("ready", false))
            .map(s -> s.str("name"))
            .toList();
    return names.isEmpty()
        ? ""
        : "containers with unready status: [" + String.join(" ", names) + "]";
  }

  private static Obj ready(
      boolean all, boolean gates, boolean lost, Obj pod, List<Value> statuses) {
    if (!all) {
      return Settler.condition("Ready", false, "ContainersNotReady", unready(statuses));
    }
    if (lost) {
      return Settler.condition("Ready", false, "", "");
    }
    if (!gates) {
      String gate = Tree.str(pod, "spec", "readinessGates", 0, "conditionType");
      return Settler.condition(
          "Ready",
          false,
          "ReadinessGatesNotReady",
          "corresponding condition of pod readiness gate \"" + gate + "\" does not exist.");
    }
    return Settler.condition("Ready", true, "", "");
  }

  private boolean initialise(Obj pod, Fate fate, String mount, List<Value> statuses) {
    boolean before = true;
    for (Obj container : pod.obj("spec").arr("initContainers").objects()) {
      boolean sidecar = container.str("restartPolicy").equals("Always");
      if (!mount.isEmpty() || !before) {
        statuses.add(waiting(container, "PodInitializing", "", 0));
        before = false;
      } else if (sidecar) {
        statuses.add(running(container, true));
      } else if (fate.init().isEmpty()) {
        statuses.add(
            running(container, true)
                .with("started", false)
                .with(
                    "state",
                    Obj.of(
                        "terminated",
                        Obj.builder().put("exitCode", 0).put("reason", "Completed").build())));
      } else if (fate.init().equals("waits")) {
        statuses.add(running(container, false));
        before = false;
      } else {
        statuses.add(crashed(pod, container, fate.init()));
        before = false;
      }
    }
    return before && mount.isEmpty() || pod.obj("spec").arr("initContainers").isEmpty();
  }

  private String missingVolume(Obj pod) {
    for (Obj volume : pod.obj("spec").arr("volumes").objects()) {
      String map = volume.obj("configMap").str("name");
      String secret = volume.obj("secret").str("secretName");
      boolean optional =
          volume.obj("configMap").bool("optional", false)
              || volume.obj("secret").bool("optional", false);
      if (!optional && !map.isEmpty() && absent("ConfigMap", pod, map)) {
        return "MountVolume.SetUp failed for volume \""
            + volume.str("name")
            + "\" : configmap \""
            + map
            + "\" not found";
      }
      if (!optional && !secret.isEmpty() && absent("Secret", pod, secret)) {
        return "MountVolume.SetUp failed for volume \""
            + volume.str("name")
            + "\" : secret \""
            + secret
            + "\" not found";
      }
    }
    return "";
  }

  private boolean absent(String kind, Obj pod, String name) {
    return !name.equals("kube-root-ca.crt")
        && world.get(World.ref("v1", kind, Meta.namespace(pod), name)) == null;
  }

  private String missingConfig(Obj pod, Obj container) {
    for (Obj from : container.arr("envFrom").objects()) {
      for (String kind : List.of("ConfigMap", "Secret")) {
        Obj ref = from.obj(kind.equals("Secret") ? "secretRef" : "configMapRef");
        if (!ref.str("name").isEmpty()
            && !ref.bool("optional", false)
            && absent(kind, pod, ref.str("name"))) {
          return kind.toLowerCase(java.util.Locale.ROOT) + " \"" + ref.str("name") + "\" not found";
        }
      }
    }
    for (Obj env : container.arr("env").objects()) {
      for (String kind : List.of("ConfigMap", "Secret")) {
        Obj ref =
            env.obj("valueFrom").obj(kind.equals("Secret") ? "secretKeyRef" : "configMapKeyRef");
        if (!ref.str("name").isEmpty()
            && !ref.bool("optional", false)
            && absent(kind, pod, ref.str("name"))) {
          return kind.toLowerCase(java.util.Locale.ROOT) + " \"" + ref.str("name") + "\" not found";
        }
      }
    }
    return "";
  }

  private Obj status(Obj pod, Obj container, String ip, String id, Fate fate, boolean first) {
    String image = container.str("image");
    if (!world.images.contains(image)) {
      String why =
          "Failed to pull image \""
              + image
              + "\": rpc error: code = NotFound desc = failed to pull and unpack image"
              + " \"docker.io/"
              + image
              + "\": failed to resolve reference \"docker.io/"
              + image
              + "\": not found";
      say("Pod", pod, "Warning", "Failed", why);
      say("Pod", pod, "Warning", "Failed", "Error: ImagePullBackOff");
      say("Pod", pod, "Normal", "BackOff", "Back-off pulling image \"" + image + "\"");
      return waiting(
          container,
          "ImagePullBackOff",
          "Back-off pulling image \"" + image + "\": ErrImagePull: " + why,
          0);
    }
    String config = missingConfig(pod, container);
    if (!config.isEmpty()) {
      say("Pod", pod, "Warning", "Failed", "Error: " + config);
      return waiting(container, "CreateContainerConfigError", config, 0);
    }
    if (first && !fate.crash().isEmpty()) {
      return crashed(pod, container, fate.crash());
    }
    Obj startup = container.obj("startupProbe");
    if (!startup.isEmpty() && fate.ageSeconds() > 0) {
      say(
          "Pod",
          pod,
          "Warning",
          "Unhealthy",
          "Startup probe failed: " + refusedText(ip, port(startup, container)));
      return running(container, false).with("started", false);
    }
    Obj probe = container.obj("readinessProbe");
    if (probe.isEmpty()) {
      return running(container, true);
    }
    if (fate.ageSeconds() > 0 && fate.ageSeconds() < probe.integer("initialDelaySeconds", 0)) {
      return running(container, false);
    }
    String failure =
        first && !fate.unready().isEmpty() ? fate.unready() : probe(probe, container, ip, id, fate);
    if (!failure.isEmpty()) {
      say(
          "Pod",
          pod,
          "Warning",
          "Unhealthy",
          "Readiness probe "
              + (failure.startsWith("strconv") ? "errored: " : "failed: ")
              + failure);
    }
    return running(container, failure.isEmpty());
  }

  private static Obj handler(Obj probe) {
    return probe.has("httpGet")
        ? probe.obj("httpGet")
        : probe.has("tcpSocket") ? probe.obj("tcpSocket") : probe.obj("grpc");
  }

  private static int port(Obj probe, Obj container) {
    Value port = handler(probe).get("port");
    if (port instanceof Int n) {
      return (int) n.value();
    }
    return container.arr("ports").objects().stream()
        .filter(p -> port instanceof Str s && p.str("name").equals(s.value()))
        .mapToInt(p -> (int) p.integer("containerPort", 0))
        .findFirst()
        .orElse(0);
  }

  private String probe(Obj probe, Obj container, String ip, String id, Fate fate) {
    if (probe.has("exec")) {
      return "";
    }
    int port = port(probe, container);
    if (port == 0) {
      return "strconv.Atoi: parsing \"" + Tree.str(handler(probe), "port") + "\": invalid syntax";
    }
    List<Socket> sockets =
        fate.listens() != null ? fate.listens() : world.listens.getOrDefault(id, List.of());
    if (sockets.stream().noneMatch(s -> s.answers("TCP", ip, port))) {
      return probe.has("httpGet")
          ? "Get \"http://"
              + ip
              + ":"
              + port
              + probe.obj("httpGet").str("path")
              + "\": "
              + refusedText(ip, port)
          : refusedText(ip, port);
    }
    if (probe.has("httpGet")
        && !world.healthy.contains(id + " " + probe.obj("httpGet").str("path"))) {
      return "HTTP probe failed with statuscode: 404";
    }
    return "";
  }

  private static String refusedText(String ip, int port) {
    return "dial tcp " + ip + ":" + port + ": connect: connection refused";
  }

  private static Obj base(Obj container, boolean ready, int restarts) {
    return Obj.builder()
        .put("name", container.str("name"))
        .put("image", container.str("image"))
        .put("imageID", "")
        .put("ready", ready)
        .put("restartCount", restarts)
        .build();
  }

  private static Obj running(Obj container, boolean ready) {
    return base(container, ready, 0)
        .with("started", true)
        .with("imageID", "docker.io/" + container.str("image") + "@sha256:" + "0".repeat(64))
        .with("containerID", "containerd://" + Settler.letters(container.toString(), 20))
        .with("state", Obj.of("running", Obj.of("startedAt", Str.of(Settler.ago(7200)))));
  }

  private static Obj waiting(Obj container, String reason, String message, int restarts) {
    Obj waiting = Obj.of("reason", Str.of(reason));
    return base(container, false, restarts)
        .with("started", false)
        .with(
            "state",
            Obj.of("waiting", message.isEmpty() ? waiting : waiting.with("message", message)));
  }

  private Obj crashed(Obj pod, Obj container, String how) {
    int space = how.indexOf(' ');
    int code = Integer.parseInt(space < 0 ? how : how.substring(0, space));
    String reason = space < 0 ? "Error" : how.substring(space + 1);
    String podName = Meta.name(pod) + "_" + Meta.namespace(pod) + "(" + Meta.uid(pod) + ")";
    say(
        "Pod",
        pod,
        "Warning",
        "BackOff",
        "Back-off restarting failed container " + container.str("name") + " in pod " + podName);
    return waiting(
            container,
            "CrashLoopBackOff",
            "back-off 5m0s restarting failed container="
                + container.str("name")
                + " pod="
                + podName,
            17)
        .with(
            "lastState",
            Obj.of(
                "terminated",
                Obj.builder()
                    .put("exitCode", code)
                    .put("reason", reason)
                    .put("startedAt", Settler.ago(190))
                    .put("finishedAt", Settler.ago(185))
                    .build()));
  }

  private Obj ended(Obj pod, List<String> ips, String how) {
    boolean evicted = how.equals("Evicted");
    boolean succeeded = how.equals("Completed");
    Obj.Builder status =
        Obj.builder()
            .put("phase", succeeded ? "Succeeded" : "Failed")
            .put("qosClass", "BestEffort");
    if (evicted) {
      String message =
          "The node was low on resource: memory. Threshold quantity: 100Mi, available: 61Mi.";
      say("Pod", pod, "Warning", "Evicted", message);
      return pod.with("status", status.put("reason", "Evicted").put("message", message).build());
    }
    List<Value> statuses = new ArrayList<>();
    for (Obj container : pod.obj("spec").arr("containers").objects()) {
      statuses.add(
          base(container, false, 0)
              .with("started", false)
              .with(
                  "state",
                  Obj.of(
                      "terminated",
                      Obj.builder()
                          .put("exitCode", succeeded ? 0 : 1)
                          .put("reason", how)
                          .put("finishedAt", Settler.ago(600))
                          .build())));
    }
    Value reason = Str.of(succeeded ? "PodCompleted" : "PodFailed");
    return pod.with(
        "status",
        status
            .put("podIP", ips.getFirst())
            .put("podIPs", Arr.of(Obj.of("ip", Str.of(ips.getFirst()))))
            .put("containerStatuses", Arr.copyOf(statuses))
            .put(
                "conditions",
                Arr.of(
                    Settler.condition("Ready", false, "", "").with("reason", reason),
                    Settler.condition("PodScheduled", true, "", "")))
            .build());
  }
}

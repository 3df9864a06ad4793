package io.binnacle.doctor.corpus.world;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.List;

/// What becomes of the containers of one Pod: images, configuration, crashes and probes, with what is said of each.
final class Containers {
  private final World world;
  private final Announcer announcer;

  Containers(World world, Announcer announcer) {
    this.world = world;
    this.announcer = announcer;
  }

  String missingVolume(Obj pod) {
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

  Obj status(Obj pod, Obj container, String ip, String id, Fate fate, boolean first) {
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
      announcer.say("Pod", pod, "Warning", "Failed", why);
      announcer.say("Pod", pod, "Warning", "Failed", "Error: ImagePullBackOff");
      announcer.say("Pod", pod, "Normal", "BackOff", "Back-off pulling image \"" + image + "\"");
      return waiting(
          container,
          "ImagePullBackOff",
          "Back-off pulling image \"" + image + "\": ErrImagePull: " + why,
          0);
    }
    String config = missingConfig(pod, container);
    if (!config.isEmpty()) {
      announcer.say("Pod", pod, "Warning", "Failed", "Error: " + config);
      return waiting(container, "CreateContainerConfigError", config, 0);
    }
    if (first && !fate.crash().isEmpty()) {
      return crashed(pod, container, fate.crash());
    }
    Obj startup = container.obj("startupProbe");
    if (!startup.isEmpty() && fate.ageSeconds() > 0) {
      announcer.say(
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
      announcer.say(
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

  static Obj base(Obj container, boolean ready, int restarts) {
    return Obj.builder()
        .put("name", container.str("name"))
        .put("image", container.str("image"))
        .put("imageID", "")
        .put("ready", ready)
        .put("restartCount", restarts)
        .build();
  }

  static Obj running(Obj container, boolean ready) {
    return base(container, ready, 0)
        .with("started", true)
        .with("imageID", "docker.io/" + container.str("image") + "@sha256:" + "0".repeat(64))
        .with("containerID", "containerd://" + Settler.letters(container.toString(), 20))
        .with("state", Obj.of("running", Obj.of("startedAt", Str.of(Settler.ago(7200)))));
  }

  static Obj waiting(Obj container, String reason, String message, int restarts) {
    Obj waiting = Obj.of("reason", Str.of(reason));
    return base(container, false, restarts)
        .with("started", false)
        .with(
            "state",
            Obj.of("waiting", message.isEmpty() ? waiting : waiting.with("message", message)));
  }

  Obj crashed(Obj pod, Obj container, String how) {
    int space = how.indexOf(' ');
    int code = Integer.parseInt(space < 0 ? how : how.substring(0, space));
    String reason = space < 0 ? "Error" : how.substring(space + 1);
    String podName = Meta.name(pod) + "_" + Meta.namespace(pod) + "(" + Meta.uid(pod) + ")";
    announcer.say(
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
}

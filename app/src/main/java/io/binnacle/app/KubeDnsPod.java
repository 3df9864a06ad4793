package io.binnacle.app;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.Target;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.PodView;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shows the cluster DNS of this process where people look for it: as a Pod in `kube-system` labelled
/// `k8s-app=kube-dns`. A simulated node plays it like any other; on a real node nothing is run for it, and its status is
/// written here. A deleted one is back within seconds.
final class KubeDnsPod implements AutoCloseable {
  private static final Logger LOG = System.getLogger(KubeDnsPod.class.getName());
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);
  private static final String NAME = "binnacle-dns";

  /// Says where a Pod comes from that no node agent runs; see [#isOurs].
  private static final String SOURCE_ANNOTATION = "kubernetes.io/config.source";

  private static final String SOURCE = "binnacle";

  private final KubeApi api;
  private final Scheduler scheduler;
  private final String image;
  private final @Nullable Place place;
  private Scheduler.@Nullable Cancellable timer;
  private boolean closed;

  /// Where the DNS is to be found.
  ///
  /// @param node the node it is shown on
  /// @param hostIp that node's address
  /// @param ip the address it answers at, shown as the Pod's
  record Place(String node, String hostIp, String ip) {}

  /// @param image what the Pod claims to run, name and version of this program
  /// @param place null to have a simulated node play it
  KubeDnsPod(KubeApi api, Scheduler scheduler, String image, @Nullable Place place) {
    this.api = api;
    this.scheduler = scheduler;
    this.image = image;
    this.place = place;
  }

  /// Whether `pod` is such a Pod, which node agents leave alone.
  static boolean isOurs(Obj pod) {
    return Meta.namespace(pod).equals("kube-system")
        && Meta.name(pod).equals(NAME)
        && Meta.annotations(pod).getOrDefault(SOURCE_ANNOTATION, "").equals(SOURCE);
  }

  void start() {
    scheduler.execute(this::look);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  private void look() {
    try {
      Obj pod = find();
      if (place != null && !PodView.of(pod).isReady()) {
        api.update(
            Target.of(ResourceName.PODS, pod).status(), pod.with("status", status(pod, place)));
      }
    } catch (ApiException e) {
      LOG.log(Level.WARNING, "cannot show the DNS as a Pod: {0}", e.getMessage());
    }
    synchronized (this) {
      if (!closed) {
        timer = scheduler.schedule(LOOK_AGAIN, this::look);
      }
    }
  }

  /// The Pod as it is, made if it is missing. One that is being deleted, or shows another place, makes room first.
  private Obj find() {
    Target target = Target.of(ResourceName.PODS, "kube-system", NAME);
    try {
      Obj pod = api.get(target);
      boolean stays = place == null || isOurs(pod) && PodView.of(pod).nodeName().equals(place.node);
      if (stays && !(place != null && PodView.of(pod).isTerminating())) {
        return pod;
      }
      api.delete(target, new DeleteOptions(null, 0L, Meta.uid(pod), null));
    } catch (ApiException missing) {
      if (!missing.isNotFound()) {
        throw missing;
      }
    }
    return api.create(ResourceName.PODS, "kube-system", pod());
  }

  private Obj status(Obj pod, Place at) {
    String now = Timestamps.seconds(scheduler.clock().instant());
    List<Value> conditions = new ArrayList<>();
    for (String type :
        List.of(
            "PodReadyToStartContainers",
            "Initialized",
            "Ready",
            "ContainersReady",
            "PodScheduled")) {
      conditions.add(
          Obj.builder()
              .put("type", type)
              .put("status", "True")
              .put("lastProbeTime", Null.NULL)
              .put("lastTransitionTime", now)
              .build());
    }
    Obj container =
        Obj.builder()
            .put("name", "dns")
            .put("image", image)
            .put("imageID", "")
            .put("ready", true)
            .put("started", true)
            .put("restartCount", 0)
            .put("state", Obj.of("running", Obj.of("startedAt", Str.of(now))))
            .put("lastState", Obj.EMPTY)
            .build();
    return Obj.builder()
        .put("phase", "Running")
        .put("conditions", Arr.copyOf(conditions))
        .put("containerStatuses", Arr.of(container))
        .put("hostIP", at.hostIp)
        .put("hostIPs", Arr.of(Obj.of("ip", Str.of(at.hostIp))))
        .put("podIP", at.ip)
        .put("podIPs", Arr.of(Obj.of("ip", Str.of(at.ip))))
        .put("startTime", now)
        .put("qosClass", pod.obj("status").str("qosClass", "BestEffort"))
        .build();
  }

  private Obj pod() {
    Obj container =
        Obj.builder()
            .put("name", "dns")
            .put("image", image)
            .put(
                "ports",
                Arr.of(
                    port("dns", "UDP", 53),
                    port("dns-tcp", "TCP", 53),
                    port("metrics", "TCP", 9153)))
            .build();
    Obj anywhere = Obj.of("operator", Str.of("Exists"));
    return Obj.builder()
        .put("apiVersion", "v1")
        .put("kind", "Pod")
        .put(
            "metadata",
            Obj.builder()
                .put("name", NAME)
                .put("namespace", "kube-system")
                .put("labels", Obj.of("k8s-app", Str.of("kube-dns")))
                .putIfPresent(
                    "annotations", place == null ? null : Obj.of(SOURCE_ANNOTATION, Str.of(SOURCE)))
                .build())
        .put(
            "spec",
            Obj.builder()
                .put("containers", Arr.of(container))
                .putUnlessEmpty("nodeName", place == null ? "" : place.node)
                .put("dnsPolicy", "Default")
                .put("tolerations", Arr.of(anywhere))
                .build())
        .build();
  }

  private static Obj port(String name, String protocol, int number) {
    return Obj.of(
        "containerPort", Int.of(number), "name", Str.of(name), "protocol", Str.of(protocol));
  }
}

package io.binnacle.app;

import io.binnacle.client.KubeApi;
import io.binnacle.client.Target;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Shows the cluster DNS of this process where people look for it: as a Pod in `kube-system` labelled
/// `k8s-app=kube-dns`, on the first simulated node. A deleted one is back within seconds.
final class KubeDnsPod implements AutoCloseable {
  private static final Logger LOG = System.getLogger(KubeDnsPod.class.getName());
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);
  private static final String NAME = "binnacle-dns";

  private final KubeApi api;
  private final Scheduler scheduler;
  private final String image;
  private Scheduler.@Nullable Cancellable timer;
  private boolean closed;

  /// @param image what the Pod claims to run, name and version of this program
  KubeDnsPod(KubeApi api, Scheduler scheduler, String image) {
    this.api = api;
    this.scheduler = scheduler;
    this.image = image;
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
      api.get(Target.of(ResourceName.PODS, "kube-system", NAME));
    } catch (ApiException missing) {
      if (missing.isNotFound()) {
        create();
      } else {
        LOG.log(Level.WARNING, "cannot look for the DNS Pod: {0}", missing.getMessage());
      }
    }
    synchronized (this) {
      if (!closed) {
        timer = scheduler.schedule(LOOK_AGAIN, this::look);
      }
    }
  }

  private void create() {
    try {
      api.create(ResourceName.PODS, "kube-system", pod());
    } catch (ApiException e) {
      LOG.log(Level.WARNING, "cannot create the DNS Pod: {0}", e.getMessage());
    }
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
                .build())
        .put(
            "spec",
            Obj.builder()
                .put("containers", Arr.of(container))
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

package io.binnacle.dns.run;

import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.cache.ObjectCache;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.view.PodView;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The namespaces of Pods, by their addresses. Pods on the node's own network are not told apart, so they are
/// not known.
public final class PodClients implements ClientNamespaces, AutoCloseable {
  private static final String BY_IP = "ip";

  private final ObjectCache cache;

  /// The Pods of one node. Nothing is known before [#start].
  public PodClients(KubeApi api, Scheduler scheduler, String node) {
    this(api, scheduler, ListOptions.fields("spec.nodeName=" + node));
  }

  private PodClients(KubeApi api, Scheduler scheduler, ListOptions which) {
    cache =
        new ObjectCache(api, scheduler)
            .follow(ResourceName.PODS, which)
            .index(ResourceName.PODS, BY_IP, pod -> PodView.of(pod).podIps());
  }

  /// The Pods of all nodes that have not ended. Nothing is known before [#start].
  public static PodClients everywhere(KubeApi api, Scheduler scheduler) {
    return new PodClients(
        api,
        scheduler,
        ListOptions.fields("status.phase!=Succeeded,status.phase!=Failed,status.phase!=Unknown"));
  }

  /// Begins to follow.
  public void start() {
    cache.start();
  }

  @Override
  public @Nullable String of(InetAddress client) {
    List<PodView> alive =
        cache.snapshot().byIndex(ResourceName.PODS, BY_IP, client.getHostAddress()).stream()
            .map(PodView::of)
            .filter(pod -> !pod.isTerminal())
            .toList();
    return alive.size() == 1 && !alive.getFirst().hostNetwork()
        ? alive.getFirst().namespace()
        : null;
  }

  @Override
  public void close() {
    cache.close();
  }
}

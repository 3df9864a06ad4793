package io.binnacle.it;

import io.binnacle.attach.ClusterAccess;
import io.binnacle.attach.RemoteApi;
import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.WatchEvent;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The moment from which the EndpointSlices of a Service no longer list an address as ready, seen as any client of the API
/// would see it.
final class Withdrawal implements AutoCloseable {
  private final RemoteApi api;
  private final String address;
  private final KubeApi.Watch watch;
  private final CompletableFuture<Instant> moment = new CompletableFuture<>();

  private Withdrawal(RemoteApi api, String service, String address) {
    this.api = api;
    this.address = address;
    ListOptions slices = ListOptions.labels("kubernetes.io/service-name=" + service);
    long revision = api.list(ResourceName.ENDPOINT_SLICES, "default", slices).revision();
    watch = api.watch(ResourceName.ENDPOINT_SLICES, "default", slices, revision, this::seen);
  }

  /// Begins to look; close it.
  static Withdrawal watch(Path kubeconfig, String service, String address) throws IOException {
    return new Withdrawal(
        new RemoteApi(
            ClusterAccess.kubeconfig(kubeconfig, ""),
            RemoteApi.Options.reading("it"),
            new Random(1)),
        service,
        address);
  }

  private void seen(WatchEvent event) {
    switch (event) {
      case WatchEvent.Added(Obj slice) -> look(slice);
      case WatchEvent.Modified(Obj slice) -> look(slice);
      case WatchEvent.Failed(var status) ->
          moment.completeExceptionally(new IOException("the watch failed: " + status));
      case WatchEvent.Deleted _, WatchEvent.Bookmark _ -> {}
    }
  }

  private void look(Obj slice) {
    boolean listed =
        slice.arr("endpoints").objects().stream()
            .anyMatch(e ->
                e.arr("addresses").strings().contains(address)
                    && e.obj("conditions").bool("ready", true));
    if (!listed) {
      moment.complete(Instant.now());
    }
  }

  /// Waits for it, ten seconds at most.
  Instant moment() throws InterruptedException, ExecutionException, TimeoutException {
    return moment.get(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    watch.close();
    api.close();
  }
}

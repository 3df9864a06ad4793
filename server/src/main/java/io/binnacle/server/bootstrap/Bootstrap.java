package io.binnacle.server.bootstrap;

import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Target;
import io.binnacle.client.run.Scheduler;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sees to it that the objects every cluster has are there, at the start and for as long as it runs: what a user
/// deletes by mistake is back within seconds.
public final class Bootstrap implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Bootstrap.class.getName());
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

  private final KubeApi api;
  private final Scheduler scheduler;
  private final List<Cidr> ranges;
  private final Cidr services;
  private final @Nullable IpAddress apiAddress;
  private final int apiPort;
  private Scheduler.@Nullable Cancellable timer;
  private boolean closed;

  /// @param ranges of Service addresses, the primary one first
  /// @param apiAddress where Pods can reach the API; null if nowhere
  /// @param apiPort the port the API listens on
  public Bootstrap(
      KubeApi api,
      Scheduler scheduler,
      List<Cidr> ranges,
      @Nullable IpAddress apiAddress,
      int apiPort) {
    this.api = api;
    this.scheduler = scheduler;
    this.ranges = List.copyOf(ranges);
    this.services = ranges.getFirst();
    this.apiAddress = apiAddress;
    this.apiPort = apiPort;
  }

  /// Creates what is missing, then looks again every three seconds.
  ///
  /// @throws ApiException if an object cannot be created at the start
  public void start() {
    ensure();
    next();
  }

  /// Creates what is missing and brings the API's endpoints in line.
  ///
  /// @throws ApiException if a write fails
  public void ensure() {
    for (String name : BuiltInObjects.NAMESPACES) {
      createIfMissing(ResourceName.NAMESPACES, BuiltInObjects.namespace(name));
    }
    createIfMissing(ResourceName.SERVICES, BuiltInObjects.apiService(services, apiPort));
    keep(
        ResourceName.ENDPOINTS,
        BuiltInObjects.apiEndpoints(apiAddress, apiPort),
        List.of("subsets"));
    keep(
        ResourceName.ENDPOINT_SLICES,
        BuiltInObjects.apiSlice(apiAddress, apiPort),
        List.of("endpoints", "ports"));
    createIfMissing(ResourceName.SERVICES, BuiltInObjects.dnsService(services));
    keep(
        ResourceName.SERVICE_CIDRS,
        BuiltInObjects.serviceRanges(ranges, scheduler.clock().instant()),
        List.of("spec"));
  }

  /// Creates the default StorageClass `local` if there is no class at all: once, at the start of a process in which its
  /// provisioner runs. What a user has made of classes stays.
  ///
  /// @throws ApiException if a write fails
  public void ensureLocalStorage() {
    if (api.list(ResourceName.STORAGE_CLASSES, "", ListOptions.ALL).items().isEmpty()) {
      createIfMissing(ResourceName.STORAGE_CLASSES, BuiltInObjects.localStorageClass());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  private synchronized void next() {
    if (!closed) {
      timer = scheduler.schedule(LOOK_AGAIN, this::lookAgain);
    }
  }

  private void lookAgain() {
    try {
      ensure();
    } catch (ApiException e) {
      LOG.log(Level.WARNING, "cannot restore the built-in objects: {0}", e.getMessage());
    }
    next();
  }

  private @Nullable Obj createIfMissing(ResourceName resource, Obj object) {
    try {
      return api.get(Target.of(resource, object));
    } catch (ApiException missing) {
      if (!missing.isNotFound()) {
        throw missing;
      }
    }
    try {
      api.create(resource, Meta.namespace(object), object);
    } catch (ApiException raced) {
      if (!raced.isAlreadyExists()) {
        throw raced;
      }
    }
    return null;
  }

  /// Like creating, but an object that is there has its `fields` put right: the API's address may have changed.
  private void keep(ResourceName resource, Obj object, List<String> fields) {
    Obj current = createIfMissing(resource, object);
    if (current == null) {
      return;
    }
    Obj wanted = current;
    for (String field : fields) {
      wanted = wanted.withOrWithout(field, object.get(field));
    }
    // Compare without what the server filled in: an equal update changes nothing, so writing it is
    // harmless.
    if (!wanted.equals(current)) {
      api.update(Target.of(resource, object), wanted);
    }
  }
}

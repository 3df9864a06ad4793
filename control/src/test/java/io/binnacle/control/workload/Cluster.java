package io.binnacle.control.workload;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Target;
import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.control.run.ControllerManager;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.server.registry.InProcessApi;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.registry.RegistryConfig;
import io.binnacle.store.MemoryStore;
import io.binnacle.store.Retention;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A whole API in memory with some controllers on it, under a clock and an order of things that follow a seed. Everything
/// is in the namespace `default`. Nodes are played by hand: [#podsRun], [#podsEnd].
public final class Cluster implements AutoCloseable {
  public final SimulatedScheduler time;
  public final KubeApi api;
  private final ControllerManager controllers;
  private final Set<ResourceName> refused = new HashSet<>();

  /// A cluster in which these controllers run.
  public Cluster(long seed, List<Function<ControllerContext, Controller>> factories) {
    time = new SimulatedScheduler(seed);
    Registry registry =
        new Registry(
            new MemoryStore(Retention.DEFAULT, time.clock()),
            Schema.builtIn(),
            RegistryConfig.usual(time.clock(), new Random(seed)));
    api = new Refusing(new InProcessApi(registry, "test"), refused);
    api.create(
        ResourceName.NAMESPACES,
        "",
        object("{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'default'}}"));
    controllers = new ControllerManager(api, time, new Random(seed), factories);
    controllers.start();
    settle();
  }

  /// From now on nothing can be created in this collection, as if a quota were used up.
  public void refuse(ResourceName resource) {
    refused.add(resource);
  }

  /// Creating in this collection works again.
  public void allow(ResourceName resource) {
    refused.remove(resource);
  }

  /// Reads JSON with single quotes.
  public static Obj object(String json) {
    return Json.object(json.replace('\'', '"'));
  }

  /// Lets everything happen that does not wait for time to pass by itself: up to 200 ms, for retries.
  public void settle() {
    time.advance(Duration.ofMillis(200));
  }

  public Obj create(ResourceName resource, Obj object) {
    Obj created = api.create(resource, "default", object);
    settle();
    return created;
  }

  public Obj get(ResourceName resource, String name) {
    return api.get(Target.of(resource, "default", name));
  }

  /// Changes the object by hand.
  public Obj change(ResourceName resource, String name, UnaryOperator<Obj> change) {
    Obj changed =
        api.update(Target.of(resource, "default", name), change.apply(get(resource, name)));
    settle();
    return changed;
  }

  /// Changes one field of the `spec` by hand.
  public Obj changeSpec(ResourceName resource, String name, UnaryOperator<Obj> change) {
    return change(resource, name, o -> o.change("spec", change));
  }

  /// Changes the status by hand.
  public void changeStatus(ResourceName resource, String name, UnaryOperator<Obj> change) {
    api.update(
        Target.of(resource, "default", name).status(),
        get(resource, name).change("status", change));
    settle();
  }

  public void delete(ResourceName resource, String name) {
    api.delete(Target.of(resource, "default", name), DeleteOptions.DEFAULT);
    settle();
  }

  /// All objects, sorted by name.
  public List<Obj> list(ResourceName resource) {
    return api.list(resource, "default", ListOptions.ALL).items();
  }

  public List<String> names(ResourceName resource) {
    return list(resource).stream().map(Meta::name).toList();
  }

  public List<PodView> pods() {
    return list(ResourceName.PODS).stream().map(PodView::of).toList();
  }

  /// What Events say, `reason: message`, oldest first.
  public List<String> events() {
    return list(ResourceName.EVENTS).stream()
        .sorted(Comparator.comparingLong(e -> Long.parseLong(Meta.resourceVersion(e))))
        .map(e -> e.str("reason") + ": " + e.str("message"))
        .toList();
  }

  /// Every Pod runs and is ready from now on; nothing else happens.
  public void podsRun() {
    pods().stream().filter(p -> p.isActive() && !p.isReady()).forEach(this::runs);
    settle();
  }

  /// The Pod runs and is ready from now on.
  public void podRuns(String name) {
    runs(PodView.of(get(ResourceName.PODS, name)));
    settle();
  }

  /// The Pod is in `phase`, and not ready.
  public void podIs(String name, String phase) {
    changeStatus(ResourceName.PODS, name, s -> s.with("phase", phase).without("conditions"));
  }

  /// Nodes confirm that Pods that are being deleted are gone.
  public void podsEnd() {
    pods().stream().filter(PodView::isTerminating).forEach(p -> ends(p));
    settle();
  }

  /// Nodes do what they are asked until nothing is left to do.
  public void converge() {
    for (int round = 0; round < 200; round++) {
      List<PodView> late =
          pods().stream().filter(p -> p.isTerminating() || p.isTerminal() == p.isReady()).toList();
      if (late.isEmpty()) {
        return;
      }
      for (PodView pod : late) {
        if (pod.isTerminating()) {
          ends(pod);
        } else if (!pod.isTerminal()) {
          runs(pod);
        }
      }
      settle();
    }
    throw new AssertionError("still changing after 200 rounds");
  }

  private void runs(PodView pod) {
    Obj ready =
        Obj.builder()
            .put("type", "Ready")
            .put("status", "True")
            .put("lastTransitionTime", Timestamps.seconds(time.clock().instant()))
            .build();
    Obj status =
        pod.object()
            .obj("status")
            .with("phase", Str.of("Running"))
            .with("conditions", Arr.of(ready));
    api.update(
        Target.of(ResourceName.PODS, pod.key()).status(), pod.object().with("status", status));
  }

  private void ends(PodView pod) {
    try {
      api.delete(Target.of(ResourceName.PODS, pod.key()), DeleteOptions.NOW);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    controllers.close();
  }
}

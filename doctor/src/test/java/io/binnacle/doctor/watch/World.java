package io.binnacle.doctor.watch;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.KubeApi;
import io.binnacle.client.ListOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.control.core.Controller;
import io.binnacle.control.core.ControllerContext;
import io.binnacle.control.run.ControllerManager;
import io.binnacle.control.run.Controllers;
import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.Checks;
import io.binnacle.doctor.diagnose.Doctor;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.simulated.SimulatedNodes;
import io.binnacle.server.registry.InProcessApi;
import io.binnacle.server.registry.Registry;
import io.binnacle.server.registry.RegistryConfig;
import io.binnacle.store.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;

/// A cluster with a doctor on duty, in one thread on a clock that moves when told.
final class World implements AutoCloseable {
  final SimulatedScheduler scheduler = new SimulatedScheduler(7);
  final NearMissForTests check = new NearMissForTests();
  final KubeApi api;

  /// Whether there is no doctor to be had, and how often one was asked for.
  boolean doctorFails;

  int doctorsAsked;
  private final Registry registry;
  private final SimulatedNodes nodes;
  private ControllerManager controllers;
  private ServiceWatch watch;

  World() {
    registry =
        new Registry(
            new MemoryStore(),
            Schema.builtIn(),
            RegistryConfig.usual(scheduler.clock(), new SplittableRandom(7)));
    api = new InProcessApi(registry, "user");
    nodes =
        new SimulatedNodes(
            new InProcessApi(registry, "kubelet"),
            scheduler,
            2,
            Cidr.of("10.244.0.0/16"),
            "v1.33.0");
    api.create(
        ResourceName.NAMESPACES,
        "",
        Json.object(
            "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"default\"}}"));
    startControllers();
    nodes.start();
    pass(10);
  }

  private void startControllers() {
    Schema schema = Schema.builtIn();
    List<Function<ControllerContext, Controller>> factories =
        new ArrayList<>(
            Controllers.cluster(schema, "a certificate", List.of(Cidr.of("198.51.100.0/28"))));
    List<ServiceWatch> made = new ArrayList<>();
    List<Check> checks = List.of(check);
    factories.add(context -> {
      made.add(
          new ServiceWatch(
              context, r -> schema.resource(r) != null, Facts.UNKNOWN, () -> doctor(checks)));
      return made.getFirst();
    });
    controllers =
        new ControllerManager(
            new InProcessApi(registry, "controllers"),
            scheduler,
            new SplittableRandom(7),
            factories);
    watch = made.getFirst();
    controllers.start();
  }

  private Doctor doctor(List<Check> checks) {
    doctorsAsked++;
    if (doctorFails) {
      throw new IllegalStateException("a bug");
    }
    return new Doctor(checks);
  }

  /// Ends the controllers, the doctor among them, and starts others.
  void restart() {
    controllers.close();
    startControllers();
  }

  /// As [#pass], where tasks may throw.
  void passDespiteFailures(int seconds) {
    Instant end = scheduler.clock().instant().plusSeconds(seconds);
    while (scheduler.clock().instant().isBefore(end)) {
      try {
        scheduler.advance(Duration.between(scheduler.clock().instant(), end));
      } catch (IllegalStateException bug) {
        // a scheduler of the real world reports it and goes on
      }
    }
  }

  void pass(int seconds) {
    scheduler.advance(Duration.ofSeconds(seconds));
  }

  WriteAdvice advice() {
    return new WriteAdvice(watch, () -> Checks.ALL, () -> 0);
  }

  Columns columns() {
    return new Columns(watch);
  }

  static Obj service(String name, String app) {
    return Json.object(
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s","namespace":"default"},
         "spec":{"selector":{"app":"%s"},"ports":[{"port":80}]}}\
        """
            .formatted(name, app));
  }

  static Obj deployment(String name, String app) {
    return Json.object(
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%1$s","namespace":"default"},
         "spec":{"replicas":3,"selector":{"matchLabels":{"app":"%2$s"}},
          "template":{"metadata":{"labels":{"app":"%2$s"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}\
        """
            .formatted(name, app));
  }

  void apply(Obj object) {
    api.create(resource(object), "default", object);
  }

  /// Applies an object and goes on until the doctor has heard of it, and no further.
  void applySeen(Obj object) {
    apply(object);
    while (watch.snapshot().get(resource(object), ObjectKey.of(object)) == null) {
      scheduler.step();
    }
  }

  static ResourceName resource(Obj object) {
    return object.str("kind").equals("Service") ? ResourceName.SERVICES : ResourceName.DEPLOYMENTS;
  }

  void select(String service, String app) {
    api.patch(
        Target.of(ResourceName.SERVICES, "default", service),
        PatchType.MERGE,
        Json.object("{\"spec\":{\"selector\":{\"app\":\"" + app + "\"}}}"));
  }

  void delete(String service) {
    api.delete(Target.of(ResourceName.SERVICES, "default", service), DeleteOptions.DEFAULT);
  }

  Obj get(String service) {
    return api.get(Target.of(ResourceName.SERVICES, "default", service));
  }

  /// What was said of Services, a line each: `Warning SelectorNearMiss x1 web: text`.
  List<String> said() {
    return api.list(ResourceName.EVENTS, "default", ListOptions.ALL).items().stream()
        .filter(e -> e.obj("involvedObject").str("kind").equals("Service"))
        .map(e ->
            e.str("type")
                + " "
                + e.str("reason")
                + " x"
                + e.integer("count", 0)
                + " "
                + e.obj("involvedObject").str("name")
                + ": "
                + e.str("message"))
        .toList();
  }

  String cell(String service) {
    return columns().text(ResourceName.SERVICES, Objects.requireNonNull(get(service)));
  }

  @Override
  public void close() {
    controllers.close();
    nodes.close();
  }
}

package io.binnacle.it.simulation;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What users and fate do to a cluster: a random sequence of steps, the same for the same seed.
final class History {
  private static final List<String> NAMESPACES = List.of("default", "shop");
  private static final List<String> APPS = List.of("web", "db", "api");

  private final World world;
  private final SplittableRandom random;
  final List<String> steps = new ArrayList<>();

  History(World world, long seed) {
    this.world = world;
    this.random = new SplittableRandom(seed * 31 + 7);
  }

  /// Takes `count` steps, with a little or a lot of time between them.
  void run(int count) {
    for (int i = 0; i < count; i++) {
      try {
        step();
      } catch (ApiException e) {
        // A user may ask for what cannot be: it is refused and changes nothing.
        steps.add("  refused: " + e.getMessage());
      }
      for (int work = random.nextInt(200); work > 0 && world.scheduler.step(); work--) {
        // some of what is under way happens before the next step
      }
      if (random.nextInt(3) == 0) {
        world.scheduler.advance(Duration.ofMillis(random.nextInt(20_000)));
      }
    }
  }

  private void step() {
    String namespace = pick(NAMESPACES);
    String app = pick(APPS);
    switch (random.nextInt(14)) {
      case 0, 1 -> create(ResourceName.DEPLOYMENTS, namespace, deployment(app));
      case 2 -> create(ResourceName.STATEFUL_SETS, namespace, statefulSet(app + "-set"));
      case 3 -> create(ResourceName.SERVICES, namespace, service(app, false));
      case 4 -> create(ResourceName.SERVICES, namespace, service(app + "-set", true));
      case 5, 6 -> scale(namespace, app);
      case 7 -> image(namespace, app);
      case 8 -> deletePod(namespace);
      case 9, 10 -> script(namespace);
      case 11 ->
          delete(pick(List.of(ResourceName.DEPLOYMENTS, ResourceName.SERVICES)), namespace, app);
      case 12 ->
          delete(
              pick(List.of(ResourceName.STATEFUL_SETS, ResourceName.SERVICES)),
              namespace,
              app + "-set");
      default -> namespaces();
    }
  }

  private void namespaces() {
    boolean there =
        world.user.list(ResourceName.NAMESPACES, "", ListOptions.ALL).items().stream()
            .anyMatch(n -> Meta.name(n).equals("shop"));
    if (!there) {
      create(ResourceName.NAMESPACES, "", Json.object("{\"metadata\":{\"name\":\"shop\"}}"));
    } else if (random.nextInt(4) == 0) {
      delete(ResourceName.NAMESPACES, "", "shop");
    }
  }

  private Obj deployment(String app) {
    return Json.object(
        """
        {"metadata":{"name":"%s"},"spec":{"replicas":%d,"selector":{"matchLabels":{"app":"%s"}},
         "template":{"metadata":{"labels":{"app":"%s","kind":"any"}},
          "spec":{"terminationGracePeriodSeconds":%d,
           "containers":[{"name":"c","image":"one","ports":[{"name":"http","containerPort":8080}]}]}}}}\
        """
            .formatted(app, random.nextInt(8), app, app, random.nextInt(5)));
  }

  private Obj statefulSet(String name) {
    String policy = random.nextBoolean() ? "OrderedReady" : "Parallel";
    return Json.object(
        """
        {"metadata":{"name":"%s"},"spec":{"replicas":%d,"serviceName":"%s","podManagementPolicy":"%s",
         "ordinals":{"start":%d},"selector":{"matchLabels":{"app":"%s"}},
         "template":{"metadata":{"labels":{"app":"%s","kind":"any"}},
          "spec":{"terminationGracePeriodSeconds":1,
           "containers":[{"name":"c","image":"one","ports":[{"name":"http","containerPort":8081}]}]}}}}\
        """
            .formatted(name, random.nextInt(5), name, policy, random.nextInt(2), name, name));
  }

  private Obj service(String app, boolean headless) {
    String selector = random.nextInt(4) == 0 ? "\"kind\":\"any\"" : "\"app\":\"" + app + "\"";
    String type = !headless && random.nextInt(3) == 0 ? "LoadBalancer" : "ClusterIP";
    return Json.object(
        """
        {"metadata":{"name":"%s"},"spec":{"type":"%s",%s"selector":{%s},"publishNotReadyAddresses":%b,
         "ports":[{"name":"http","port":80,"targetPort":"http"}]}}\
        """
            .formatted(
                app,
                type,
                headless ? "\"clusterIP\":\"None\"," : "",
                selector,
                random.nextInt(5) == 0));
  }

  private void scale(String namespace, String app) {
    boolean set = random.nextBoolean();
    ResourceName resource = set ? ResourceName.STATEFUL_SETS : ResourceName.DEPLOYMENTS;
    String name = set ? app + "-set" : app;
    int replicas = random.nextInt(8);
    steps.add("scale " + resource.plural() + " " + namespace + "/" + name + " to " + replicas);
    world.user.patch(
        Target.of(resource, namespace, name).scale(),
        PatchType.MERGE,
        Json.object("{\"spec\":{\"replicas\":" + replicas + "}}"));
  }

  private void image(String namespace, String app) {
    boolean set = random.nextBoolean();
    ResourceName resource = set ? ResourceName.STATEFUL_SETS : ResourceName.DEPLOYMENTS;
    String name = set ? app + "-set" : app;
    String image = pick(List.of("one", "two", "three"));
    steps.add("image of " + resource.plural() + " " + namespace + "/" + name + " is " + image);
    world.user.patch(
        Target.of(resource, namespace, name),
        PatchType.STRATEGIC_MERGE,
        Json.object(
            "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\""
                + image
                + "\"}]}}}}"));
  }

  private void deletePod(String namespace) {
    List<Obj> pods = world.user.list(ResourceName.PODS, namespace, ListOptions.ALL).items();
    if (!pods.isEmpty()) {
      delete(ResourceName.PODS, namespace, Meta.name(pick(pods)));
    }
  }

  private void script(String namespace) {
    List<Obj> pods = world.user.list(ResourceName.PODS, namespace, ListOptions.ALL).items();
    if (pods.isEmpty()) {
      return;
    }
    String name = Meta.name(pick(pods));
    boolean ready = random.nextBoolean();
    steps.add("pod " + namespace + "/" + name + " ready=" + ready);
    world.user.patch(
        Target.of(ResourceName.PODS, namespace, name),
        PatchType.MERGE,
        Json.object(
            "{\"metadata\":{\"annotations\":{\"simulate.binnacle.io/ready\":\"" + ready + "\"}}}"));
  }

  private void create(ResourceName resource, String namespace, Obj object) {
    steps.add(
        "create "
            + resource.plural()
            + " "
            + namespace
            + "/"
            + Meta.name(object)
            + " "
            + object.obj("spec"));
    String kind =
        switch (resource.plural()) {
          case "deployments" -> "Deployment";
          case "statefulsets" -> "StatefulSet";
          case "services" -> "Service";
          default -> "Namespace";
        };
    world.user.create(
        resource, namespace, object.with("apiVersion", resource.apiVersion()).with("kind", kind));
  }

  private void delete(ResourceName resource, String namespace, String name) {
    DeleteOptions.Propagation propagation =
        random.nextInt(4) == 0
            ? DeleteOptions.Propagation.FOREGROUND
            : DeleteOptions.Propagation.BACKGROUND;
    steps.add("delete " + resource.plural() + " " + namespace + "/" + name + " " + propagation);
    world.user.delete(
        Target.of(resource, namespace, name), new DeleteOptions(propagation, null, null, null));
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}

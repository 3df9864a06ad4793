package io.binnacle.node.agent;

import static io.binnacle.node.agent.Town.container;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.RuntimeFailure;
import io.binnacle.node.runtime.RuntimeFailure.Kind;
import io.binnacle.node.runtime.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pods come and go, containers and sandboxes die, calls fail, the runtime and the agent go away and come back, in an order
/// drawn from a seed. Whatever happens: no container runs twice at once, restart counts never fall, no status is invalid, and
/// in the end nothing is left.
class PodsUnderFireTest {
  private static final List<String> PROGRAMS =
      List.of(
          "",
          "sleep 3; exit 0",
          "sleep 1; exit 2",
          "exit 1",
          "exit 0",
          "linger 4; sleep 500",
          "linger 60; sleep 500",
          "refuse no such file",
          "sleep 7; oom",
          "sleep 20; exit 0");
  private static final List<String> CALLS =
      List.of(
          "runSandbox",
          "stopSandbox",
          "removeSandbox",
          "createContainer",
          "startContainer",
          "stopContainer",
          "removeContainer",
          "container",
          "sandbox",
          "containers",
          "pull");

  @TempDir Path folder;
  private final Map<String, Long> restarts = new HashMap<>();

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Integer.getInteger("seeds", 40));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingRunsTwiceAndNothingIsLeft(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    try (Town town = new Town(seed, folder)) {
      int pods = 0;
      for (int step = 0; step < 120; step++) {
        switch (random.nextInt(12)) {
          case 0, 1, 2 -> create(town, random, "p" + pods++);
          case 3, 4 -> delete(town, random);
          case 5 -> crashContainer(town, random);
          case 6 -> crashSandbox(town, random);
          case 7 -> town.runtime.setDown(random.nextInt(4) == 0);
          case 8 ->
              town.runtime.failNext(
                  pick(random, CALLS),
                  new RuntimeFailure(
                      random.nextBoolean() ? Kind.OTHER : Kind.UNAVAILABLE, "as planned"));
          case 9 -> town.runtime.setSilent(random.nextInt(3) == 0);
          case 10 -> restart(town, random);
          default -> {}
        }
        town.time.advance(Duration.ofMillis(random.nextInt(10) < 7 ? random.nextInt(400) : 9_000));
        check(town);
      }
      end(town);
    }
  }

  private static void create(Town town, SplittableRandom random, String name) {
    StringBuilder spec = new StringBuilder("'terminationGracePeriodSeconds':");
    spec.append(random.nextInt(2, 12));
    spec.append(",'restartPolicy':'").append(pick(random, List.of("Always", "OnFailure", "Never")));
    spec.append("'");
    if (random.nextInt(3) == 0) {
      spec.append(",'initContainers':[").append(container("first", "sleep 1; exit 0"));
      if (random.nextBoolean()) {
        String proxy = container("proxy", pick(random, List.of("", "sleep 5; exit 1")));
        spec.append(',').append(proxy, 0, proxy.length() - 1).append(",'restartPolicy':'Always'}");
      }
      spec.append("]");
    }
    if (random.nextInt(5) == 0) {
      spec.append(",'activeDeadlineSeconds':").append(random.nextInt(1, 30));
    }
    spec.append(",'containers':[").append(container("c", pick(random, PROGRAMS)));
    if (random.nextInt(3) == 0) {
      spec.append(',').append(container("d", pick(random, PROGRAMS)));
    }
    if (random.nextInt(6) == 0) {
      spec.append(",{'name':'e','image':'")
          .append(random.nextBoolean() ? "other:" + random.nextInt() : "missing:1")
          .append("'}");
    }
    spec.append("]");
    town.api.create(
        ResourceName.PODS,
        "default",
        Town.object(
            "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'"
                + name
                + "'},'spec':{'nodeName':'node-1',"
                + spec
                + "}}"));
  }

  private static void delete(Town town, SplittableRandom random) {
    List<Obj> pods = town.api.list(ResourceName.PODS, "default", ListOptions.ALL).items();
    if (pods.isEmpty()) {
      return;
    }
    Target target = Target.of(ResourceName.PODS, pick(random, pods));
    try {
      town.api.delete(target, random.nextInt(5) == 0 ? DeleteOptions.NOW : DeleteOptions.DEFAULT);
    } catch (ApiException e) {
      assertTrue(e.isNotFound(), e::getMessage);
    }
  }

  private static void crashContainer(Town town, SplittableRandom random) {
    List<Container> running = town.running();
    if (!running.isEmpty()) {
      town.runtime.crash(pick(random, running).id(), 139, "Error");
    }
  }

  private static void crashSandbox(Town town, SplittableRandom random) {
    List<Sandbox> all = town.runtime.sandboxesNow();
    if (!all.isEmpty()) {
      town.runtime.crashSandbox(pick(random, all).id());
    }
  }

  private static void restart(Town town, SplittableRandom random) {
    town.agent.close();
    town.time.advance(Duration.ofMillis(random.nextInt(20_000)));
    town.agent = town.newAgent();
    town.agent.start();
  }

  private static <T> T pick(SplittableRandom random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private void check(Town town) {
    Set<String> seen = new HashSet<>();
    for (Container container : town.running()) {
      assertTrue(
          seen.add(container.podUid() + "/" + container.name()),
          () -> "two of " + container.name() + " run: " + town.runtime.calls());
    }
    assertEquals(List.of(), town.judging.invalid);
    for (Obj pod : town.api.list(ResourceName.PODS, "default", ListOptions.ALL).items()) {
      for (String list : List.of("containerStatuses", "initContainerStatuses")) {
        for (Obj status : pod.obj("status").arr(list).objects()) {
          String key = Meta.uid(pod) + "/" + status.str("name");
          long now = status.integer("restartCount", 0);
          long before = restarts.getOrDefault(key, 0L);
          assertTrue(now >= before, () -> key + " had " + before + " restarts, now " + now);
          restarts.put(key, now);
        }
      }
    }
  }

  private void end(Town town) throws Exception {
    town.runtime.setDown(false);
    town.runtime.setSilent(false);
    town.time.advance(Duration.ofMinutes(2));
    check(town);
    for (Obj pod : town.api.list(ResourceName.PODS, "default", ListOptions.ALL).items()) {
      try {
        town.api.delete(Target.of(ResourceName.PODS, pod), DeleteOptions.DEFAULT);
      } catch (ApiException e) {
        assertTrue(e.isNotFound(), e::getMessage);
      }
    }
    town.time.advance(Duration.ofMinutes(10));
    assertEquals(
        List.of(),
        town.api.list(ResourceName.PODS, "default", ListOptions.ALL).items().stream()
            .map(Meta::name)
            .toList());
    assertEquals(List.of(), town.running());
    assertEquals(List.of(), town.runtime.sandboxesNow());
    assertEquals(Set.of(), town.volumes.onDisk());
    try (var left = Files.list(Files.createDirectories(folder.resolve("logs")))) {
      assertEquals(List.of(), left.toList());
    }
  }
}

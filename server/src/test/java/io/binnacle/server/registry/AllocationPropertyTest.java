package io.binnacle.server.registry;

import static io.binnacle.model.meta.ResourceName.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Target;
import io.binnacle.model.error.ApiException;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import io.binnacle.server.registry.WriteOptions.FieldValidation;
import io.binnacle.server.service.ServiceStrategy;
import io.binnacle.store.Retention;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is written, valid or not, in whatever order: the pools hold exactly what the stored Services hold, and no
/// two Services hold the same.
final class AllocationPropertyTest {
  private static final int STEPS = 400;
  private static final int NAMES = 12;
  private static final int LAST_NODE_PORT = 30_019;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 30);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingLeaksAndNothingIsHeldTwice(long seed) {
    Random random = new Random(seed);
    List<String> blocks =
        random.nextBoolean() ? List.of("10.0.0.0/27") : List.of("10.0.0.0/27", "fd00::/124");
    World world = new World(blocks, Retention.DEFAULT, LAST_NODE_PORT);
    int accepted = 0;
    for (int step = 0; step < STEPS; step++) {
      String done = act(world, random);
      accepted += done.startsWith("ok") ? 1 : 0;
      check(world, "seed " + seed + ", step " + step + ": " + done);
    }
    assertThat(accepted).as("the sequence is not all refusals").isGreaterThan(STEPS / 20);
  }

  private static String act(World world, Random random) {
    String name = "s" + random.nextInt(NAMES);
    Target target = Target.of(SERVICES, "default", name);
    WriteOptions options = new WriteOptions(random.nextInt(10) == 0, "", FieldValidation.WARN);
    Obj metadata = Obj.of("name", Str.of(name), "namespace", Str.of("default"));
    Obj fresh = Obj.of("metadata", metadata, "spec", spec(random, Obj.EMPTY));
    try {
      return switch (random.nextInt(6)) {
        case 0, 1 ->
            "ok create " + world.registry.create(SERVICES, "default", fresh, options).object();
        case 2 -> {
          world.registry.delete(target, DeleteOptions.DEFAULT, options);
          yield "ok delete " + name;
        }
        case 3 -> "ok put " + world.registry.update(target, fresh, options).object();
        default -> {
          Obj stored = world.registry.get(target);
          Obj changed = stored.with("spec", spec(random, stored.obj("spec")));
          yield "ok change " + world.registry.update(target, changed, options).object();
        }
      };
    } catch (ApiException e) {
      return "refused: " + e.status().message() + " for " + fresh;
    }
  }

  /// `base` with some fields changed at random, sensibly or not.
  private static Obj spec(Random random, Obj base) {
    Obj spec = base;
    if (base.isEmpty() || random.nextInt(3) == 0) {
      spec =
          spec.with(
              "type", pick(random, "ClusterIP", "NodePort", "LoadBalancer", "ExternalName", "Foo"));
    }
    if (spec.str("type").equals("ExternalName") && random.nextInt(8) > 0) {
      spec = spec.with("externalName", "db.example.com");
    }
    if (base.isEmpty() || random.nextInt(3) == 0) {
      spec = spec.with("ports", ports(random));
    }
    if (random.nextInt(4) == 0) {
      spec = spec.with("clusterIP", address(random));
    }
    if (random.nextInt(8) == 0) {
      spec =
          spec.with(
              "clusterIPs",
              random.nextBoolean()
                  ? Arr.of(Str.of(spec.str("clusterIP")))
                  : Arr.of(Str.of(spec.str("clusterIP")), Str.of(address(random))));
    }
    if (random.nextInt(4) == 0) {
      spec =
          spec.with(
              "ipFamilyPolicy", pick(random, "SingleStack", "PreferDualStack", "RequireDualStack"));
    }
    if (random.nextInt(8) == 0) {
      spec =
          spec.with(
              "ipFamilies",
              random.nextBoolean()
                  ? Arr.of(Str.of(pick(random, "IPv4", "IPv6")))
                  : Arr.of(Str.of("IPv4"), Str.of("IPv6")));
    }
    if (random.nextInt(8) == 0) {
      spec = spec.without("ipFamilies").without("ipFamilyPolicy").without("clusterIPs");
    }
    if (random.nextInt(3) == 0) {
      spec = spec.with("externalTrafficPolicy", pick(random, "Local", "Cluster"));
    }
    if (random.nextInt(6) == 0) {
      spec = spec.with("healthCheckNodePort", 29_998L + random.nextInt(25));
    }
    if (random.nextInt(6) == 0) {
      spec = spec.with("allocateLoadBalancerNodePorts", random.nextBoolean());
    }
    return random.nextInt(5) == 0
        ? spec.with("selector", random.nextBoolean() ? Obj.EMPTY : Obj.of("a", Str.of("b")))
        : spec;
  }

  private static Arr ports(Random random) {
    List<Obj> ports = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Obj port =
          Obj.of("name", Str.of("p" + random.nextInt(4)))
              .with("port", 80L + random.nextInt(3))
              .with("protocol", pick(random, "TCP", "UDP"));
      ports.add(
          random.nextInt(3) == 0 ? port.with("nodePort", 29_998L + random.nextInt(25)) : port);
    }
    return Arr.copyOf(ports);
  }

  private static String address(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> "";
      case 1 -> "None";
      case 2 -> "garbage";
      case 3 -> "fd00::" + Integer.toHexString(random.nextInt(20));
      default -> "10.0.0." + random.nextInt(40);
    };
  }

  private static String pick(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /// Compares the pools with what the stored Services say, and with the pools of a server that starts now.
  private static void check(World world, String when) {
    Set<IpAddress> addresses = new HashSet<>();
    Set<Integer> ports = new HashSet<>();
    ServiceStrategy pools = world.registry.services();
    for (Obj stored : world.registry.list(SERVICES, "", ListQuery.ALL).items()) {
      ServiceView service = ServiceView.of(stored);
      for (String ip : service.isHeadless() ? List.<String>of() : service.clusterIps()) {
        assertThat(IpAddress.parse(ip)).as("%s: %s is no address", when, ip).isNotNull();
        assertThat(addresses.add(IpAddress.of(ip))).as("%s: %s held twice", when, ip).isTrue();
        assertThat(pools.isTaken(IpAddress.of(ip))).as("%s: %s", when, ip).isTrue();
      }
      Set<Integer> own = new HashSet<>();
      if (!service.isExternalName()) {
        service.ports().forEach(p -> own.add(p.nodePort()));
        own.add(service.healthCheckNodePort());
      }
      own.remove(0);
      for (int port : own) {
        assertThat(ports.add(port)).as("%s: %s held twice", when, port).isTrue();
        assertThat(pools.isTaken(port)).as("%s: %s", when, port).isTrue();
      }
    }
    assertThat(pools.addressesTaken()).as("%s: addresses", when).isEqualTo(addresses.size());
    assertThat(pools.nodePortsTaken()).as("%s: ports", when).isEqualTo(ports.size());
  }

  @Test
  void aServerThatStartsKnowsWhatIsTaken() {
    World world = new World();
    for (int i = 0; i < 20; i++) {
      world.create(
          SERVICES,
          "{metadata: {name: s"
              + i
              + ", namespace: default}, spec: {type: NodePort, ports: [{port: 80}]}}");
    }
    ServiceStrategy before = world.registry.services();
    ServiceStrategy after = world.over(world.cidrs).services();
    assertThat(after.addressesTaken()).isEqualTo(before.addressesTaken()).isEqualTo(20);
    assertThat(after.nodePortsTaken()).isEqualTo(before.nodePortsTaken()).isEqualTo(20);
  }

  @Test
  void ofManyWhoCreateOneNameOneWins() {
    World world = new World();
    List<String> outcomes =
        together(16, i -> world.create(SERVICES, service("same", "{ports: [{port: 80}]}")));
    assertThat(outcomes).filteredOn("ok"::equals).hasSize(1);
    assertThat(outcomes).filteredOn("AlreadyExists"::equals).hasSize(15);
    check(world, "after the race");
  }

  @Test
  void ofManyWhoWantOneAddressOneWins() {
    World world = new World();
    List<String> outcomes =
        together(
            16,
            i ->
                world.create(
                    SERVICES, service("s" + i, "{clusterIP: \"10.96.0.7\", ports: [{port: 80}]}")));
    assertThat(outcomes).filteredOn("ok"::equals).hasSize(1);
    assertThat(outcomes).filteredOn("Invalid"::equals).hasSize(15);
    check(world, "after the race");
  }

  @Test
  void aSmallRangeIsSharedOutWithoutOverlap() {
    World world = new World(List.of("10.0.0.0/28"), Retention.DEFAULT);
    List<String> outcomes =
        together(20, i -> world.create(SERVICES, service("s" + i, "{ports: [{port: 80}]}")));
    assertThat(outcomes).filteredOn("ok"::equals).hasSize(14);
    assertThat(outcomes).filteredOn("InternalError"::equals).hasSize(6);
    check(world, "after the race");
  }

  @Test
  void manyWhoChangeOneServiceLeaveItWhole() {
    World world = new World();
    world.create(SERVICES, service("web", "{ports: [{port: 80}]}"));
    List<String> outcomes =
        together(
            24,
            i ->
                switch (i % 3) {
                  case 0 ->
                      world.update(
                          SERVICES,
                          World.obj(
                              service(
                                  "web",
                                  "{type: NodePort, ports: [{port: 80, nodePort: "
                                      + (30_200 + i)
                                      + "}]}")));
                  case 1 ->
                      world.update(SERVICES, World.obj(service("web", "{ports: [{port: 80}]}")));
                  default ->
                      world
                          .registry
                          .delete(
                              Target.of(SERVICES, new ObjectKey("default", "web")),
                              DeleteOptions.DEFAULT,
                              WriteOptions.DEFAULT)
                          .object();
                });
    assertThat(outcomes).containsAnyOf("ok");
    check(world, "after the race: " + outcomes);
  }

  private static String service(String name, String spec) {
    return "{metadata: {name: " + name + ", namespace: default}, spec: " + spec + "}";
  }

  private interface Attempt {
    Obj run(int index);
  }

  /// Runs all attempts at once, each on a virtual thread, and says `ok` or the reason of the refusal for each.
  private static List<String> together(int count, Attempt attempt) {
    List<Callable<String>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = i;
      calls.add(() -> {
        try {
          attempt.run(index);
          return "ok";
        } catch (ApiException e) {
          return e.status().reason();
        }
      });
    }
    List<String> out = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> each : threads.invokeAll(calls)) {
        out.add(each.get());
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
    return out;
  }
}

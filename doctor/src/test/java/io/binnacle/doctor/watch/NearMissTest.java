package io.binnacle.doctor.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.Checks;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// How much of a cluster a write waits for.
class NearMissTest {
  private static final String WARNING = "selector app=wbe matches no Pod; app=web matches 3";

  private final Map<ResourceName, NavigableMap<ObjectKey, Obj>> there = new HashMap<>();
  private final AtomicLong nanos = new AtomicLong();
  private long step;

  NearMissTest() {
    Kinds.resources().forEach(resource -> there.put(resource, new TreeMap<>()));
    add(ResourceName.DEPLOYMENTS, World.deployment("web", "web"));
  }

  @Test
  void tellsAmongManyWorkloadsThatHaveNoPodsYet() {
    deployments(150);
    assertThat(warnings()).containsExactly(WARNING);
  }

  @Test
  void saysNothingAmongTooManyWorkloads() {
    deployments(200);
    assertThat(warnings()).isEmpty();
  }

  @Test
  void countsWhatIsNoDeploymentToo() {
    for (int i = 0; i < 200; i++) {
      add(Kinds.JOBS, named("Job", "j-" + i, "default"));
    }
    assertThat(warnings()).isEmpty();
  }

  @Test
  void saysNothingAmongTooManyObjects() {
    for (int i = 0; i < 2_000; i++) {
      add(ResourceName.PODS, owned(named("Pod", "p-" + i, "default")));
    }
    assertThat(warnings()).isEmpty();
  }

  @Test
  void saysNothingWhereEachOfManyWorkloadsMayBelongToEachOfManyServices() {
    deployments(150);
    for (int i = 0; i < 150; i++) {
      add(ResourceName.SERVICES, World.service("s-" + i, "s-" + i));
    }
    assertThat(warnings()).isEmpty();
  }

  @Test
  void otherNamespacesMayBeAsLargeAsTheyLike() {
    for (int i = 0; i < 3_000; i++) {
      add(ResourceName.PODS, named("Pod", "p-" + i, "other"));
    }
    assertThat(warnings()).containsExactly(WARNING);
  }

  @Test
  void saysNothingOnceItsTimeIsUp() {
    deployments(150);
    step = Duration.ofMillis(6).toNanos();
    assertThat(warnings()).isEmpty();
  }

  @Test
  void aSlowClockDoesNotSilenceItInASmallNamespace() {
    step = Duration.ofMillis(6).toNanos();
    assertThat(warnings()).containsExactly(WARNING);
  }

  private List<String> warnings() {
    Evidence seen = Evidence.over(Instant.EPOCH, Facts.UNKNOWN, there, null);
    Budget budget = new Budget(() -> nanos.getAndAdd(step), Budget.OF_WRITE);
    return new NearMiss(check()).ofService(World.service("web", "wbe"), null, seen, budget);
  }

  private static Check.OfService check() {
    return Checks.ALL.stream()
        .filter(c -> c.id().equals(NearMiss.CHECK))
        .map(Check.OfService.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private void deployments(int count) {
    for (int i = 0; i < count; i++) {
      add(ResourceName.DEPLOYMENTS, World.deployment("other-" + i, "other-" + i));
    }
  }

  private void add(ResourceName resource, Obj object) {
    there.computeIfAbsent(resource, _ -> new TreeMap<>()).put(ObjectKey.of(object), object);
  }

  private static Obj named(String kind, String name, String namespace) {
    return Json.object(
        "{\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\"}}"
            .formatted(kind, name, namespace));
  }

  private static Obj owned(Obj pod) {
    return pod.change(
        "metadata",
        m ->
            m.with(
                "ownerReferences",
                Json.object(
                        "{\"a\":[{\"controller\":true,\"kind\":\"ReplicaSet\",\"apiVersion\":\"apps/v1\",\"name\":\"x\"}]}")
                    .arr("a")));
  }
}

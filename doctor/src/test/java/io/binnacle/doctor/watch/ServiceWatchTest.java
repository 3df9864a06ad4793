package io.binnacle.doctor.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import org.junit.jupiter.api.Test;

/// What people hear of a Service through the day.
class ServiceWatchTest {
  private static final String NEAR_MISS =
      "SelectorNearMiss x1 web: No Pod carries app=wbe; 3 Pods carry app=web; try: kubectl patch service/web -n default --type merge -p"
          + " '{\"spec\":{\"selector\":{\"app\":\"web\"}}}'";

  @Test
  void aFaultIsSaidOnceItHasLastedAndItsEndOnceThatHas() {
    try (World world = new World()) {
      world.apply(World.deployment("web", "web"));
      world.apply(World.service("web", "wbe"));
      world.pass(4);
      assertThat(world.said()).isEmpty();
      world.pass(4);
      assertThat(world.said()).containsExactly("Warning " + NEAR_MISS);
      world.pass(600);
      assertThat(world.said()).as("nothing new, nothing said").hasSize(1);
      world.select("web", "web");
      world.pass(5);
      assertThat(world.said()).hasSize(1);
      world.pass(10);
      assertThat(world.said())
          .containsExactly(
              "Warning " + NEAR_MISS, "Normal Resolved x1 web: SelectorNearMiss no longer holds");
    }
  }

  @Test
  void whatLastsIsSaidAgainAndCounted() {
    try (World world = new World()) {
      world.apply(World.deployment("web", "web"));
      world.apply(World.service("web", "wbe"));
      world.pass(10 + 2 * (int) Standing.REPEAT.toSeconds() + 60);
      assertThat(world.said()).containsExactly("Warning " + NEAR_MISS.replace("x1", "x3"));
    }
  }

  @Test
  void aServiceAppliedBeforeItsPodsIsNoNews() {
    try (World world = new World()) {
      world.apply(World.deployment("db", "db"));
      world.pass(10);
      world.apply(World.service("web", "web"));
      world.pass(3);
      world.apply(World.deployment("web", "web"));
      world.pass(600);
      assertThat(world.said()).isEmpty();
      assertThat(world.cell("web")).isEqualTo("3/3 ready");
    }
  }

  @Test
  void aRestartRepeatsNothing() {
    try (World world = new World()) {
      world.apply(World.deployment("web", "web"));
      world.apply(World.service("web", "wbe"));
      world.pass(20);
      world.restart();
      world.pass(300);
      assertThat(world.said()).containsExactly("Warning " + NEAR_MISS);
      world.pass((int) Standing.REPEAT.toSeconds());
      assertThat(world.said())
          .as("and counts on")
          .containsExactly("Warning " + NEAR_MISS.replace("x1", "x2"));
    }
  }

  @Test
  void whatWasMendedDuringARestartIsTakenBack() {
    try (World world = new World()) {
      world.apply(World.deployment("web", "web"));
      world.apply(World.service("web", "wbe"));
      world.pass(20);
      world.select("web", "web");
      world.restart();
      world.pass(20);
      assertThat(world.said())
          .containsExactly(
              "Warning " + NEAR_MISS, "Normal Resolved x1 web: SelectorNearMiss no longer holds");
      world.restart();
      world.pass(60);
      assertThat(world.said()).as("taken back once").hasSize(2);
    }
  }

  @Test
  void anotherServiceOfTheSameNameInheritsNothing() {
    try (World world = new World()) {
      world.apply(World.deployment("web", "web"));
      world.apply(World.service("web", "wbe"));
      world.pass(20);
      world.delete("web");
      world.pass(5);
      world.apply(World.service("web", "web"));
      world.restart();
      world.pass(60);
      assertThat(world.said()).containsExactly("Warning " + NEAR_MISS);
    }
  }

  @Test
  void aChangeIsNoReasonToLookAtServicesItDoesNotConcern() {
    try (World world = new World()) {
      world.apply(World.deployment("web", "web"));
      world.apply(World.deployment("db", "db"));
      world.apply(World.service("web", "web"));
      world.apply(World.service("db", "db"));
      world.pass(60);
      world.check.looked.clear();
      world.api.patch(
          Target.of(ResourceName.DEPLOYMENTS, "default", "db"),
          PatchType.MERGE,
          Json.object("{\"spec\":{\"replicas\":4}}"));
      world.pass(20);
      assertThat(world.check.looked).isNotEmpty().containsOnly(new ObjectKey("default", "db"));
    }
  }

  @Test
  void aCheckThatFailsTakesNothingBack() {
    try (World world = new World()) {
      world.apply(World.deployment("web", "web"));
      world.apply(World.service("web", "wbe"));
      world.pass(20);
      world.check.fails = true;
      world.pass(600);
      world.check.fails = false;
      world.pass(300);
      assertThat(world.said()).containsExactly("Warning " + NEAR_MISS);
    }
  }

  @Test
  void aTurnThatFailsIsNotTheLastButHasARest() {
    try (World world = new World()) {
      world.doctorFails = true;
      world.restart();
      world.doctorsAsked = 0;
      world.apply(World.deployment("web", "web"));
      world.apply(World.service("web", "wbe"));
      world.passDespiteFailures(300);
      assertThat(world.doctorsAsked).isEqualTo(3);
      world.doctorFails = false;
      world.pass(150);
      assertThat(world.said()).containsExactly("Warning " + NEAR_MISS);
    }
  }

  @Test
  void aFloodOfFaultsIsToldNoFasterThanTheBucketAllows() {
    try (World world = new World()) {
      world.apply(World.deployment("web", "web"));
      world.pass(10);
      for (int i = 0; i < 400; i++) {
        world.apply(World.service("s" + i, "wbe"));
      }
      world.pass(10);
      assertThat(world.said().size()).isBetween(50, 50 + 5 * 10);
      world.pass(300);
      assertThat(world.said()).hasSize(400);
    }
  }

  @Test
  void aColumnShowsWhatIsSoAtOnce() {
    try (World world = new World()) {
      world.apply(World.deployment("web", "web"));
      world.apply(World.service("web", "wbe"));
      world.api.create(
          ResourceName.SERVICES,
          "default",
          Json.object(
              "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"out\",\"namespace\":\"default\"},"
                  + "\"spec\":{\"type\":\"ExternalName\",\"externalName\":\"db.example.com\"}}"));
      world.pass(2);
      assertThat(world.cell("web")).isEqualTo("none: no Pod carries app=wbe");
      assertThat(world.cell("out")).isEqualTo("external");
      world.select("web", "web");
      world.pass(2);
      assertThat(world.cell("web")).isEqualTo("3/3 ready");
    }
  }
}

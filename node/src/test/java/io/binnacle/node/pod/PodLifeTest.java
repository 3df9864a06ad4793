package io.binnacle.node.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.model.tree.Obj;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What follows from what is known of a Pod: steps, and the status in one line.
class PodLifeTest {
  record Case(String says, Given given, String steps, String status) {
    @Override
    public String toString() {
      return says;
    }
  }

  private static Given pod(String... containers) {
    return new Given(containers);
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "volumes come before the sandbox",
            pod("c").unprepared(),
            "prepare",
            "Pending c:ContainerCreating"),
        new Case(
            "the sandbox comes before the containers",
            pod("c"),
            "sandbox 0",
            "Pending c:ContainerCreating"),
        new Case(
            "containers are started one at a time, in order",
            pod("c", "d").sandbox(0, true),
            "start c.0",
            "Pending c:ContainerCreating d:ContainerCreating"),
        new Case(
            "while one is being started the next one waits",
            pod("c", "d").sandbox(0, true).starting("c", 0),
            "",
            "Pending c:ContainerCreating d:ContainerCreating"),
        new Case(
            "one that runs lets the next one start",
            pod("c", "d").sandbox(0, true).running("c", 0),
            "start d.0",
            "Pending c:ready d:ContainerCreating"),
        new Case(
            "a failed start does not hold back the others",
            pod("c", "d").sandbox(0, true).failed("c", "ErrImagePull", 1),
            "start d.0",
            "Pending c:ErrImagePull d:ContainerCreating"),
        new Case(
            "an image that could not be pulled is soon said to back off",
            pod("c").sandbox(0, true).failed("c", "ErrImagePull", 6),
            "say BackOff, say Failed",
            "Pending c:ImagePullBackOff"),
        new Case(
            "a failed start is tried again after ten seconds",
            pod("c").sandbox(0, true).failed("c", "CreateContainerConfigError", 10),
            "start c.0",
            "Pending c:CreateContainerConfigError"),
        new Case(
            "init containers come first, the others wait",
            pod("i:first", "c").sandbox(0, true),
            "start first.0",
            "Pending first:PodInitializing c:PodInitializing"),
        new Case(
            "a sidecar that runs lets the next one start",
            pod("s:proxy", "i:second", "c").sandbox(0, true).running("proxy", 0),
            "start second.0",
            "Pending proxy:ready second:PodInitializing c:PodInitializing"),
        new Case(
            "a sidecar that has not started yet does not",
            pod("s:proxy", "c").startupProbe("proxy").sandbox(0, true).running("proxy", 0),
            "",
            "Pending proxy:running c:PodInitializing"),
        new Case(
            "a sidecar is restarted beside the others",
            pod("s:proxy", "c").sandbox(0, true).ended("proxy", 0, 1, 5).running("c", 0),
            "start proxy.1",
            "Running proxy:Error c:ready"),
        new Case(
            "init containers are over once the others have begun",
            pod("i:first", "c").sandbox(0, true).ended("first", 0, 0, 9).running("c", 0),
            "",
            "Running first:Completed c:ready"),
        new Case(
            "the first restart is at once",
            pod("c").sandbox(0, true).ended("c", 0, 1, 0),
            "start c.1",
            "Running c:Error"),
        new Case(
            "the second restart waits ten seconds",
            pod("c").sandbox(0, true).ended("c", 0, 1, 20).backOff(10).ended("c", 1, 1, 9),
            "say BackOff",
            "Running c:CrashLoopBackOff"),
        new Case(
            "and then comes",
            pod("c").sandbox(0, true).ended("c", 0, 1, 20).backOff(10).ended("c", 1, 1, 10),
            "start c.2",
            "Running c:Error"),
        new Case(
            "a container that ran for more than ten minutes starts afresh",
            pod("c").sandbox(0, true).backOff(300).ranFor(601).ended("c", 7, 1, 0),
            "start c.8",
            "Running c:Error"),
        new Case(
            "OnFailure does not restart what succeeded: the Pod is over",
            pod("c").policy("OnFailure").sandbox(0, true).ended("c", 0, 0, 1),
            "stop sandbox s0",
            "Running c:Completed"),
        new Case(
            "and has succeeded once its sandbox is down",
            pod("c").policy("OnFailure").sandbox(0, false).ended("c", 0, 0, 1),
            "",
            "Succeeded c:Completed"),
        new Case(
            "Never does not restart what failed",
            pod("c").policy("Never").sandbox(0, false).ended("c", 0, 3, 1),
            "",
            "Failed c:Error"),
        new Case(
            "one of two that still runs keeps the Pod going",
            pod("c", "d").policy("Never").sandbox(0, true).ended("c", 0, 3, 1).running("d", 0),
            "",
            "Running c:Error d:ready"),
        new Case(
            "an init container that failed ends a Pod that is not restarted",
            pod("i:first", "c").policy("Never").sandbox(0, false).ended("first", 0, 1, 1),
            "",
            "Failed first:Error c:PodInitializing"),
        new Case(
            "when the others have ended, sidecars are stopped",
            pod("s:proxy", "c")
                .policy("Never")
                .sandbox(0, true)
                .running("proxy", 0)
                .ended("c", 0, 0, 1),
            "stop proxy 30",
            "Running proxy:ready c:Completed"),
        new Case(
            "a deleted Pod stops its containers together, sidecars last",
            pod("s:proxy", "c", "d")
                .sandbox(0, true)
                .running("proxy", 0)
                .running("c", 0)
                .running("d", 0)
                .deleted(20),
            "stop c 20, stop d 20",
            "Running proxy:ready c:ready d:ready"),
        new Case(
            "sidecars are stopped one by one, the last one first",
            pod("s:one", "s:two", "c")
                .sandbox(0, true)
                .running("one", 0)
                .running("two", 0)
                .ended("c", 0, 0, 1)
                .deleted(9),
            "stop two 9",
            "Running one:ready two:ready c:Completed"),
        new Case(
            "nobody gets less than two seconds",
            pod("c").sandbox(0, true).running("c", 0).deleted(0),
            "stop c 2",
            "Running c:ready"),
        new Case(
            "a stop under way is not begun again",
            pod("c").sandbox(0, true).running("c", 0).deleted(20).stopping("c", 20),
            "",
            "Running c:ready"),
        new Case(
            "unless there is less time now",
            pod("c").sandbox(0, true).running("c", 0).deleted(5).stopping("c", 20),
            "stop c 5",
            "Running c:ready"),
        new Case(
            "a deleted Pod waits for a start it cannot call off",
            pod("c").sandbox(0, true).deleted(20).starting("c", 0),
            "",
            "Pending c:ContainerCreating"),
        new Case(
            "when nothing runs its last status is shown before it goes",
            pod("c").sandbox(0, false).ended("c", 0, 143, 1).deleted(20),
            "",
            "Failed c:Error"),
        new Case(
            "a Pod the API has forgotten is cleared away without a status",
            pod("c").sandbox(0, false).ended("c", 0, 143, 1).gone(),
            "release",
            "Failed c:Error"),
        new Case(
            "a sandbox that died is replaced once its containers are down",
            pod("c").sandbox(0, false).running("c", 0),
            "say SandboxChanged, stop sandbox s0",
            "Running c:ready"),
        new Case(
            "by one with the next number",
            pod("c").sandbox(0, false).ended("c", 0, 137, 1),
            "say SandboxChanged, sandbox 1",
            "Running c:Error"),
        new Case(
            "in the new sandbox everything begins again",
            pod("i:first", "c")
                .sandbox(0, false)
                .ended("first", 0, 0, 9)
                .ended("c", 0, 137, 1)
                .sandbox(1, true),
            "start first.1",
            "Running first:Completed c:Error"),
        new Case(
            "a container that failed its probe is stopped, with the probe's own grace",
            pod("c").sandbox(0, true).running("c", 0).doomed("c", 7),
            "stop c 7",
            "Running c:ready"),
        new Case(
            "a container whose image has changed is stopped",
            pod("c").sandbox(0, true).running("c", 0).image("c", "app:2"),
            "stop c 30",
            "Running c:ready"),
        new Case(
            "the deadline ends a Pod",
            pod("c").sandbox(0, true).running("c", 0).deadline(60, 60),
            "say DeadlineExceeded, stop c 30",
            "Running c:ready"),
        new Case(
            "and it has failed, whatever its containers say",
            pod("c").sandbox(0, false).ended("c", 0, 0, 1).deadline(60, 61),
            "say DeadlineExceeded",
            "Failed(DeadlineExceeded) c:Completed"),
        new Case(
            "an agent that was killed leaves a container that never began: it is removed",
            pod("c").sandbox(0, true).created("c", 0),
            "remove c-0",
            "Pending c:ContainerCreating"),
        new Case(
            "of each container the last two are kept",
            pod("c").sandbox(0, true).ended("c", 0, 1, 99).ended("c", 1, 1, 50).running("c", 2),
            "remove c-0",
            "Running c:ready"),
        new Case(
            "an ephemeral container is started in a Pod that runs",
            pod("c", "e:debug").sandbox(0, true).running("c", 0),
            "start debug.0",
            "Running c:ready debug:ContainerCreating"),
        new Case(
            "and never again",
            pod("c", "e:debug").sandbox(0, true).running("c", 0).ended("debug", 0, 1, 5),
            "",
            "Running c:ready debug:Error"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void follows(Case c) {
    PodLife life = PodLife.at(c.given().facts());
    assertEquals(c.steps(), c.given().describe(life));
    assertEquals(c.status(), Given.line(life.status()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theSameStatusFollowsFromAStatusThatHasBeenShown(Case c) {
    Observed facts = c.given().facts();
    Obj status = PodLife.at(facts).status();
    Observed again = c.given().with("status", status).facts();
    assertEquals(status, PodLife.at(again).status());
  }

  @Test
  void looksAgainWhenTheTimeHasCome() {
    Given waits = pod("c").sandbox(0, true).ended("c", 0, 1, 20).backOff(10).ended("c", 1, 1, 4);
    PodLife life = PodLife.at(waits.facts());
    assertEquals(Given.NOW.plusSeconds(6), life.next());
    assertNull(PodLife.at(pod("c").sandbox(0, true).running("c", 0).facts()).next());
  }

  @Test
  void whatTheRuntimeHasForgottenIsSaidToBeLost() {
    Given before = pod("c").sandbox(0, true).running("c", 2);
    Obj status = PodLife.at(before.facts()).status();
    PodLife after = PodLife.at(pod("c").sandbox(1, true).with("status", status).facts());
    Obj c = after.status().arr("containerStatuses").objects().getFirst();
    assertEquals("ContainerStatusUnknown", c.obj("lastState").obj("terminated").str("reason"));
    assertTrue(
        after.steps().getFirst() instanceof Step.Start start && start.attempt() == 3,
        after.steps()::toString);
  }

  @Test
  void durationsReadAsGoWritesThem() {
    assertEquals("10s", Wording.seconds(Duration.ofSeconds(10)));
    assertEquals("2m40s", Wording.seconds(Duration.ofSeconds(160)));
    assertEquals("5m0s", Wording.seconds(Duration.ofMinutes(5)));
    assertEquals("812ms", Wording.millis(Duration.ofMillis(812)));
    assertEquals("10s", Wording.millis(Duration.ofSeconds(10)));
    assertEquals("1.204s", Wording.millis(Duration.ofMillis(1204)));
    assertEquals("1m3.5s", Wording.millis(Duration.ofMillis(63_500)));
  }
}

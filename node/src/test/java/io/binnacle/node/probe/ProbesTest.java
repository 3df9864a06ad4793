package io.binnacle.node.probe;

import static io.binnacle.node.env.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.client.run.fake.SimulatedScheduler;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.runtime.ContainerRuntime.ExecResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbesTest {
  private final SimulatedScheduler scheduler = new SimulatedScheduler(1);
  private final List<String> runs = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private int changes;
  private ProbeResult next = new ProbeResult.Success("");

  private final Probes probes =
      new Probes(
          scheduler,
          (handler, container, timeout) -> {
            runs.add(seconds() + " " + ((Handler.Exec) handler).command().getFirst());
            return next;
          },
          2,
          new SplittableRandom(7),
          new ProbeListener() {
            @Override
            public void changed(String podUid, String containerId) {
              changes++;
            }

            @Override
            public void event(Obj pod, String container, String reason, String message) {
              events.add(reason + " " + message);
            }
          });

  private long seconds() {
    return scheduler.clock().instant().getEpochSecond() - 1_767_225_600L;
  }

  private ProbedContainer container(String probesOfIt) {
    return container("c1", probesOfIt, "{}");
  }

  private ProbedContainer container(String id, String probesOfIt, String status) {
    Obj container = yaml("{name: web, " + probesOfIt + "}");
    Obj pod = yaml("{metadata: {name: p, namespace: shop, uid: u}, status: " + status + "}");
    return new ProbedContainer(
        pod,
        container,
        id,
        "10.0.0.1",
        scheduler.clock().instant(),
        (command, timeout) -> new ExecResult(0, "", ""));
  }

  private String health() {
    ContainerHealth h = probes.health("c1");
    return (h.started() ? "started " : "")
        + (h.ready() ? "ready " : "")
        + (h.doomed() ? "doomed: " + h.message() : "");
  }

  private void after(int seconds) {
    scheduler.advance(Duration.ofSeconds(seconds));
  }

  @Test
  void aContainerWithoutProbesIsWell() {
    probes.add(container("image: i"), false);
    assertEquals("started ready ", health());
  }

  @Test
  void readinessIsFalseUntilTheFirstRunSucceedsAfterTheInitialDelay() {
    probes.add(
        container(
            "readinessProbe: {exec: {command: [r]}, initialDelaySeconds: 5, periodSeconds: 3}"),
        false);
    after(4);
    assertEquals("started ", health());
    assertThat(runs).isEmpty();
    after(1);
    assertEquals("started ready ", health());
    after(6);
    assertThat(runs).containsExactly("5 r", "8 r", "11 r");
    assertEquals(1, changes);
  }

  @Test
  void readinessFallsOnlyAfterAsManyFailuresAsStatedAndRisesAfterAsManySuccesses() {
    probes.add(
        container(
            "readinessProbe: {exec: {command: [r]}, periodSeconds: 1, failureThreshold: 3,"
                + " successThreshold: 2}"),
        false);
    after(1);
    assertEquals("started ready ", health());
    next = new ProbeResult.Failure("HTTP probe failed with statuscode: 503");
    after(2);
    assertEquals("started ready ", health());
    after(1);
    assertEquals("started ", health());
    assertThat(events)
        .hasSize(3)
        .contains("Unhealthy Readiness probe failed: HTTP probe failed with statuscode: 503");
    next = new ProbeResult.Success("");
    after(1);
    assertEquals("started ", health());
    after(1);
    assertEquals("started ready ", health());
  }

  @Test
  void anEndlesslyFailingLivenessProbeDoomsTheContainerAndIsThenLeftAlone() {
    next = new ProbeResult.Failure("no");
    probes.add(
        container(
            "livenessProbe: {exec: {command: [l]}, periodSeconds: 10, failureThreshold: 2,"
                + " terminationGracePeriodSeconds: 4}"),
        false);
    after(9);
    assertEquals("started ready ", health());
    after(1);
    assertEquals("started ready doomed: Container web failed liveness probe", health());
    assertEquals(4, probes.health("c1").graceSeconds());
    after(60);
    assertThat(runs).containsExactly("0 l", "10 l");
  }

  @Test
  void startupHoldsTheOthersBackAndReleasesThemAtOnce() {
    next = new ProbeResult.Failure("not yet");
    probes.add(
        container(
            "startupProbe: {exec: {command: [s]}, periodSeconds: 2, failureThreshold: 30},"
                + " readinessProbe: {exec: {command: [r]}, periodSeconds: 10},"
                + " livenessProbe: {exec: {command: [l]}, periodSeconds: 10}"),
        false);
    after(5);
    assertEquals("", health());
    next = new ProbeResult.Success("");
    after(1);
    assertEquals("started ready ", health());
    after(12);
    assertThat(runs)
        .containsExactlyInAnyOrder("0 s", "2 s", "4 s", "6 s", "6 r", "6 l", "16 r", "16 l");
  }

  @Test
  void aStartupProbeThatFailsTooOftenDooms() {
    next = new ProbeResult.Failure("no");
    probes.add(
        container("startupProbe: {exec: {command: [s]}, periodSeconds: 1, failureThreshold: 2}"),
        false);
    after(5);
    assertEquals("doomed: Container web failed startup probe", health());
  }

  @Test
  void whatCouldNotBeRunIsTriedThriceAndChangesNothing() {
    next = new ProbeResult.Unknown("runtime is away");
    probes.add(
        container("livenessProbe: {exec: {command: [l]}, periodSeconds: 60, failureThreshold: 1}"),
        false);
    after(1);
    assertThat(runs).hasSize(3);
    assertEquals("started ready ", health());
    assertThat(events)
        .containsExactly(
            "Unhealthy Liveness probe errored and resulted in unknown state: runtime is away");
  }

  @Test
  void aWarningCountsAsSuccessAndIsToldOf() {
    next = new ProbeResult.Warning("Probe terminated redirects, Response body: x");
    probes.add(container("readinessProbe: {exec: {command: [r]}}"), false);
    after(1);
    assertEquals("started ready ", health());
    assertThat(events)
        .containsExactly(
            "ProbeWarning Readiness probe warning: Probe terminated redirects, Response body: x");
  }

  @Test
  void whileStoppingOnlyReadinessIsProbed() {
    probes.add(
        container(
            "readinessProbe: {exec: {command: [r]}, periodSeconds: 1}, livenessProbe: {exec:"
                + " {command: [l]}, periodSeconds: 1, failureThreshold: 1}"),
        false);
    after(0);
    probes.stopping("c1");
    next = new ProbeResult.Failure("going");
    runs.clear();
    after(3);
    assertThat(runs).containsExactly("1 r", "2 r", "3 r");
    assertEquals("started ", health());
  }

  @Test
  void aContainerFoundRunningIsAsItsPodSaysAndIsProbedWithinAPeriod() {
    probes.add(
        container(
            "c1",
            "readinessProbe: {exec: {command: [r]}, periodSeconds: 10}, startupProbe: {exec:"
                + " {command: [s]}}",
            "{containerStatuses: [{name: web, containerID: 'containerd://c1', ready: true, started:"
                + " true}]}"),
        true);
    assertEquals("started ready ", health());
    after(10);
    assertThat(runs).hasSize(1).allMatch(run -> run.endsWith(" r"));
  }

  @Test
  void aRemovedContainerIsNotProbed() {
    probes.add(container("readinessProbe: {exec: {command: [r]}, periodSeconds: 1}"), false);
    after(0);
    probes.remove("c1");
    after(5);
    assertThat(runs).hasSize(1);
  }

  @ParameterizedTest(name = "{0} with thresholds {1} and {2}: {3}")
  @CsvSource({
    "S, 1, 3, HOLDS",
    "F, 1, 3, OPEN",
    "FF, 1, 3, OPEN",
    "FFF, 1, 3, FAILS",
    "FFSFF, 1, 3, HOLDS",
    "FUFUF, 1, 3, FAILS",
    "S, 2, 3, OPEN",
    "SUS, 2, 3, HOLDS",
    "SFS, 2, 3, OPEN"
  })
  void aVerdictNeedsEnoughRunsInARow(String runsOfIt, int successes, int failures, String verdict) {
    ProbeState state =
        ProbeState.initial(
            new ProbeSpec(
                ProbeKind.STARTUP,
                new Handler.Exec(List.of("x")),
                Duration.ZERO,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                successes,
                failures,
                -1));
    for (int i = 0; i < runsOfIt.length(); i++) {
      state =
          state.after(
              switch (runsOfIt.charAt(i)) {
                case 'S' -> new ProbeResult.Success("");
                case 'F' -> new ProbeResult.Failure("");
                default -> new ProbeResult.Unknown("");
              });
    }
    assertEquals(verdict, state.verdict().name());
  }
}

package io.binnacle.node.agent;

import static io.binnacle.node.agent.Town.container;
import static io.binnacle.node.agent.Town.one;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.binnacle.client.Target;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.node.probe.ContainerHealth;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Probes, hooks, deadlines and conditions.
class PodHealthStoriesTest {
  private static final String PROBE = "'exec':{'command':['check']}";

  @TempDir Path folder;
  private Town town;

  @BeforeEach
  void build() {
    town = new Town(2, folder);
  }

  @AfterEach
  void close() {
    town.close();
  }

  private static String withField(String container, String field) {
    return container.substring(0, container.length() - 1) + "," + field + "}";
  }

  private static ContainerHealth health(boolean started, boolean ready) {
    return new ContainerHealth(started, ready, false, "", -1);
  }

  @Test
  void aContainerIsReadyWhenItsProbeSaysSo() {
    town.pod(
        "web",
        "'containers':["
            + withField(container("c", ""), "'readinessProbe':{" + PROBE + "}")
            + ","
            + container("d", "")
            + "]");
    assertEquals("Running c=Running d=Ready", town.line("web"));
    Obj ready = condition("web", "Ready");
    assertEquals("ContainersNotReady", ready.str("reason"));
    assertEquals("containers with unready status: [c]", ready.str("message"));
    town.pass(5);
    town.probes.say("c", health(true, true));
    town.settle();
    assertEquals("Running c=Ready d=Ready", town.line("web"));
    assertEquals("True", condition("web", "Ready").str("status"));
    assertEquals("2026-01-01T00:00:05Z", condition("web", "Ready").str("lastTransitionTime"));
    assertEquals("2026-01-01T00:00:00Z", condition("web", "Initialized").str("lastTransitionTime"));
  }

  private Obj condition(String pod, String type) {
    return town.get(pod).obj("status").arr("conditions").objects().stream()
        .filter(c -> c.str("type").equals(type))
        .findFirst()
        .orElse(Obj.EMPTY);
  }

  @Test
  void aContainerThatFailsItsLivenessProbeIsRestarted() {
    town.pod(
        "web",
        "'containers':["
            + withField(container("c", ""), "'livenessProbe':{" + PROBE + "}")
            + "],'terminationGracePeriodSeconds':5");
    assertEquals("Running c=Ready", town.line("web"));
    town.probes.say(
        "c", new ContainerHealth(true, true, true, "Container c failed liveness probe", 3));
    town.settle();
    assertEquals("Running c=Ready(1)", town.line("web"));
    assertTrue(town.runtime.calls().contains("stop web/c.0 3s"), town.runtime.calls()::toString);
    assertTrue(
        town.events("web")
            .contains("Killing: Container c failed liveness probe, will be restarted"));
  }

  @Test
  void aSidecarHoldsTheOthersBackUntilItHasStarted() {
    town.pod(
        "web",
        "'initContainers':["
            + withField(
                container("proxy", ""), "'restartPolicy':'Always','startupProbe':{" + PROBE + "}")
            + "],"
            + one(""));
    assertEquals("Pending proxy=Running c=PodInitializing", town.line("web"));
    town.probes.say("proxy", health(true, true));
    town.settle();
    assertEquals("Running proxy=Ready c=Ready", town.line("web"));
  }

  @Test
  void hooksRunAfterTheStartAndBeforeTheStop() {
    town.pod(
        "web",
        "'containers':["
            + withField(
                container("c", ""),
                "'lifecycle':{'postStart':{'exec':{'command':['hello']}},'preStop':{'exec':{'command':['bye']}}}")
            + "]");
    assertEquals("Running c=Ready", town.line("web"));
    town.delete("web");
    assertFalse(town.exists("web"));
    assertEquals(
        List.of(
            "c {\"exec\":{\"command\":[\"hello\"]}}", "c {\"exec\":{\"command\":[\"bye\"]}} PT30S"),
        town.probes.hooks);
  }

  @Test
  void aContainerWhosePostStartHookFailsIsKilledAndTriedAgain() {
    town.probes.hookFailure = "no";
    town.pod(
        "web",
        "'containers':["
            + withField(
                container("c", ""), "'lifecycle':{'postStart':{'exec':{'command':['hello']}}}")
            + "]");
    assertEquals("Running c=PostStartHookError", town.line("web"));
    assertTrue(town.events("web").contains("FailedPostStartHook: PostStartHook failed"));
    town.probes.hookFailure = null;
    town.pass(15);
    assertEquals("Running c=Ready(1)", town.line("web"));
  }

  @Test
  void aContainerThatDoesNotStopIsKilledWhenItsGraceIsOver() {
    town.pod("web", one("linger 100; sleep 1000") + ",'terminationGracePeriodSeconds':7");
    town.delete("web");
    town.pass(6);
    assertEquals("Running Terminating c=Ready", town.line("web"));
    town.pass(1);
    assertFalse(town.exists("web"));
  }

  @Test
  void aSecondDeleteCanShortenTheGrace() {
    town.pod("web", one("linger 100; sleep 1000") + ",'terminationGracePeriodSeconds':60");
    town.delete("web");
    town.pass(5);
    town.api.delete(
        Target.of(ResourceName.PODS, "default", "web"),
        new io.binnacle.client.DeleteOptions(null, 3L, null, null));
    town.pass(4);
    assertFalse(town.exists("web"));
  }

  @Test
  void aPodDeletedByForceLeavesNothing() {
    town.pod("web", one("linger 1; sleep 1000"));
    town.api.delete(
        Target.of(ResourceName.PODS, "default", "web"), io.binnacle.client.DeleteOptions.NOW);
    town.pass(3);
    assertEquals(List.of(), town.runtime.sandboxes());
  }

  @Test
  void aPodIsOverWhenItsDeadlineHasCome() {
    town.pod("job", one("") + ",'activeDeadlineSeconds':5");
    town.pass(4);
    assertEquals("Running c=Ready", town.line("job"));
    town.pass(2);
    assertEquals("Failed(DeadlineExceeded) c=Error:143", town.line("job"));
    assertEquals(
        "Pod was active on the node longer than the specified deadline",
        town.get("job").obj("status").str("message"));
    town.pass(30);
    assertEquals("Failed(DeadlineExceeded) c=Error:143", town.line("job"));
  }

  @Test
  void readinessGatesAndOthersConditionsAreRespected() {
    town.pod("web", one("") + ",'readinessGates':[{'conditionType':'example.com/gate'}]");
    assertEquals(
        "corresponding condition of pod readiness gate \"example.com/gate\" does not exist.",
        condition("web", "Ready").str("message"));
    Obj pod = town.get("web");
    Obj gate =
        Town.object(
            "{'type':'example.com/gate','status':'True','lastTransitionTime':'2026-01-01T00:00:00Z'}");
    town.api.update(
        Target.of(ResourceName.PODS, "default", "web").status(),
        pod.change("status", s -> s.with("conditions", s.arr("conditions").plus(gate))));
    town.settle();
    assertEquals("True", condition("web", "Ready").str("status"));
    assertEquals("True", condition("web", "example.com/gate").str("status"));
  }

  @Test
  void aContainerWhoseImageIsChangedIsRestartedWithTheNewOne() {
    town.runtime.addImage("app:2");
    town.pod("web", one(""));
    Obj pod = town.get("web");
    town.api.update(
        Target.of(ResourceName.PODS, "default", "web"),
        pod.change(
            "spec",
            s ->
                s.with(
                    "containers",
                    Arr.of(s.arr("containers").objects().getFirst().with("image", "app:2")))));
    town.settle();
    assertEquals("Running c=Ready(1)", town.line("web"));
    assertEquals(
        "app:2",
        town.get("web").obj("status").arr("containerStatuses").objects().getFirst().str("image"));
    assertTrue(
        town.events("web").contains("Killing: Container c definition changed, will be restarted"));
  }
}

package io.binnacle.control.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.control.workload.Cluster;
import io.binnacle.control.workload.Conditions;
import io.binnacle.model.tree.Obj;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeploymentStatusTest {
  @Test
  void countsAndConditionsOfAFinishedRollout() {
    Rollout web = Rollout.web().set("a", "1", 4, 4);
    web.step();
    web.step();
    assertThat(web.deployment.obj("status"))
        .isEqualTo(
            Cluster.object(
                """
                {'observedGeneration':1,'replicas':4,'updatedReplicas':4,'readyReplicas':4,'availableReplicas':4,
                 'conditions':[
                  {'type':'Available','status':'True','reason':'MinimumReplicasAvailable',
                   'message':'Deployment has minimum availability.',
                   'lastTransitionTime':'2026-01-01T01:00:00Z','lastUpdateTime':'2026-01-01T01:00:00Z'},
                  {'type':'Progressing','status':'True','reason':'NewReplicaSetAvailable',
                   'message':'ReplicaSet \\"a\\" has successfully progressed.',
                   'lastTransitionTime':'2026-01-01T01:00:00Z','lastUpdateTime':'2026-01-01T01:00:00Z'}]}
                """));
  }

  @Test
  void aNewDeploymentIsNotAvailableAndProgresses() {
    Rollout web = Rollout.web();
    web.step();
    assertThat(web.condition("Available").str("reason")).isEqualTo("MinimumReplicasUnavailable");
    Obj progressing = web.condition("Progressing");
    assertThat(progressing.str("reason")).isEqualTo("NewReplicaSetCreated");
    assertThat(progressing.str("message")).matches("Created new replica set \"web-[a-z0-9]+\"");
    assertThat(web.deployment.obj("status").integer("unavailableReplicas", 0)).isEqualTo(4);
  }

  @Test
  void everyProgressRestartsTheClockButIsNoTransition() {
    Rollout web = Rollout.web().set("a", "1", 4, 0);
    web.step();
    web.after(Duration.ofMinutes(9)).change("a", s -> Rollout.reporting(s, 4, 1)).step();
    Obj progressing = web.condition("Progressing");
    assertThat(progressing.str("reason")).isEqualTo("ReplicaSetUpdated");
    assertThat(progressing.str("message")).isEqualTo("ReplicaSet \"a\" is progressing.");
    assertThat(progressing.str("lastUpdateTime")).isEqualTo("2026-01-01T01:09:00Z");
    assertThat(progressing.str("lastTransitionTime")).isEqualTo("2026-01-01T01:00:00Z");
    assertThat(web.plan().lookAgain()).isEqualTo(Duration.ofSeconds(601));
  }

  @Test
  void aRolloutWithoutProgressIsLateAfterItsDeadlineAndRecovers() {
    Rollout web = Rollout.web().set("a", "1", 4, 0);
    web.step();
    assertThat(web.after(Duration.ofMinutes(10)).plan().isEmpty()).isTrue();
    assertThat(web.plan().lookAgain()).isEqualTo(Duration.ofSeconds(1));
    web.after(Duration.ofSeconds(1)).step();
    Obj late = web.condition("Progressing");
    assertThat(late.str("status")).isEqualTo("False");
    assertThat(late.str("reason")).isEqualTo("ProgressDeadlineExceeded");
    assertThat(late.str("message")).isEqualTo("ReplicaSet \"a\" has timed out progressing.");
    assertThat(web.plan().isEmpty()).isTrue();
    assertThat(web.plan().lookAgain()).isNull();
    web.change("a", s -> Rollout.reporting(s, 4, 4)).step();
    assertThat(web.condition("Progressing").str("reason")).isEqualTo("NewReplicaSetAvailable");
  }

  @Test
  void aFinishedRolloutStaysFinishedWhenPodsBreakLater() {
    Rollout web = Rollout.web().settle();
    String set = web.sets.keySet().iterator().next();
    web.after(Duration.ofDays(1)).change(set, s -> Rollout.reporting(s, 4, 1)).step();
    assertThat(web.condition("Progressing").str("reason")).isEqualTo("NewReplicaSetAvailable");
    assertThat(web.condition("Available").str("status")).isEqualTo("False");
    assertThat(web.plan().lookAgain()).isNull();
  }

  @Test
  void pausingStopsTheClockAndResumingStartsIt() {
    Rollout web = Rollout.web().set("a", "1", 4, 4).settle().image("2").paused(true);
    web.step();
    Obj paused = web.condition("Progressing");
    assertThat(paused.str("status")).isEqualTo("Unknown");
    assertThat(paused.str("reason")).isEqualTo("DeploymentPaused");
    assertThat(web.plan().lookAgain()).isNull();
    Obj resumed = web.after(Duration.ofDays(1)).paused(false).plan().deployment().obj("status");
    // A rollout starts in the same step, so what shows is that.
    assertThat(Conditions.find(resumed, "Progressing"))
        .extracting(c -> c.str("reason"))
        .isEqualTo("NewReplicaSetCreated");
    web.image("1").step();
    assertThat(web.condition("Progressing").str("reason"))
        .isIn("DeploymentResumed", "NewReplicaSetAvailable");
  }

  @Test
  void withoutADeadlineThereIsNoProgressCondition() {
    Rollout web = Rollout.web().set("a", "1", 4, 4);
    web.step();
    web.spec(s -> s.with("progressDeadlineSeconds", Integer.MAX_VALUE)).step();
    assertThat(web.condition("Progressing")).isEqualTo(Obj.EMPTY);
  }

  @Test
  void troubleOfASetShowsUntilItIsOver() {
    Rollout web = Rollout.web().set("a", "1", 4, 0);
    Obj failure =
        Cluster.object(
            """
            {'type':'ReplicaFailure','status':'True','reason':'FailedCreate','message':'no quota',
             'lastTransitionTime':'2026-01-01T00:30:00Z'}
            """);
    web.change("a", s -> s.change("status", t -> Conditions.put(t, failure))).step();
    assertThat(web.condition("ReplicaFailure"))
        .isEqualTo(failure.with("lastUpdateTime", "2026-01-01T00:30:00Z"));
    web.change("a", s -> Rollout.reporting(s, 4, 0)).step();
    assertThat(web.condition("ReplicaFailure")).isEqualTo(Obj.EMPTY);
  }

  @Test
  void aSetThatCannotBeMadeShows() {
    Rollout web = Rollout.web();
    Obj status =
        DeploymentPlanner.afterFailedCreate(web.seen(), "Failed to create new replica set: no")
            .obj("status");
    Obj progressing = status.arr("conditions").objects().getFirst();
    assertThat(progressing.str("status")).isEqualTo("False");
    assertThat(progressing.str("reason")).isEqualTo("ReplicaSetCreateError");
  }
}

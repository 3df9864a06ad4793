package io.binnacle.control.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.control.replicaset.ReplicaSetController;
import io.binnacle.control.workload.Cluster;
import io.binnacle.control.workload.Conditions;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.WorkloadView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeploymentControllerTest {
  private static final ResourceName DEPLOYMENTS = ResourceName.DEPLOYMENTS;
  private static final ResourceName SETS = ResourceName.REPLICA_SETS;

  private static Cluster cluster(long seed) {
    return new Cluster(seed, List.of(DeploymentController::new, ReplicaSetController::new));
  }

  static LongStream seeds() {
    return LongStream.range(0, 30);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void rollsOutBackAndAnew(long seed) {
    try (Cluster cluster = cluster(seed)) {
      cluster.create(DEPLOYMENTS, web());
      cluster.converge();
      assertThat(images(cluster)).containsExactly("1", "1", "1", "1");
      assertThat(reason(cluster)).isEqualTo("NewReplicaSetAvailable");

      image(cluster, "2");
      cluster.converge();
      assertThat(images(cluster)).containsExactly("2", "2", "2", "2");
      assertThat(revision(cluster)).isEqualTo("2");

      // kubectl rollout undo writes the old template back.
      image(cluster, "1");
      cluster.converge();
      assertThat(images(cluster)).containsExactly("1", "1", "1", "1");
      assertThat(revision(cluster)).isEqualTo("3");
      assertThat(cluster.list(SETS)).hasSize(2);

      WorkloadView view = WorkloadView.of(deployment(cluster));
      assertThat(view.observedGeneration()).isEqualTo(view.generation());
      assertThat(view.statusCount("updatedReplicas")).isEqualTo(4);
      assertThat(view.statusCount("availableReplicas")).isEqualTo(4);
      assertThat(view.statusCount("unavailableReplicas")).isZero();
    }
  }

  @Test
  void tellsEveryStep() {
    try (Cluster cluster = cluster(1)) {
      cluster.create(DEPLOYMENTS, web().change("spec", s -> s.with("replicas", 1)));
      cluster.converge();
      image(cluster, "2");
      cluster.converge();
      String first = name(cluster, "1");
      String second = name(cluster, "2");
      assertThat(cluster.events())
          .filteredOn(e -> e.startsWith("ScalingReplicaSet"))
          .containsExactly(
              "ScalingReplicaSet: Scaled up replica set " + first + " from 0 to 1",
              "ScalingReplicaSet: Scaled up replica set " + second + " from 0 to 1",
              "ScalingReplicaSet: Scaled down replica set " + first + " from 1 to 0");
    }
  }

  @Test
  void aBrokenTemplateIsStoppedByItsLimitsAndFoundLate() {
    try (Cluster cluster = cluster(1)) {
      cluster.create(DEPLOYMENTS, web());
      cluster.converge();
      image(cluster, "broken");
      cluster.podsEnd();
      cluster.time.advance(Duration.ofMinutes(5));
      assertThat(images(cluster)).containsExactly("1", "1", "1", "broken", "broken");
      assertThat(reason(cluster)).isEqualTo("ReplicaSetUpdated");
      cluster.time.advance(Duration.ofMinutes(6));
      assertThat(reason(cluster)).isEqualTo("ProgressDeadlineExceeded");
      image(cluster, "1");
      cluster.converge();
      assertThat(images(cluster)).containsExactly("1", "1", "1", "1");
      assertThat(reason(cluster)).isEqualTo("NewReplicaSetAvailable");
    }
  }

  @Test
  void recreateWaitsUntilTheLastOldPodIsGone() {
    try (Cluster cluster = cluster(1)) {
      cluster.create(
          DEPLOYMENTS,
          web().change("spec", s -> s.with("strategy", Obj.of("type", Str.of("Recreate")))));
      cluster.converge();
      image(cluster, "2");
      assertThat(images(cluster)).containsExactly("1", "1", "1", "1");
      assertThat(cluster.pods()).allMatch(PodView::isTerminating);
      cluster.podsEnd();
      assertThat(images(cluster)).containsExactly("2", "2", "2", "2");
    }
  }

  @Test
  void scalesInTheMiddleOfARollout() {
    try (Cluster cluster = cluster(1)) {
      cluster.create(DEPLOYMENTS, web());
      cluster.converge();
      image(cluster, "2");
      cluster.changeSpec(DEPLOYMENTS, "web", s -> s.with("replicas", 8));
      cluster.podsEnd();
      assertThat(cluster.pods()).hasSize(10);
      assertThat(images(cluster)).containsOnly("1", "2");
      cluster.converge();
      assertThat(images(cluster)).hasSize(8).containsOnly("2");
    }
  }

  @Test
  void aNameThatIsTakenIsPassedOver() {
    try (Cluster cluster = cluster(1)) {
      cluster.create(DEPLOYMENTS, web().change("spec", s -> s.with("paused", true)));
      Obj foreign = Templates.newReplicaSet(WorkloadView.of(deployment(cluster)));
      cluster.create(
          SETS,
          Meta.withLabels(foreign, Map.of("app", "else"))
              .change("metadata", m -> m.without("ownerReferences")));
      cluster.changeSpec(DEPLOYMENTS, "web", s -> s.without("paused"));
      cluster.converge();
      assertThat(deployment(cluster).obj("status").integer("collisionCount", 0)).isEqualTo(1);
      assertThat(cluster.pods()).hasSize(4);
      assertThat(cluster.list(SETS)).hasSize(2);
    }
  }

  @Test
  void aSetThatCannotBeMadeIsToldAndTriedAgain() {
    try (Cluster cluster = cluster(1)) {
      cluster.refuse(SETS);
      cluster.create(DEPLOYMENTS, web());
      assertThat(reason(cluster)).isEqualTo("ReplicaSetCreateError");
      assertThat(cluster.events().getFirst())
          .startsWith("ReplicaSetCreateError: Failed to create new replica set \"web-");
      cluster.allow(SETS);
      cluster.time.advance(Duration.ofSeconds(20));
      cluster.converge();
      assertThat(reason(cluster)).isEqualTo("NewReplicaSetAvailable");
    }
  }

  /// What `kubectl rollout undo` sends: the template of an old set without the label that names it.
  @Test
  void aJsonPatchWithAnOldTemplateGoesBackToItsSet() {
    try (Cluster cluster = cluster(1)) {
      cluster.create(DEPLOYMENTS, web());
      cluster.converge();
      image(cluster, "2");
      cluster.converge();
      Obj old = cluster.get(SETS, name(cluster, "1")).obj("spec").obj("template");
      Obj bare =
          old.change("metadata", m -> m.change("labels", l -> l.without(Templates.HASH_LABEL)));
      Obj operation =
          Obj.of("op", Str.of("replace"), "path", Str.of("/spec/template"), "value", bare);
      cluster.api.patch(
          Target.of(DEPLOYMENTS, "default", "web"), PatchType.JSON, Arr.of(operation));
      cluster.settle();
      cluster.converge();
      assertThat(images(cluster)).containsExactly("1", "1", "1", "1");
      assertThat(cluster.list(SETS)).hasSize(2);
      assertThat(Meta.annotation(cluster.get(SETS, name(cluster, "1")), Revisions.HISTORY))
          .isEqualTo("1");
    }
  }

  @Test
  void annotationsReachTheSetWithoutARollout() {
    try (Cluster cluster = cluster(1)) {
      cluster.create(DEPLOYMENTS, web());
      cluster.converge();
      cluster.change(
          DEPLOYMENTS, "web", d -> Meta.withAnnotation(d, "kubernetes.io/change-cause", "why not"));
      assertThat(Meta.annotation(cluster.list(SETS).getFirst(), "kubernetes.io/change-cause"))
          .isEqualTo("why not");
      assertThat(cluster.pods()).hasSize(4);
      assertThat(revision(cluster)).isEqualTo("1");
    }
  }

  private static Obj deployment(Cluster cluster) {
    return cluster.get(DEPLOYMENTS, "web");
  }

  private static String revision(Cluster cluster) {
    return Objects.requireNonNull(Meta.annotation(deployment(cluster), Revisions.REVISION));
  }

  private static String reason(Cluster cluster) {
    return Objects.requireNonNull(Conditions.find(deployment(cluster).obj("status"), "Progressing"))
        .str("reason");
  }

  private static void image(Cluster cluster, String image) {
    cluster.changeSpec(
        DEPLOYMENTS,
        "web",
        s ->
            s.change(
                "template",
                t ->
                    t.change(
                        "spec",
                        p ->
                            p.with(
                                "containers",
                                p.arr("containers").map(c -> ((Obj) c).with("image", image))))));
  }

  private static List<String> images(Cluster cluster) {
    return cluster.pods().stream().map(p -> p.containers().getFirst().image()).sorted().toList();
  }

  private static String name(Cluster cluster, String image) {
    return cluster.list(SETS).stream()
        .filter(
            s -> WorkloadView.of(s).template().toString().contains("\"image\":\"" + image + "\""))
        .map(Meta::name)
        .findFirst()
        .orElseThrow();
  }

  private static Obj web() {
    return Cluster.object(
        """
        {'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web','namespace':'default'},
         'spec':{'replicas':4,'progressDeadlineSeconds':600,'revisionHistoryLimit':10,
           'selector':{'matchLabels':{'app':'web'}},
           'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':'25%','maxUnavailable':'25%'}},
           'template':{'metadata':{'labels':{'app':'web'}},
             'spec':{'nodeName':'node-1','containers':[{'name':'app','image':'1'}]}}}}
        """);
  }
}

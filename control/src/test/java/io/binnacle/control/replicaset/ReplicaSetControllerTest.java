package io.binnacle.control.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.control.workload.Cluster;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReplicaSetControllerTest {
  private static final ResourceName SETS = ResourceName.REPLICA_SETS;

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  /// What upstream calls expectations: a cache that lags must not make the controller create twice.
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void createsEachPodOnceHoweverLateItsCacheIs(long seed) {
    try (Cluster cluster = new Cluster(seed, List.of(ReplicaSetController::new))) {
      cluster.create(SETS, set(20));
      assertThat(cluster.events()).hasSize(20);
      assertThat(cluster.pods()).hasSize(20);
      cluster.changeSpec(SETS, "web", s -> s.with("replicas", 7));
      assertThat(cluster.events()).hasSize(33);
      assertThat(cluster.pods().stream().filter(PodView::isActive)).hasSize(7);
      cluster.converge();
      assertThat(cluster.pods()).hasSize(7);
      assertThat(status(cluster))
          .isEqualTo(
              Cluster.object(
                  """
                  {'replicas':7,'fullyLabeledReplicas':7,'readyReplicas':7,'availableReplicas':7,
                   'observedGeneration':2}
                  """));
    }
  }

  @Test
  void tellsWhatItDid() {
    try (Cluster cluster = new Cluster(1, List.of(ReplicaSetController::new))) {
      cluster.create(SETS, set(1));
      String name = cluster.names(ResourceName.PODS).getFirst();
      cluster.changeSpec(SETS, "web", s -> s.with("replicas", 0));
      assertThat(cluster.events())
          .containsExactly(
              "SuccessfulCreate: Created pod: " + name, "SuccessfulDelete: Deleted pod: " + name);
      assertThat(name).matches("web-[a-z0-9]{5}");
    }
  }

  @Test
  void availabilityComesWithTimeAlone() {
    try (Cluster cluster = new Cluster(1, List.of(ReplicaSetController::new))) {
      cluster.create(SETS, set(1).change("spec", s -> s.with("minReadySeconds", 30)));
      cluster.podsRun();
      assertThat(status(cluster).integer("readyReplicas", 0)).isEqualTo(1);
      assertThat(status(cluster).integer("availableReplicas", 0)).isZero();
      cluster.time.advance(Duration.ofSeconds(31));
      assertThat(status(cluster).integer("availableReplicas", 0)).isEqualTo(1);
    }
  }

  @Test
  void aPodThatLosesItsLabelIsReleasedAndReplacedAndTakenBack() {
    try (Cluster cluster = new Cluster(1, List.of(ReplicaSetController::new))) {
      cluster.create(SETS, set(1));
      String name = cluster.names(ResourceName.PODS).getFirst();
      cluster.change(ResourceName.PODS, name, p -> Meta.withLabels(p, Map.of("app", "debug")));
      assertThat(cluster.pods()).hasSize(2);
      assertThat(Meta.ownerReferences(cluster.get(ResourceName.PODS, name))).isEmpty();
      cluster.changeSpec(SETS, "web", s -> s.with("replicas", 2));
      String third =
          cluster.names(ResourceName.PODS).stream()
              .filter(n -> !n.equals(name))
              .findFirst()
              .orElseThrow();
      assertThat(cluster.pods()).hasSize(3);
      cluster.delete(ResourceName.PODS, third);
      cluster.podsEnd();
      cluster.change(ResourceName.PODS, name, p -> Meta.withLabels(p, Map.of("app", "web")));
      assertThat(Meta.ownerReferences(cluster.get(ResourceName.PODS, name))).hasSize(1);
      cluster.converge();
      assertThat(cluster.pods()).hasSize(2);
    }
  }

  @Test
  void aPodItMayNotCreateShowsInConditionAndEventUntilItMay() {
    try (Cluster cluster = new Cluster(1, List.of(ReplicaSetController::new))) {
      cluster.refuse(ResourceName.PODS);
      cluster.create(SETS, set(3));
      Obj failure = status(cluster).arr("conditions").objects().getFirst();
      assertThat(failure.str("reason")).isEqualTo("FailedCreate");
      assertThat(failure.str("message")).isEqualTo("pods is forbidden: exceeded quota");
      // One attempt at a time, and one Event that counts them.
      assertThat(cluster.events())
          .containsExactly("FailedCreate: Error creating: pods is forbidden: exceeded quota");
      cluster.allow(ResourceName.PODS);
      cluster.time.advance(Duration.ofSeconds(20));
      assertThat(cluster.pods()).hasSize(3);
      assertThat(status(cluster).has("conditions")).isFalse();
    }
  }

  @Test
  void aDeletedPodIsReplacedAtOnce() {
    try (Cluster cluster = new Cluster(1, List.of(ReplicaSetController::new))) {
      cluster.create(SETS, set(2));
      cluster.converge();
      cluster.delete(ResourceName.PODS, cluster.names(ResourceName.PODS).getFirst());
      assertThat(cluster.pods()).hasSize(3);
      assertThat(cluster.pods().stream().filter(PodView::isTerminating)).hasSize(1);
    }
  }

  private static Obj status(Cluster cluster) {
    return cluster.get(SETS, "web").obj("status");
  }

  private static Obj set(int replicas) {
    return Cluster.object(
            """
            {'apiVersion':'apps/v1','kind':'ReplicaSet','metadata':{'name':'web','namespace':'default'},
             'spec':{'selector':{'matchLabels':{'app':'web'}},
               'template':{'metadata':{'labels':{'app':'web'}},
                 'spec':{'nodeName':'node-1','containers':[{'name':'app','image':'nginx'}]}}}}
            """)
        .change("spec", s -> s.with("replicas", replicas));
  }
}

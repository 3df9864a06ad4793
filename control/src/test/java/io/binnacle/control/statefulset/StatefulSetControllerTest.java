package io.binnacle.control.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.PatchType;
import io.binnacle.client.Target;
import io.binnacle.control.workload.Cluster;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatefulSetControllerTest {
  private static final ResourceName SETS = ResourceName.STATEFUL_SETS;
  private static final ResourceName REVISIONS = ResourceName.CONTROLLER_REVISIONS;
  private static final ResourceName CLAIMS = ResourceName.PERSISTENT_VOLUME_CLAIMS;

  private static Cluster cluster(long seed) {
    return new Cluster(seed, List.of(StatefulSetController::new));
  }

  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void comesUpInOrderUpdatesBackwardsAndGoesBack(long seed) {
    try (Cluster cluster = cluster(seed)) {
      cluster.create(SETS, db());
      assertThat(cluster.names(ResourceName.PODS)).containsExactly("db-0");
      cluster.podRuns("db-0");
      assertThat(cluster.names(ResourceName.PODS)).containsExactly("db-0", "db-1");
      cluster.converge();
      assertThat(cluster.names(ResourceName.PODS)).containsExactly("db-0", "db-1", "db-2");
      assertThat(cluster.names(CLAIMS)).containsExactly("data-db-0", "data-db-1", "data-db-2");

      image(cluster, "2");
      assertThat(cluster.pods().stream().filter(PodView::isTerminating).map(PodView::name))
          .containsExactly("db-2");
      cluster.converge();
      assertThat(images(cluster)).containsExactly("2", "2", "2");
      assertThat(cluster.list(REVISIONS)).hasSize(2);

      // kubectl rollout undo applies the data of the old revision.
      Obj first =
          cluster.list(REVISIONS).stream()
              .filter(r -> r.integer("revision", 0) == 1)
              .findFirst()
              .orElseThrow();
      cluster.api.patch(
          Target.of(SETS, "default", "db"), PatchType.STRATEGIC_MERGE, first.obj("data"));
      cluster.settle();
      cluster.converge();
      assertThat(images(cluster)).containsExactly("1", "1", "1");
      assertThat(cluster.list(REVISIONS))
          .extracting(r -> r.integer("revision", 0))
          .containsExactlyInAnyOrder(2L, 3L);
      Obj status = cluster.get(SETS, "db").obj("status");
      assertThat(status.str("currentRevision")).isEqualTo(status.str("updateRevision"));
      assertThat(status.integer("readyReplicas", 0)).isEqualTo(3);
      assertThat(status.integer("observedGeneration", 0)).isEqualTo(3);
    }
  }

  @Test
  void tellsWhatItDid() {
    try (Cluster cluster = cluster(1)) {
      cluster.create(SETS, db().change("spec", s -> s.with("replicas", 1)));
      cluster.converge();
      cluster.changeSpec(SETS, "db", s -> s.with("replicas", 0));
      assertThat(cluster.events())
          .containsExactly(
              "SuccessfulCreate: create Claim data-db-0 Pod db-0 in StatefulSet db success",
              "SuccessfulCreate: create Pod db-0 in StatefulSet db successful",
              "SuccessfulDelete: delete Pod db-0 in StatefulSet db successful");
    }
  }

  @Test
  void parallelComesAtOnce() {
    try (Cluster cluster = cluster(1)) {
      cluster.create(
          SETS,
          db().change("spec", s -> s.with("podManagementPolicy", "Parallel").with("replicas", 9)));
      assertThat(cluster.pods()).hasSize(9);
      cluster.changeSpec(SETS, "db", s -> s.with("replicas", 2));
      cluster.podsEnd();
      assertThat(cluster.names(ResourceName.PODS)).containsExactly("db-0", "db-1");
    }
  }

  @Test
  void aDeletedPodComesBackUnderItsNameOnceItIsGone() {
    try (Cluster cluster = cluster(1)) {
      cluster.create(SETS, db());
      cluster.converge();
      String before = Meta.uid(cluster.get(ResourceName.PODS, "db-1"));
      cluster.delete(ResourceName.PODS, "db-1");
      assertThat(Meta.uid(cluster.get(ResourceName.PODS, "db-1"))).isEqualTo(before);
      cluster.podsEnd();
      assertThat(Meta.uid(cluster.get(ResourceName.PODS, "db-1"))).isNotEqualTo(before);
    }
  }

  @Test
  void availabilityComesWithTimeAndLetsTheNextFollow() {
    try (Cluster cluster = cluster(1)) {
      cluster.create(SETS, db().change("spec", s -> s.with("minReadySeconds", 30)));
      cluster.podRuns("db-0");
      assertThat(cluster.pods()).hasSize(1);
      cluster.time.advance(Duration.ofSeconds(31));
      assertThat(cluster.pods()).hasSize(2);
    }
  }

  @Test
  void aClaimInDeletionIsWaitedForAndNamed() {
    try (Cluster cluster = cluster(1)) {
      Obj claim =
          Cluster.object(
              """
              {'apiVersion':'v1','kind':'PersistentVolumeClaim',
               'metadata':{'name':'data-db-0','namespace':'default','finalizers':['example.com/wait']},
               'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}
              """);
      cluster.create(CLAIMS, claim);
      cluster.delete(CLAIMS, "data-db-0");
      cluster.create(SETS, db());
      assertThat(cluster.pods()).isEmpty();
      assertThat(cluster.events())
          .contains(
              "FailedCreate: create Pod db-0 in StatefulSet db failed error: pvc data-db-0 is being deleted");
      cluster.change(CLAIMS, "data-db-0", c -> Meta.withFinalizers(c, List.of()));
      assertThat(cluster.names(ResourceName.PODS)).containsExactly("db-0");
    }
  }

  @Test
  void aPodItMayNotCreateIsTold() {
    try (Cluster cluster = cluster(1)) {
      cluster.refuse(ResourceName.PODS);
      cluster.create(SETS, db());
      assertThat(cluster.events())
          .containsExactly(
              "SuccessfulCreate: create Claim data-db-0 Pod db-0 in StatefulSet db success",
              "FailedCreate: create Pod db-0 in StatefulSet db failed error: pods is forbidden: exceeded quota");
      cluster.allow(ResourceName.PODS);
      cluster.time.advance(Duration.ofSeconds(20));
      assertThat(cluster.names(ResourceName.PODS)).containsExactly("db-0");
    }
  }

  @Test
  void anOrphanOfItsNamesIsAdopted() {
    try (Cluster cluster = cluster(1)) {
      cluster.create(
          ResourceName.PODS,
          Cluster.object(
              """
              {'apiVersion':'v1','kind':'Pod','metadata':{'name':'db-0','namespace':'default','labels':{'app':'db'}},
               'spec':{'nodeName':'node-1','containers':[{'name':'app','image':'1'}]}}
              """));
      cluster.create(SETS, db().change("spec", s -> s.without("volumeClaimTemplates")));
      Obj pod = cluster.get(ResourceName.PODS, "db-0");
      assertThat(Meta.isControlledBy(pod, Meta.uid(cluster.get(SETS, "db")))).isTrue();
      cluster.converge();
      // Nobody knows what it was made from, so it is replaced.
      assertThat(Meta.labels(cluster.get(ResourceName.PODS, "db-0")))
          .containsEntry(Identity.POD_INDEX_LABEL, "0")
          .containsKey(Identity.REVISION_LABEL);
      assertThat(cluster.pods()).hasSize(3);
    }
  }

  @Test
  void aRevisionNameThatIsTakenIsPassedOver() {
    try (Cluster cluster = cluster(1)) {
      cluster.create(SETS, db());
      String name = cluster.names(REVISIONS).getFirst();
      Obj taken =
          cluster
              .list(REVISIONS)
              .getFirst()
              .with("data", Obj.of("spec", Str.of("other")))
              .with("metadata", Obj.of("name", Str.of(name), "namespace", Str.of("default")));
      cluster.delete(SETS, "db");
      cluster.delete(REVISIONS, name);
      cluster.delete(ResourceName.PODS, "db-0");
      cluster.podsEnd();
      cluster.create(REVISIONS, taken);
      cluster.create(SETS, db());
      assertThat(cluster.get(SETS, "db").obj("status").integer("collisionCount", 0)).isEqualTo(1);
      assertThat(cluster.list(REVISIONS)).hasSize(2);
      assertThat(cluster.pods()).hasSize(1);
    }
  }

  private static void image(Cluster cluster, String image) {
    cluster.changeSpec(
        SETS,
        "db",
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
    return cluster.pods().stream().map(p -> p.containers().getFirst().image()).toList();
  }

  private static Obj db() {
    return Cluster.object(
        """
        {'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{'name':'db','namespace':'default'},
         'spec':{'replicas':3,'serviceName':'peers','revisionHistoryLimit':10,'podManagementPolicy':'OrderedReady',
           'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'partition':0}},
           'selector':{'matchLabels':{'app':'db'}},
           'volumeClaimTemplates':[{'metadata':{'name':'data'},
             'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}],
           'template':{'metadata':{'labels':{'app':'db'}},
             'spec':{'nodeName':'node-1','containers':[{'name':'app','image':'1'}]}}}}
        """);
  }
}

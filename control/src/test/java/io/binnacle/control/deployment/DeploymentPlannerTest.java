package io.binnacle.control.deployment;

import static io.binnacle.control.workload.TestPod.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.control.workload.Cluster;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.WorkloadView;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeploymentPlannerTest {
  private static final String RECREATE = "{'type':'Recreate'}";

  /// @param plan what is planned, without the status; the hash in the name of a new set is written as `HASH`
  record Case(String behaviour, Rollout given, String plan) {
    @Override
    public String toString() {
      return behaviour;
    }
  }

  static Stream<Case> rolling() {
    return Stream.of(
        new Case("the first set gets all Pods at once", Rollout.web(), "create web-HASH at 4"),
        new Case("with everything in place nothing happens", Rollout.web().set("a", "1", 4, 4), ""),
        new Case(
            "a new template gets its own set: 3 to 5 Pods of 4 are allowed",
            Rollout.web().set("a", "1", 4, 4).image("2"),
            "create web-HASH at 1\nScaled down replica set a from 4 to 3"),
        new Case(
            "the new set grows first",
            Rollout.web().set("a", "1", 3, 3).set("b", "2", 1, 1).image("2"),
            "Scaled up replica set b from 1 to 2"),
        new Case(
            "the old set shrinks when the new one has no room to grow",
            Rollout.web().set("a", "1", 3, 3).set("b", "2", 2, 1).image("2"),
            "Scaled down replica set a from 3 to 2"),
        new Case(
            "nobody is taken away while new Pods are not available",
            Rollout.web().set("a", "1", 3, 3).set("b", "2", 2, 0).image("2"),
            ""),
        new Case(
            "what is broken already goes first, oldest set first",
            Rollout.web().set("a", "1", 2, 0).set("b", "2", 3, 2).set("c", "3", 0, 0).image("3"),
            "Scaled down replica set a from 2 to 0"),
        new Case(
            "a rollout that is overtaken gives its Pods up",
            Rollout.web().set("a", "1", 3, 3).set("b", "2", 2, 0).image("3"),
            "create web-HASH at 0\nScaled down replica set b from 2 to 0"),
        new Case(
            "going back makes an old set the current one, with a new revision",
            Rollout.web().set("a", "1", 0, 0).set("b", "2", 4, 4),
            "Scaled up replica set a from 0 to 1"),
        new Case(
            "the last step takes the last old Pod",
            Rollout.web().set("a", "1", 1, 1).set("b", "2", 4, 4).image("2"),
            "Scaled down replica set a from 1 to 0"),
        new Case(
            "a single Pod is replaced without a gap",
            Rollout.web().replicas(1).set("a", "1", 1, 1).image("2"),
            "create web-HASH at 1"),
        new Case(
            "without surge the old Pod goes first",
            Rollout.web()
                .strategy(
                    "{'type':'RollingUpdate','rollingUpdate':{'maxSurge':0,'maxUnavailable':1}}")
                .set("a", "1", 4, 4)
                .image("2"),
            "create web-HASH at 0\nScaled down replica set a from 4 to 3"),
        new Case(
            "percentages that come to nothing let one Pod be missing",
            Rollout.web()
                .strategy(
                    "{'type':'RollingUpdate','rollingUpdate':{'maxSurge':'0%','maxUnavailable':'1%'}}")
                .set("a", "1", 4, 4)
                .image("2"),
            "create web-HASH at 0\nScaled down replica set a from 4 to 3"),
        new Case(
            "a set without the Deployment's annotations gets them",
            Rollout.web()
                .set("a", "1", 4, 4)
                .change("a", s -> Meta.withAnnotation(s, "note", null)),
            "annotate a"),
        new Case(
            "minReadySeconds reaches the current set without a rollout",
            Rollout.web().set("a", "1", 4, 4).spec(s -> s.with("minReadySeconds", 5)),
            "annotate a"),
        new Case(
            "a matching orphan is adopted",
            Rollout.web().set("a", "1", 4, 4).change("a", DeploymentPlannerTest::orphan),
            "adopt a"),
        new Case(
            "a set whose labels do not match any more is released, and a new one made",
            Rollout.web()
                .set("a", "1", 4, 4)
                .change("a", s -> Meta.withLabels(s, Map.of("app", "other"))),
            "release a\ncreate web-HASH at 4"));
  }

  static Stream<Case> scaling() {
    return Stream.of(
        new Case(
            "a settled Deployment grows by its set",
            Rollout.web().set("a", "1", 4, 4).replicas(6),
            "Scaled up replica set a from 4 to 6"),
        new Case(
            "and shrinks by it",
            Rollout.web().set("a", "1", 4, 4).replicas(0),
            "Scaled down replica set a from 4 to 0"),
        new Case(
            "in the middle of a rollout the sets share what is added by their sizes",
            Rollout.web()
                .replicas(10)
                .set("a", "1", 8, 8)
                .set("b", "2", 5, 0)
                .image("2")
                .replicas(20),
            "Scaled up replica set a from 8 to 15\nScaled up replica set b from 5 to 10"),
        new Case(
            "and what is taken away",
            Rollout.web()
                .replicas(20)
                .set("a", "1", 15, 15)
                .set("b", "2", 10, 0)
                .image("2")
                .replicas(10),
            "Scaled down replica set a from 15 to 8\nScaled down replica set b from 10 to 5"),
        new Case(
            "what rounding leaves over goes to the largest",
            Rollout.web()
                .strategy(
                    "{'type':'RollingUpdate','rollingUpdate':{'maxSurge':0,'maxUnavailable':3}}")
                .replicas(5)
                .set("a", "1", 3, 3)
                .set("b", "2", 2, 0)
                .image("2")
                .replicas(6),
            "Scaled up replica set a from 3 to 4\nannotate b"),
        new Case(
            "scaling comes before a rollout that is asked for with it",
            Rollout.web().set("a", "1", 4, 4).image("2").replicas(8),
            "Scaled up replica set a from 4 to 8"),
        new Case(
            "once the current set does all the work the others are emptied",
            Rollout.web()
                .set("a", "1", 1, 1)
                .set("b", "2", 4, 4)
                .image("2")
                .change("a", s -> Meta.withAnnotation(s, Revisions.DESIRED, "3")),
            "Scaled down replica set a from 1 to 0"),
        new Case(
            "a set somebody scaled by hand is put right",
            Rollout.web()
                .set("a", "1", 4, 4)
                .change("a", s -> s.change("spec", p -> p.with("replicas", 2))),
            "Scaled up replica set a from 2 to 4"));
  }

  static Stream<Case> pausing() {
    return Stream.of(
        new Case(
            "a paused Deployment does not roll",
            Rollout.web().set("a", "1", 4, 4).image("2").paused(true),
            ""),
        new Case(
            "but scales",
            Rollout.web().set("a", "1", 4, 4).image("2").paused(true).replicas(5),
            "Scaled up replica set a from 4 to 5"),
        new Case("and makes no first set", Rollout.web().paused(true), ""));
  }

  static Stream<Case> recreating() {
    Rollout waiting = Rollout.web().strategy(RECREATE).set("a", "1", 0, 0).image("2");
    return Stream.of(
        new Case(
            "all old Pods go first",
            Rollout.web().strategy(RECREATE).set("a", "1", 4, 4).image("2"),
            "Scaled down replica set a from 4 to 0"),
        new Case(
            "nothing is made while they are counted",
            Rollout.web()
                .strategy(RECREATE)
                .set("a", "1", 0, 0)
                .change("a", s -> Rollout.reporting(s, 1, 1))
                .image("2"),
            ""),
        new Case(
            "nor while one has not ended, though it is not counted any more",
            Rollout.web()
                .strategy(RECREATE)
                .set("a", "1", 0, 0)
                .image("2")
                .pod("a", pod("p").phase("Running").deleting().view()),
            ""),
        new Case("then all new ones come", waiting, "create web-HASH at 4"),
        new Case(
            "a Pod at its end keeps nobody waiting",
            Rollout.web()
                .strategy(RECREATE)
                .set("a", "1", 0, 0)
                .image("2")
                .pod("a", pod("p").phase("Failed").view()),
            "create web-HASH at 4"),
        new Case(
            "going back to an old template fills its set",
            Rollout.web().strategy(RECREATE).set("a", "1", 0, 0).set("b", "2", 0, 0),
            "Scaled up replica set a from 0 to 4"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"rolling", "scaling", "pausing", "recreating"})
  void plans(Case c) {
    assertThat(written(c.given.plan())).isEqualTo(c.plan);
  }

  private static String written(DeploymentPlan plan) {
    return plan.describe()
        .lines()
        .filter(line -> !line.startsWith("status"))
        .collect(Collectors.joining("\n"))
        .replaceAll("web-[a-z0-9]+", "web-HASH");
  }

  @Test
  void aNewSetIsTheTemplateUnderItsHash() {
    Rollout web = Rollout.web().spec(s -> s.with("minReadySeconds", 7));
    web.step();
    Obj set = web.sets.values().iterator().next();
    String hash = Meta.labels(set).get(Templates.HASH_LABEL);
    assertThat(hash).matches("[bcdfghjklmnpqrstvwxz2456789]{1,10}");
    assertThat(set.change("metadata", m -> m.without("uid").without("creationTimestamp")))
        .isEqualTo(
            Cluster.object(
                """
                {'apiVersion':'apps/v1','kind':'ReplicaSet',
                 'metadata':{'name':'web-HASH','namespace':'default','generation':1,
                   'labels':{'app':'web','pod-template-hash':'HASH'},
                   'annotations':{'note':'hello','deployment.kubernetes.io/revision':'1',
                     'deployment.kubernetes.io/desired-replicas':'4','deployment.kubernetes.io/max-replicas':'5'},
                   'ownerReferences':[{'apiVersion':'apps/v1','kind':'Deployment','name':'web','uid':'d1',
                     'controller':true,'blockOwnerDeletion':true}]},
                 'spec':{'replicas':4,'minReadySeconds':7,
                   'selector':{'matchLabels':{'app':'web','pod-template-hash':'HASH'}},
                   'template':{'metadata':{'labels':{'app':'web','pod-template-hash':'HASH'}},
                     'spec':{'containers':[{'name':'app','image':'1'}]}}}}
                """
                    .replace("HASH", hash == null ? "" : hash)));
  }

  @Test
  void revisionsCountUpAndASetThatIsGoneBackToRemembersItsFormerOnes() {
    Rollout web = Rollout.web().settle().image("2").settle();
    assertThat(revisions(web)).isEqualTo("1, 2");
    web.image("1").settle();
    assertThat(revisions(web)).isEqualTo("3(1), 2");
    web.image("2").settle().image("1").settle();
    assertThat(revisions(web)).isEqualTo("5(1,3), 4(2)");
    assertThat(Meta.annotation(web.deployment, Revisions.REVISION)).isEqualTo("5");
  }

  /// The sets by age: revision(history).
  private static String revisions(Rollout web) {
    return web.sets.values().stream()
        .map(WorkloadView::of)
        .sorted(Fleet.BY_AGE)
        .map(s -> {
          String history = Meta.annotation(s.object(), Revisions.HISTORY);
          return Revisions.of(s.object()) + (history == null ? "" : "(" + history + ")");
        })
        .collect(Collectors.joining(", "));
  }

  @Test
  void aHistoryThatGetsLongForgetsItsBeginning() {
    Obj set = Meta.withAnnotation(Obj.EMPTY, Revisions.REVISION, "1000");
    for (int revision = 1001; revision < 2000; revision++) {
      set = Revisions.current(set, Obj.EMPTY, revision);
    }
    assertThat(Meta.annotation(set, Revisions.HISTORY))
        .hasSizeBetween(1990, 2000)
        .endsWith(",1998");
  }

  @Test
  void aNameTakenByAnotherTemplateLeadsToAnotherName() {
    Rollout web = Rollout.web();
    String first = web.plan().describe();
    web.deployment = DeploymentPlanner.afterCollision(web.seen());
    assertThat(web.deployment.obj("status").integer("collisionCount", 0)).isEqualTo(1);
    assertThat(web.plan().describe().lines().findFirst()).isNotEqualTo(first.lines().findFirst());
  }

  @Test
  void onlyTheNewestOldSetsAreKept() {
    Rollout web = Rollout.web().spec(s -> s.with("revisionHistoryLimit", 2));
    for (int image = 1; image <= 5; image++) {
      web.image(Integer.toString(image)).settle();
    }
    assertThat(revisions(web)).isEqualTo("3, 4, 5");
    web.spec(s -> s.with("revisionHistoryLimit", 0)).settle();
    assertThat(revisions(web)).isEqualTo("5");
  }

  @Test
  void anOldSetWithPodsIsNotThrownAway() {
    Rollout web = Rollout.web().set("a", "1", 0, 0).set("b", "2", 4, 4).image("2").settle();
    web.spec(s -> s.with("revisionHistoryLimit", 0)).change("a", s -> Rollout.reporting(s, 1, 0));
    web.step();
    assertThat(web.plan().delete()).isEmpty();
  }

  @Test
  void aDeploymentThatIsBeingDeletedIsOnlyCounted() {
    Rollout web = Rollout.web().set("a", "1", 4, 3).image("2");
    web.deployment =
        web.deployment.change("metadata", m -> m.with("deletionTimestamp", "2026-01-01T00:00:00Z"));
    assertThat(web.plan().describe())
        .isEqualTo(
            "status replicas=4 updatedReplicas=0 availableReplicas=3"
                + " Available=True/MinimumReplicasAvailable");
  }

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  /// Whatever the limits, and however slowly Pods follow: never too many, never too few, and it ends.
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aRolloutKeepsItsLimitsAndLeavesNothingToPlan(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String limits =
        random.nextBoolean()
            ? "{'maxSurge':" + random.nextInt(4) + ",'maxUnavailable':" + random.nextInt(1, 4) + "}"
            : "{'maxSurge':'"
                + random.nextInt(1, 101)
                + "%','maxUnavailable':'"
                + random.nextInt(101)
                + "%'}";
    Rollout web =
        Rollout.web()
            .replicas(random.nextInt(1, 13))
            .strategy("{'type':'RollingUpdate','rollingUpdate':" + limits + "}")
            .settle();
    Limits allowed = Limits.of(WorkloadView.of(web.deployment));
    for (int i = 0; i < 200; i++) {
      if (i < 100 && random.nextInt(20) == 0) {
        web.image(Integer.toString(random.nextInt(4)));
      }
      web.step();
      int wanted = web.sets.values().stream().mapToInt(Rollout::size).sum();
      int available =
          web.sets.values().stream()
              .mapToInt(s -> Math.min(Rollout.size(s), Rollout.available(s)))
              .sum();
      assertThat(wanted).isLessThanOrEqualTo(allowed.most());
      assertThat(available).isGreaterThanOrEqualTo(allowed.leastAvailable());
      web.sets.replaceAll((_, s) -> {
        int have = Math.min(Rollout.size(s), Rollout.available(s));
        int more = random.nextInt(Rollout.size(s) - have + 1);
        return Rollout.reporting(s, Rollout.size(s), have + more);
      });
    }
    web.settle();
    assertThat(web.condition("Progressing").str("reason")).isEqualTo("NewReplicaSetAvailable");
    assertThat(Fleet.active(web.sets.values().stream().map(WorkloadView::of).toList())).hasSize(1);
    assertThat(web.after(Duration.ofDays(1)).plan().describe()).isEmpty();
  }

  private static Obj orphan(Obj set) {
    return set.change("metadata", m -> m.without("ownerReferences").with("finalizers", Arr.EMPTY));
  }
}

package io.binnacle.control.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.control.statefulset.StatefulSetPlan.Write;
import io.binnacle.control.workload.Cluster;
import io.binnacle.control.workload.TestPod;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatefulSetPlannerTest {
  record Case(String behaviour, Story given, String plan) {
    @Override
    public String toString() {
      return behaviour;
    }
  }

  private static Case is(String behaviour, Story given, String... plan) {
    return new Case(behaviour, given, String.join("\n", plan));
  }

  static Stream<Case> creating() {
    return Stream.of(
        is(
            "the first Pod comes with its claim",
            Story.db(),
            "create claim data-db-0",
            "create db-0"),
        is("nothing follows while it is pending", Story.db().pod(0, p -> p)),
        is("nor while it is not ready", Story.db().pod(0, p -> p.phase("Running"))),
        is(
            "the next follows when it is ready",
            Story.db().ready(0),
            "create claim data-db-1",
            "create db-1"),
        is("nor before minReadySeconds are over", Story.db().minReady(3601).ready(0)),
        is(
            "but right then",
            Story.db().minReady(3600).ready(0),
            "create claim data-db-1",
            "create db-1"),
        is(
            "a lower hole holds everything else up",
            Story.db().ready(1, 2),
            "create claim data-db-0",
            "create db-0"),
        is("a claim that exists is used again", withClaim(Story.db()), "create db-0"),
        is("with everything in place nothing happens", Story.db().ready(0, 1, 2)),
        is(
            "a Pod at its end is deleted and stops the round",
            Story.db().ready(0, 2).pod(1, p -> p.phase("Failed")),
            "delete db-1"),
        is("even if it succeeded", Story.db().pod(0, p -> p.phase("Succeeded")), "delete db-0"),
        is(
            "while it is on its way out everybody waits",
            Story.db().ready(1).pod(0, p -> p.ready().deleting())),
        is(
            "a pending Pod gets the claim it misses",
            withoutClaim(Story.db().pod(0, p -> p)),
            "create claim data-db-0"),
        is(
            "ordinals may start elsewhere",
            Story.db().start(5).ready(5),
            "create claim data-db-6",
            "create db-6"),
        is(
            "a claim in deletion is waited for",
            goingClaim(Story.db()),
            "wait with db-0: pvc data-db-0 is being deleted"),
        is(
            "all at once if parallel",
            Story.db().parallel().withoutClaims().record().ready(1),
            "create db-0",
            "create db-2"),
        is(
            "parallel does not wait for anybody",
            Story.db()
                .parallel()
                .withoutClaims()
                .record()
                .pod(0, p -> p.phase("Failed"))
                .pod(1, p -> p),
            "delete db-0",
            "create db-2"));
  }

  static Stream<Case> removing() {
    return Stream.of(
        is(
            "the highest goes first, one at a time",
            Story.db().ready(0, 1, 2).replicas(1),
            "delete db-2"),
        is(
            "the next waits until it is gone",
            Story.db().ready(0, 1).pod(2, p -> p.ready().deleting()).replicas(1)),
        is(
            "nobody goes while a wanted Pod is not well",
            Story.db().pod(0, p -> p).ready(1, 2).replicas(1)),
        is(
            "a Pod that is not well goes if it is the lowest such",
            Story.db().ready(0, 1).pod(2, p -> p.phase("Running")).replicas(1),
            "delete db-2"),
        is(
            "otherwise it has to become well first",
            Story.db()
                .ready(0)
                .pod(1, p -> p.phase("Running"))
                .pod(2, p -> p.phase("Running"))
                .replicas(1)),
        is(
            "all at once if parallel",
            Story.db().parallel().ready(0).pod(1, p -> p).ready(2).replicas(1),
            "delete db-2",
            "delete db-1"),
        is(
            "an earlier start moves the range",
            Story.db().withoutClaims().record().ready(0, 1, 2).start(1),
            "create db-3"),
        is("and then the lowest goes", Story.db().ready(0, 1, 2, 3).start(1), "delete db-0"),
        is("none at all", Story.db().ready(0).replicas(0), "delete db-0"),
        is(
            "a set that is being deleted removes nothing",
            Story.db().ready(0, 1, 2).replicas(1).deleting()));
  }

  static Stream<Case> updating() {
    return Stream.of(
        is("the highest is replaced first", Story.db().ready(0, 1, 2).image("2"), "delete db-2"),
        is(
            "nothing else while it is on its way",
            Story.db().ready(0, 1, 2).image("2").change("db-2", TestPod::deleting)),
        is(
            "then it comes back",
            Story.db().ready(0, 1).image("2"),
            "create claim data-db-2",
            "create db-2"),
        is("the next waits until it is well", Story.db().ready(0, 1).image("2").pod(2, p -> p)),
        is("the next", Story.db().ready(0, 1).image("2").ready(2), "delete db-1"),
        is(
            "a partition holds the lower ones back",
            Story.db().ready(0, 1).image("2").ready(2).partition(2)),
        is(
            "counted from the first ordinal",
            Story.db().start(5).ready(5, 6, 7).image("2").partition(2),
            "delete db-7"),
        is(
            "OnDelete replaces nobody",
            Story.db().ready(0, 1, 2).image("2").strategy("{'type':'OnDelete'}")),
        is("scaling comes first", Story.db().ready(0, 1, 2).image("2").replicas(2), "delete db-2"),
        is(
            "a broken Pod below holds an update in order up",
            Story.db().pod(0, p -> p.phase("Running")).ready(1, 2).image("2")),
        is(
            "but not a parallel one, which still goes one by one",
            Story.db().parallel().record().pod(0, p -> p.phase("Running")).ready(1, 2).image("2"),
            "delete db-2"),
        is(
            "a template not seen before is recorded",
            Story.db().ready(0, 1, 2).changeImage("2"),
            "create revision 2",
            "delete db-2"),
        is(
            "going back gives the old revision the highest number",
            Story.db().ready(0, 1, 2).image("2").changeImage("1"),
            "renumber revision 3"));
  }

  static Stream<Case> owning() {
    return Stream.of(
        is(
            "a matching orphan is adopted",
            Story.db().ready(0, 1, 2).change("db-1", StatefulSetPlannerTest::orphan),
            "adopt db-1"),
        is(
            "one of another name is not",
            Story.db().ready(0, 1, 2).pod(3, p -> renamed(orphan(p), "other-3"))),
        is(
            "nor one whose number is written otherwise",
            Story.db().ready(0, 1, 2).pod(3, p -> renamed(orphan(p), "db-03"))),
        is(
            "a Pod that does not match any more is released; its name is missed",
            Story.db().ready(0, 1, 2).change("db-2", p -> p.label("app", "debug")),
            "release db-2",
            "create db-2"),
        is(
            "labels of its identity are put back",
            Story.db().ready(0, 1, 2).change("db-1", p -> p.label(Identity.POD_NAME_LABEL, "x")),
            "update db-1"),
        is(
            "claims belong to nobody by default",
            Story.db().ready(0, 1, 2).retention("Retain", "Retain")),
        is(
            "or go with the set",
            Story.db().ready(0, 1, 2).retention("Delete", "Retain"),
            "own claim data-db-0",
            "own claim data-db-1",
            "own claim data-db-2"),
        is(
            "while Pods are wanted, scaling owns nothing",
            Story.db().ready(0, 1, 2).retention("Retain", "Delete")),
        is(
            "a Pod takes its claim along when it is scaled away",
            Story.db().ready(0, 1, 2).retention("Retain", "Delete").replicas(2),
            "own claim data-db-2",
            "delete db-2"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"creating", "removing", "updating", "owning"})
  void plans(Case c) {
    assertThat(c.given.plan().describe()).isEqualTo(c.plan);
  }

  @Test
  void aPodIsItsTemplateWithAnIdentity() {
    Story story = Story.db();
    Obj pod = created(story.plan());
    String revision = story.revisions.keySet().iterator().next();
    assertThat(revision).matches("db-[a-z0-9]+");
    assertThat(pod)
        .isEqualTo(
            Cluster.object(
                """
                {'apiVersion':'v1','kind':'Pod',
                 'metadata':{'name':'db-0','namespace':'default',
                   'labels':{'app':'db','statefulset.kubernetes.io/pod-name':'db-0',
                     'apps.kubernetes.io/pod-index':'0','controller-revision-hash':'REVISION'},
                   'ownerReferences':[{'apiVersion':'apps/v1','kind':'StatefulSet','name':'db','uid':'s1',
                     'controller':true,'blockOwnerDeletion':true}]},
                 'spec':{'hostname':'db-0','subdomain':'peers','containers':[{'name':'app','image':'1'}],
                   'volumes':[{'name':'data','persistentVolumeClaim':{'claimName':'data-db-0'}},
                     {'name':'tmp','emptyDir':{}}]}}
                """
                    .replace("REVISION", revision)));
  }

  @Test
  void aClaimIsItsTemplateWithTheLabelsOfTheSelector() {
    Story story = Story.db().retention("Delete", "Delete");
    Write first = story.plan().work().getFirst().writes().getFirst();
    assertThat(first)
        .isEqualTo(
            new Write.CreateClaim(
                Cluster.object(
                    """
                    {'apiVersion':'v1','kind':'PersistentVolumeClaim',
                     'metadata':{'name':'data-db-0','namespace':'default','labels':{'app':'db','disk':'fast'},
                       'ownerReferences':[{'apiVersion':'apps/v1','kind':'StatefulSet','name':'db','uid':'s1',
                         'controller':true,'blockOwnerDeletion':true}]},
                     'spec':{'accessModes':['ReadWriteOnce']}}
                    """)));
  }

  @Test
  void aRevisionIsAPatchThatPutsItsTemplateBack() {
    Obj revision = Story.db().revisions.values().iterator().next();
    assertThat(revision.obj("data"))
        .isEqualTo(
            Obj.of(
                "spec",
                Obj.of(
                    "template",
                    Story.db().set.obj("spec").obj("template").with("$patch", "replace"))));
    assertThat(Meta.name(revision))
        .isEqualTo("db-" + Meta.labels(revision).get("controller.kubernetes.io/hash"));
    assertThat(Meta.isControlledBy(revision, "s1")).isTrue();
  }

  @Test
  void aPodBelowThePartitionComesBackAsItWas() {
    Story story = Story.db().settle().partition(2).image("2").settle();
    assertThat(story.images()).isEqualTo("db-0=1 db-1=1 db-2=2");
    story.pods.remove("db-0");
    story.settle();
    assertThat(story.images()).isEqualTo("db-0=1 db-1=1 db-2=2");
    Obj status = story.set.obj("status");
    assertThat(status.integer("currentReplicas", 0)).isEqualTo(2);
    assertThat(status.integer("updatedReplicas", 0)).isEqualTo(1);
    assertThat(status.str("currentRevision")).isNotEqualTo(status.str("updateRevision"));
    story.partition(0).settle();
    assertThat(story.images()).isEqualTo("db-0=2 db-1=2 db-2=2");
    Obj done = story.set.obj("status");
    assertThat(done.str("currentRevision")).isEqualTo(done.str("updateRevision"));
    assertThat(done.integer("currentReplicas", 0)).isEqualTo(3);
  }

  @Test
  void onlyTheNewestPastRevisionsAreKept() {
    Story story = Story.db().spec(s -> s.with("revisionHistoryLimit", 1)).settle();
    for (String image : List.of("2", "3", "4")) {
      story.changeImage(image).settle();
    }
    assertThat(story.revisions.values())
        .extracting(r -> r.integer("revision", 0))
        .containsExactlyInAnyOrder(3L, 4L);
  }

  @Test
  void aRevisionSomePodIsFromIsNotForgotten() {
    Story story =
        Story.db()
            .spec(s -> s.with("revisionHistoryLimit", 0))
            .settle()
            .strategy("{'type':'OnDelete'}");
    story.changeImage("2").settle().changeImage("3").settle();
    // Revision 2 was never on a Pod; revision 1 still is.
    assertThat(story.revisions.values())
        .extracting(r -> r.integer("revision", 0))
        .containsExactlyInAnyOrder(1L, 3L);
  }

  @Test
  void statusCounts() {
    Story story =
        Story.db()
            .minReady(60)
            .ready(0)
            .pod(1, p -> p.ready(Story.db().now.minusSeconds(10)))
            .pod(2, p -> p.ready().deleting());
    String revision = story.revisions.keySet().iterator().next();
    assertThat(story.plan().status())
        .isEqualTo(
            Cluster.object(
                """
                {'observedGeneration':2,'replicas':3,'readyReplicas':3,'availableReplicas':2,'currentReplicas':2,
                 'updatedReplicas':2,'collisionCount':0,'currentRevision':'REV','updateRevision':'REV'}
                """
                    .replace("REV", revision)));
    assertThat(story.plan().lookAgain()).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void aClaimOfAnEarlierPodOfTheNameIsWaitedForIfItGoesWithPods() {
    Story story = Story.db().retention("Retain", "Delete").ready(0, 1, 2).replicas(2);
    story.step();
    assertThat(Meta.controllerOf(story.claims.getOrDefault("data-db-2", Obj.EMPTY)))
        .extracting(r -> r.str("kind"))
        .isEqualTo("Pod");
    story.pods.remove("db-2");
    assertThat(story.replicas(3).plan().describe())
        .isEqualTo("wait with db-2: pvc data-db-2 is being deleted");
    story.claims.remove("data-db-2");
    assertThat(story.plan().describe()).isEqualTo("create claim data-db-2\ncreate db-2");
  }

  @Test
  void aClaimSomebodyElseControlsIsNotOwned() {
    Obj foreign =
        Cluster.object(
            "{'apiVersion':'v1','kind':'Backup','name':'b','uid':'b1','controller':true}");
    Story story =
        Story.db()
            .ready(0, 1, 2)
            .retention("Delete", "Delete")
            .claim(
                "data-db-0",
                c -> c.change("metadata", m -> m.with("ownerReferences", Arr.of(foreign))));
    assertThat(story.plan().describe()).isEqualTo("own claim data-db-1\nown claim data-db-2");
  }

  static LongStream seeds() {
    return LongStream.range(0, 60);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inOrderOnePodAtATimeAndNothingIsLeftToPlan(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Story story = random.nextBoolean() ? Story.db() : Story.db().retention("Delete", "Delete");
    for (int i = 0; i < 150; i++) {
      if (i < 100 && random.nextInt(10) == 0) {
        switch (random.nextInt(4)) {
          case 0 -> story.replicas(random.nextInt(5));
          case 1 -> story.changeImage(Integer.toString(random.nextInt(3)));
          case 2 -> story.partition(random.nextInt(4));
          default -> story.start(random.nextInt(3));
        }
      }
      long before = story.pods.values().stream().filter(p -> !well(p)).count();
      List<Write> writes = story.step().work().stream().flatMap(w -> w.writes().stream()).toList();
      long changed =
          writes.stream()
              .filter(w -> w instanceof Write.CreatePod || w instanceof Write.DeletePod)
              .count();
      assertThat(changed).isLessThanOrEqualTo(1);
      boolean lonely = before == 0 || changed == 0;
      assertThat(
              lonely
                  || writes.stream()
                      .noneMatch(w -> w instanceof Write.CreatePod c && above(story, c)))
          .as("a Pod is created above one that is not well")
          .isTrue();
      story.pods.values().removeIf(p -> Meta.isDeleting(p) && random.nextBoolean());
      story.claims.values().removeIf(c -> isOrphaned(c, story.pods));
      story.pods.replaceAll((_, p) ->
          random.nextBoolean() && !Meta.isDeleting(p) ? new TestPod(p).ready().object() : p);
    }
    story.partition(0);
    for (int i = 0; i < 200 && !story.stands(); i++) {
      story.pods.values().removeIf(Meta::isDeleting);
      story.claims.values().removeIf(c -> isOrphaned(c, story.pods));
      story.pods.replaceAll((_, p) -> new TestPod(p).ready().object());
    }
    assertThat(story.plan().describe()).isEmpty();
    Obj status = story.set.obj("status");
    assertThat(status.str("currentRevision")).isEqualTo(status.str("updateRevision"));
    assertThat(story.pods).hasSize((int) story.set.obj("spec").integer("replicas", 0));
  }

  /// What garbage collection would remove.
  private static boolean isOrphaned(Obj claim, Map<String, Obj> pods) {
    Obj owner = Meta.controllerOf(claim);
    return owner != null
        && owner.str("kind").equals("Pod")
        && pods.values().stream().noneMatch(p -> Meta.uid(p).equals(owner.str("uid")));
  }

  private static boolean above(Story story, Write.CreatePod create) {
    int ordinal = number(Meta.name(create.pod()));
    int start = (int) story.set.obj("spec").obj("ordinals").integer("start", 0);
    return story.pods.values().stream()
        .anyMatch(p -> {
          int other = number(Meta.name(p));
          return other >= start && other < ordinal && !well(p);
        });
  }

  private static int number(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  private static boolean well(Obj pod) {
    return Health.isReady(PodView.of(pod)) && !Meta.isDeleting(pod);
  }

  private static Obj created(StatefulSetPlan plan) {
    return plan.work().stream()
        .flatMap(w -> w.writes().stream())
        .filter(Write.CreatePod.class::isInstance)
        .map(w -> ((Write.CreatePod) w).pod())
        .findFirst()
        .orElseThrow();
  }

  private static Story withClaim(Story story) {
    story.pod(0, p -> p);
    story.pods.clear();
    return story;
  }

  private static Story withoutClaim(Story story) {
    story.claims.clear();
    return story;
  }

  private static Story goingClaim(Story story) {
    return withClaim(story)
        .claim(
            "data-db-0",
            c -> c.change("metadata", m -> m.with("deletionTimestamp", "2026-01-01T00:00:00Z")));
  }

  private static TestPod orphan(TestPod pod) {
    return new TestPod(pod.object().change("metadata", m -> m.without("ownerReferences")));
  }

  private static TestPod renamed(TestPod pod, String name) {
    return new TestPod(pod.object().change("metadata", m -> m.with("name", name)));
  }
}

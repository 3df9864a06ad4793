package io.binnacle.control.replicaset;

import static io.binnacle.control.workload.TestPod.BIRTH;
import static io.binnacle.control.workload.TestPod.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.control.workload.Claims;
import io.binnacle.control.workload.Cluster;
import io.binnacle.control.workload.TestPod;
import io.binnacle.control.workload.Workloads;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.WorkloadView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReplicaSetPlannerTest {
  private static final Instant NOW = BIRTH.plus(Duration.ofHours(1));

  record Case(String behaviour, Obj set, List<TestPod> pods, String plan) {
    @Override
    public String toString() {
      return behaviour;
    }
  }

  static Stream<Case> pods() {
    Obj two = set(2);
    Obj other = Meta.controllerReference(set(1)).with("uid", "somebody-else");
    TestPod foreign =
        new TestPod(
            pod("foreign")
                .object()
                .change("metadata", m -> m.with("ownerReferences", Arr.of(other))));
    return Stream.of(
        new Case("missing Pods are created", two, List.of(), "create 2 × web-"),
        new Case("with the right number nothing happens", two, List.of(own("a"), own("b")), ""),
        new Case(
            "Pods too many are deleted, by UID if they are all the same",
            two,
            List.of(own("c"), own("a"), own("b"), own("d")),
            "delete a\ndelete b"),
        new Case(
            "a Pod at its end is replaced, not counted",
            two,
            List.of(own("a").phase("Failed"), own("b")),
            "create 1 × web-"),
        new Case(
            "a Pod that is being deleted is replaced at once",
            two,
            List.of(own("a").deleting(), own("b")),
            "create 1 × web-"),
        new Case(
            "a matching orphan is adopted and counts", two, List.of(pod("a"), own("b")), "adopt a"),
        new Case(
            "an orphan that does not match stays one",
            two,
            List.of(pod("a").label("app", "db"), own("b"), own("c")),
            ""),
        new Case(
            "an own Pod that does not match any more is released and replaced",
            two,
            List.of(own("a").label("app", "debug"), own("b")),
            "release a\ncreate 1 × web-"),
        new Case(
            "another controller's Pods are left alone",
            two,
            List.of(foreign, own("b")),
            "create 1 × web-"),
        new Case(
            "a set that is being deleted does nothing",
            deleting(set(2)),
            List.of(pod("a"), own("b").label("app", "debug")),
            ""),
        new Case("no Pods are wanted", set(0), List.of(own("a")), "delete a"),
        new Case("one plan creates no more than 500", set(700), List.of(), "create 500 × web-"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pods")
  void plans(Case c) {
    assertThat(ReplicaSetPlanner.plan(seen(c.set, c.pods)).describe()).isEqualTo(c.plan);
  }

  static Stream<Case> order() {
    TestPod plain = own("z").on("n1").ready();
    return Stream.of(
        prefers("one without a node", own("x").phase("Running").ready(), plain),
        prefers("one that is pending", own("x").on("n1"), plain),
        prefers("one nobody knows about", own("x").on("n1").phase("Unknown"), plain),
        prefers("one that is not ready", own("x").on("n1").phase("Running"), plain),
        prefers(
            "one that is cheap",
            own("x").on("n1").ready(),
            own("a")
                .on("n1")
                .ready()
                .annotation("controller.kubernetes.io/pod-deletion-cost", "5")),
        prefers(
            "one that is cheaper than nothing",
            own("x")
                .on("n1")
                .ready()
                .annotation("controller.kubernetes.io/pod-deletion-cost", "-5"),
            own("a").on("n1").ready()),
        prefers(
            "one that became ready an order of magnitude later",
            own("x").on("n1").ready(NOW.minusSeconds(60)),
            own("a").on("n1").ready(NOW.minusSeconds(3000))),
        prefers(
            "by UID, not by age, among those about as old",
            own("a").on("n1").ready(NOW.minusSeconds(2500)),
            own("x").on("n1").ready(NOW.minusSeconds(2400))),
        prefers("one that restarts more", own("x").on("n1").ready().restarts(3), plain.restarts(1)),
        prefers(
            "one that is newer",
            own("x").on("n1").ready().created(NOW.minusSeconds(60)),
            own("a").on("n1").ready()));
  }

  private static Case prefers(String what, TestPod first, TestPod second) {
    return new Case(what, set(1), List.of(second, first), "delete " + Meta.name(first.object()));
  }

  @ParameterizedTest(name = "the first to go is {0}")
  @MethodSource("order")
  void deletes(Case c) {
    plans(c);
  }

  @Test
  void theFirstToGoIsOneWithMoreSiblingsOnItsNode() {
    TestPod crowded = own("x").on("n2").ready();
    TestPod alone = own("a").on("n1").ready();
    TestPod sibling = pod("s").on("n2").ready();
    Observed seen =
        new Observed(
            WorkloadView.of(set(1)),
            claims(set(1), List.of(alone, crowded)),
            Stream.of(alone, crowded, sibling).map(TestPod::view).toList(),
            NOW);
    assertThat(ReplicaSetPlanner.plan(seen).describe()).isEqualTo("delete x");
  }

  @Test
  void aPodIsTheTemplateWithAnOwner() {
    assertThat(ReplicaSetPlanner.plan(seen(set(1), List.of())).pod())
        .isEqualTo(
            Cluster.object(
                """
                {'apiVersion':'v1','kind':'Pod',
                 'metadata':{'generateName':'web-','namespace':'default',
                   'labels':{'app':'web','tier':'front'},'annotations':{'a':'b'},
                   'ownerReferences':[{'apiVersion':'apps/v1','kind':'ReplicaSet','name':'web','uid':'u1',
                     'controller':true,'blockOwnerDeletion':true}]},
                 'spec':{'containers':[{'name':'app','image':'nginx'}]}}
                """));
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void applyingAPlanLeavesNothingToPlan(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Obj set = set(random.nextInt(6));
    List<TestPod> pods = new ArrayList<>();
    for (int i = random.nextInt(9); i > 0; i--) {
      TestPod pod = random.nextInt(4) == 0 ? pod("p" + i) : own("p" + i);
      pod = random.nextInt(5) == 0 ? pod.label("app", "other") : pod;
      pod = random.nextInt(5) == 0 ? pod.deleting() : pod;
      pod = random.nextBoolean() ? pod.on("n" + random.nextInt(3)) : pod;
      pods.add(random.nextBoolean() ? pod.ready(NOW.minusSeconds(random.nextInt(4000))) : pod);
    }
    ReplicaSetPlan plan = ReplicaSetPlanner.plan(seen(set, pods));
    assertThat(ReplicaSetPlanner.plan(seen(set, after(plan, set, pods))).describe()).isEmpty();
  }

  private static List<TestPod> after(ReplicaSetPlan plan, Obj set, List<TestPod> pods) {
    List<TestPod> out = new ArrayList<>();
    for (TestPod pod : pods) {
      if (plan.delete().contains(pod.view())) {
        continue;
      }
      if (plan.claims().adopt().contains(pod.object())) {
        out.add(pod.controlledBy(set));
      } else if (plan.claims().release().contains(pod.object())) {
        out.add(new TestPod(pod.object().change("metadata", m -> m.without("ownerReferences"))));
      } else {
        out.add(pod);
      }
    }
    for (int i = 0; i < plan.create(); i++) {
      String name = "new" + i;
      out.add(new TestPod(plan.pod().change("metadata", m -> m.with("name", name))));
    }
    return out;
  }

  @Test
  void statusCountsWhatItSees() {
    Obj set = set(4).change("spec", s -> s.with("minReadySeconds", 30)).with("status", Obj.EMPTY);
    List<TestPod> pods =
        List.of(
            own("a").label("tier", "front").ready(NOW.minusSeconds(30)),
            own("b").label("tier", "front").ready(NOW.minusSeconds(29)),
            own("c").phase("Running"));
    Observed seen = seen(set, pods);
    assertThat(ReplicaSetStatus.of(seen, null))
        .isEqualTo(
            Cluster.object(
                """
                {'replicas':3,'fullyLabeledReplicas':2,'readyReplicas':2,'availableReplicas':1,
                 'observedGeneration':7}
                """));
    assertThat(Workloads.untilNextAvailable(seen.pods(), 30, NOW)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aFailureStaysOnRecordUntilItIsOver() {
    Observed seen = seen(set(1), List.of());
    Obj failed = ReplicaSetStatus.of(seen, "no quota");
    assertThat(failed.arr("conditions").objects())
        .containsExactly(
            Cluster.object(
                """
                {'type':'ReplicaFailure','status':'True','reason':'FailedCreate','message':'no quota',
                 'lastTransitionTime':'2026-01-01T01:00:00Z'}
                """));
    Observed again = seen(set(1).with("status", failed), List.of());
    assertThat(ReplicaSetStatus.of(again, "other words")).isEqualTo(failed);
    assertThat(ReplicaSetStatus.of(again, null).has("conditions")).isFalse();
  }

  private static Obj set(int replicas) {
    return Cluster.object(
            """
            {'apiVersion':'apps/v1','kind':'ReplicaSet',
             'metadata':{'name':'web','namespace':'default','uid':'u1','generation':7},
             'spec':{'selector':{'matchLabels':{'app':'web'}},
               'template':{'metadata':{'labels':{'app':'web','tier':'front'},'annotations':{'a':'b'}},
                 'spec':{'containers':[{'name':'app','image':'nginx'}]}}}}
            """)
        .change("spec", s -> s.with("replicas", replicas));
  }

  private static Obj deleting(Obj set) {
    return set.change("metadata", m -> m.with("deletionTimestamp", Str.of("2026-01-01T00:00:00Z")));
  }

  private static TestPod own(String name) {
    return pod(name).controlledBy(set(0));
  }

  private static Claims claims(Obj set, List<TestPod> pods) {
    LabelSelector selector = Objects.requireNonNull(Workloads.selector(set));
    return Claims.of(
        set,
        selector,
        pods.stream().map(TestPod::object).filter(p -> PodView.of(p).isActive()).toList());
  }

  private static Observed seen(Obj set, List<TestPod> pods) {
    return new Observed(
        WorkloadView.of(set), claims(set, pods), pods.stream().map(TestPod::view).toList(), NOW);
  }
}

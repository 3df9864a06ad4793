package io.binnacle.control.deployment;

import static io.binnacle.control.workload.TestPod.BIRTH;

import io.binnacle.control.workload.Claims;
import io.binnacle.control.workload.Cluster;
import io.binnacle.control.workload.Workloads;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.WorkloadView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// A Deployment `web` of four and its ReplicaSets, for planners' tests. Plans can be applied and Pods made to follow, all
/// without an API.
final class Rollout {
  Obj deployment;
  final Map<String, Obj> sets = new TreeMap<>();
  final Map<String, List<PodView>> pods = new TreeMap<>();
  Instant now = BIRTH.plus(Duration.ofHours(1));
  private int born;

  private Rollout(Obj deployment) {
    this.deployment = deployment;
  }

  /// With image `1`, RollingUpdate by a quarter, no ReplicaSets.
  static Rollout web() {
    return new Rollout(
        Cluster.object(
            """
            {'apiVersion':'apps/v1','kind':'Deployment',
             'metadata':{'name':'web','namespace':'default','uid':'d1','generation':1,
               'annotations':{'note':'hello','kubectl.kubernetes.io/last-applied-configuration':'x'}},
             'spec':{'replicas':4,'revisionHistoryLimit':10,'progressDeadlineSeconds':600,
               'selector':{'matchLabels':{'app':'web'}},
               'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':'25%','maxUnavailable':'25%'}},
               'template':{'metadata':{'labels':{'app':'web'}},
                 'spec':{'containers':[{'name':'app','image':'1'}]}}}}
            """));
  }

  Rollout spec(UnaryOperator<Obj> change) {
    deployment =
        deployment
            .change("spec", change)
            .change("metadata", m -> m.with("generation", Meta.generation(deployment) + 1));
    return this;
  }

  Rollout replicas(int count) {
    return spec(s -> s.with("replicas", count));
  }

  Rollout strategy(String json) {
    return spec(s -> s.with("strategy", Cluster.object(json)));
  }

  Rollout image(String image) {
    return spec(s -> s.with("template", template(image)));
  }

  Rollout paused(boolean paused) {
    return spec(s -> s.with("paused", paused));
  }

  /// A ReplicaSet with this image, of that size, with so many Pods available; of revision 1, 2, … as they are added.
  Rollout set(String name, String image, int size, int available) {
    born++;
    Obj labelled =
        template(image)
            .change("metadata", m -> m.change("labels", l -> l.with(Templates.HASH_LABEL, name)));
    Obj set =
        Cluster.object(
                """
                {'apiVersion':'apps/v1','kind':'ReplicaSet','metadata':{'namespace':'default','generation':1},
                 'spec':{'selector':{'matchLabels':{'app':'web'}}}}
                """)
            .change(
                "metadata",
                m ->
                    m.with("name", name)
                        .with("labels", labelled.obj("metadata").obj("labels"))
                        .with("uid", "uid-of-" + name)
                        .with("ownerReferences", Arr.of(Meta.controllerReference(deployment)))
                        .with("creationTimestamp", Timestamps.seconds(BIRTH.plusSeconds(born))))
            .change("spec", s -> s.with("template", labelled).with("replicas", size));
    set = Meta.withAnnotation(set, "note", "hello");
    set = Meta.withAnnotation(set, Revisions.REVISION, Integer.toString(born));
    set = Revisions.scaledFor(set, Limits.of(WorkloadView.of(deployment)));
    sets.put(name, reporting(set, size, available));
    return this;
  }

  /// Changes a ReplicaSet by hand.
  Rollout change(String name, UnaryOperator<Obj> change) {
    sets.computeIfPresent(name, (_, set) -> change.apply(set));
    return this;
  }

  Rollout pod(String set, PodView pod) {
    pods.put("uid-of-" + set, List.of(pod));
    return this;
  }

  Rollout after(Duration time) {
    now = now.plus(time);
    return this;
  }

  Observed seen() {
    return new Observed(
        WorkloadView.of(deployment),
        Claims.of(
            deployment,
            Objects.requireNonNull(Workloads.selector(deployment)),
            List.copyOf(sets.values())),
        pods,
        now);
  }

  DeploymentPlan plan() {
    return DeploymentPlanner.plan(seen());
  }

  /// Writes what the next plan says, as the API would.
  DeploymentPlan step() {
    DeploymentPlan plan = plan();
    Obj create = plan.create();
    if (create != null) {
      born++;
      String name = Meta.name(create);
      sets.put(
          name,
          create.change(
              "metadata",
              m ->
                  m.with("uid", "uid-of-" + name)
                      .with("generation", 1)
                      .with("creationTimestamp", Timestamps.seconds(BIRTH.plusSeconds(born)))));
    }
    for (DeploymentPlan.Update each : plan.update()) {
      boolean spec = !each.before().obj("spec").equals(each.after().obj("spec"));
      long generation = Meta.generation(each.after()) + (spec ? 1 : 0);
      sets.put(
          Meta.name(each.after()),
          each.after().change("metadata", m -> m.with("generation", generation)));
    }
    plan.delete().forEach(s -> sets.remove(Meta.name(s)));
    deployment = plan.deployment();
    return plan;
  }

  /// Steps, with the ReplicaSets bringing all their Pods up at once, until there is nothing left to do.
  Rollout settle() {
    for (int i = 0; i < 100; i++) {
      if (step().isEmpty()) {
        return this;
      }
      sets.replaceAll((_, s) -> reporting(s, size(s), size(s)));
    }
    throw new AssertionError("still moving after 100 steps:\n" + plan().describe());
  }

  Obj condition(String type) {
    for (Obj each : deployment.obj("status").arr("conditions").objects()) {
      if (each.str("type").equals(type)) {
        return each;
      }
    }
    return Obj.EMPTY;
  }

  static int size(Obj set) {
    return WorkloadView.of(set).replicas();
  }

  static int available(Obj set) {
    return WorkloadView.of(set).statusCount("availableReplicas");
  }

  /// The set with a status that reports so many Pods.
  static Obj reporting(Obj set, int replicas, int available) {
    return set.with(
        "status",
        Obj.builder()
            .put("replicas", replicas)
            .put("readyReplicas", available)
            .put("availableReplicas", available)
            .put("observedGeneration", Meta.generation(set))
            .build());
  }

  private static Obj template(String image) {
    return Cluster.object(
        "{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'app','image':'"
            + image
            + "'}]}}");
  }
}

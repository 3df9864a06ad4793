package io.binnacle.control.statefulset;

import static io.binnacle.control.workload.TestPod.BIRTH;

import io.binnacle.control.statefulset.StatefulSetPlan.Work;
import io.binnacle.control.statefulset.StatefulSetPlan.Write;
import io.binnacle.control.workload.Cluster;
import io.binnacle.control.workload.TestPod;
import io.binnacle.control.workload.Workloads;
import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.WorkloadView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// A StatefulSet `db` of three with a claim template `data`, and what belongs to it, for planners' tests. Plans can be
/// applied, without an API.
final class Story {
  Obj set;
  final Map<String, Obj> pods = new TreeMap<>();
  final Map<String, Obj> claims = new TreeMap<>();
  final Map<String, Obj> revisions = new TreeMap<>();
  Instant now = BIRTH.plus(Duration.ofHours(1));
  private int born;

  private Story(Obj set) {
    this.set = set;
  }

  /// With image `1`, in order, RollingUpdate; its first revision is recorded, no Pods.
  static Story db() {
    Story story =
        new Story(
            Cluster.object(
                """
                {'apiVersion':'apps/v1','kind':'StatefulSet',
                 'metadata':{'name':'db','namespace':'default','uid':'s1','generation':1},
                 'spec':{'replicas':3,'serviceName':'peers','revisionHistoryLimit':10,
                   'podManagementPolicy':'OrderedReady',
                   'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'partition':0}},
                   'selector':{'matchLabels':{'app':'db'}},
                   'volumeClaimTemplates':[{'metadata':{'name':'data','labels':{'disk':'fast'}},
                     'spec':{'accessModes':['ReadWriteOnce']}}],
                   'template':{'metadata':{'labels':{'app':'db'}},
                     'spec':{'containers':[{'name':'app','image':'1'}],
                       'volumes':[{'name':'data','emptyDir':{}},{'name':'tmp','emptyDir':{}}]}}}}
                """));
    return story.record();
  }

  /// The present template is recorded as a revision, as a plan would.
  Story record() {
    Obj revision = plan().revisions().write();
    if (revision != null) {
      put(revisions, revision);
    }
    return this;
  }

  Story spec(UnaryOperator<Obj> change) {
    set =
        set.change("spec", change)
            .change("metadata", m -> m.with("generation", Meta.generation(set) + 1));
    return this;
  }

  Story replicas(int count) {
    return spec(s -> s.with("replicas", count));
  }

  Story parallel() {
    return spec(s -> s.with("podManagementPolicy", "Parallel"));
  }

  Story start(int ordinal) {
    return spec(s -> s.with("ordinals", Obj.EMPTY.with("start", ordinal)));
  }

  Story strategy(String json) {
    return spec(s -> s.with("updateStrategy", Cluster.object(json)));
  }

  Story partition(int ordinal) {
    return strategy("{'type':'RollingUpdate','rollingUpdate':{'partition':" + ordinal + "}}");
  }

  Story retention(String whenDeleted, String whenScaled) {
    return spec(s ->
        s.with(
            "persistentVolumeClaimRetentionPolicy",
            Obj.of("whenDeleted", Str.of(whenDeleted), "whenScaled", Str.of(whenScaled))));
  }

  Story minReady(int seconds) {
    return spec(s -> s.with("minReadySeconds", seconds));
  }

  Story withoutClaims() {
    return spec(s -> s.without("volumeClaimTemplates"));
  }

  /// Another template, recorded.
  Story image(String image) {
    return changeImage(image).record();
  }

  Story changeImage(String image) {
    return spec(s ->
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

  Story deleting() {
    set = set.change("metadata", m -> m.with("deletionTimestamp", "2026-01-01T00:00:00Z"));
    return this;
  }

  /// The Pod of this ordinal as it would be created now, with its claims, running and ready.
  Story ready(int... ordinals) {
    for (int ordinal : ordinals) {
      pod(ordinal, p -> p.ready());
    }
    return this;
  }

  /// The Pod of this ordinal as it would be created now, with its claims, changed by `how`.
  Story pod(int ordinal, UnaryOperator<TestPod> how) {
    Identity identity = new Identity(WorkloadView.of(set));
    Revisions all = Revisions.of(WorkloadView.of(set), List.copyOf(revisions.values()), List.of());
    identity
        .claims(ordinal)
        .forEach((name, claim) -> {
          if (!claims.containsKey(name)) {
            put(claims, claim);
          }
        });
    Obj pod = identity.newPod(ordinal, Revisions.template(all.update()), Meta.name(all.update()));
    Obj pending = pod.with("status", Obj.of("phase", Str.of("Pending")));
    put(pods, how.apply(new TestPod(pending)).object());
    return this;
  }

  Story change(String pod, UnaryOperator<TestPod> how) {
    pods.computeIfPresent(pod, (_, p) -> how.apply(new TestPod(p)).object());
    return this;
  }

  Story claim(String name, UnaryOperator<Obj> how) {
    claims.computeIfPresent(name, (_, c) -> how.apply(c));
    return this;
  }

  Story after(Duration time) {
    now = now.plus(time);
    return this;
  }

  Observed seen() {
    LabelSelector selector = Objects.requireNonNull(Workloads.selector(set));
    return new Observed(
        WorkloadView.of(set),
        Observed.pods(WorkloadView.of(set), selector, List.copyOf(pods.values())),
        Observed.revisions(set, selector, List.copyOf(revisions.values())),
        claims,
        now);
  }

  StatefulSetPlan plan() {
    return StatefulSetPlanner.plan(seen());
  }

  /// Writes what the next plan says, as the API would; a deleted Pod is marked as deleting.
  StatefulSetPlan step() {
    StatefulSetPlan plan = plan();
    Obj revision = plan.revisions().write();
    if (revision != null) {
      put(revisions, revision);
    }
    for (Work work : plan.work()) {
      work.writes().forEach(this::write);
    }
    plan.revisions().forget().forEach(r -> revisions.remove(Meta.name(r)));
    set = set.with("status", plan.status());
    return plan;
  }

  private void write(Write write) {
    switch (write) {
      case Write.CreateClaim(Obj claim) -> put(claims, claim);
      case Write.UpdateClaim(Obj claim) -> put(claims, claim);
      case Write.CreatePod(Obj pod) ->
          put(pods, pod.with("status", Obj.of("phase", Str.of("Pending"))));
      case Write.UpdatePod(Obj pod) -> put(pods, pod);
      case Write.DeletePod(PodView pod) -> change(pod.name(), TestPod::deleting);
    }
  }

  private void put(Map<String, Obj> where, Obj object) {
    String name = Meta.name(object);
    born++;
    boolean known = where.containsKey(name);
    String uid = known ? Meta.uid(object) : name + "-" + born;
    where.put(name, object.change("metadata", m -> m.with("uid", uid)));
  }

  /// Steps, with Pods doing at once what they are told, until there is nothing left to do.
  Story settle() {
    for (int i = 0; i < 100; i++) {
      if (stands()) {
        return this;
      }
      pods.values().removeIf(Meta::isDeleting);
      pods.replaceAll((_, p) -> new TestPod(p).ready().object());
    }
    throw new AssertionError("still moving after 100 steps:\n" + plan().describe());
  }

  /// Makes one step.
  ///
  /// @return whether there was nothing to do, and is nothing now
  boolean stands() {
    boolean idle = step().describe().isEmpty();
    return idle && plan().describe().isEmpty() && plan().status().equals(set.obj("status"));
  }

  /// `name=image` of every Pod, by name.
  String images() {
    return String.join(
        " ",
        pods.values().stream()
            .map(PodView::of)
            .map(p -> ObjectKey.of(p.object()).name() + "=" + p.containers().getFirst().image())
            .toList());
  }
}

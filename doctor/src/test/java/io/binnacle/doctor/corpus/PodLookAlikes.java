package io.binnacle.doctor.corpus;

import static io.binnacle.doctor.corpus.Healthy.obj;

import io.binnacle.doctor.corpus.fault.Site;
import io.binnacle.doctor.corpus.world.Settled;
import io.binnacle.doctor.corpus.world.Settler;
import io.binnacle.doctor.corpus.world.Tree;
import io.binnacle.doctor.corpus.world.World;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import java.util.List;
import java.util.Objects;

/// Pods and probes that look broken and are not.
final class PodLookAlikes {
  private PodLookAlikes() {}

  private static boolean several(Site site) {
    return Healthy.plain(site) && site.maker2().obj("spec").integer("replicas", 1) > 1;
  }

  /// A Pod that is there beside those the workload has now.
  private static void beside(Site site, String name, String status) {
    Settled settled = new Settler(site.world().copy()).settle();
    PodView pod = settled.podsOf(site.id()).getFirst();
    Obj other =
        pod.object().change("metadata", m -> m.with("name", name).with("uid", "uid-" + name));
    site.world()
        .tampered
        .put(
            io.binnacle.doctor.finding.ObjectRef.pod(
                new io.binnacle.model.meta.ObjectKey(pod.namespace(), name)),
            other.with("status", obj(status)));
  }

  static void pods(Healthy healthy) {
    healthy.at(
        "an evicted Pod is left lying beside those that run",
        3,
        PodLookAlikes::several,
        s ->
            beside(
                s,
                s.workload().name() + "-old-evict",
                "{phase: Failed, reason: Evicted, message: 'The node was low on resource: ephemeral-storage.'}"));
    healthy.at(
        "a Pod that has completed carries the same labels",
        2,
        PodLookAlikes::several,
        s ->
            beside(
                s,
                s.workload().name() + "-task",
                "{phase: Succeeded, podIP: 10.244.3.199, podIPs: [{ip: 10.244.3.199}], conditions: [{type: Ready, status: 'False', reason: PodCompleted}]}"));
    healthy.at(
        "a Pod goes, within its grace period, and others serve",
        3,
        PodLookAlikes::several,
        s -> {
          Settled settled = new Settler(s.world().copy()).settle();
          PodView pod = settled.podsOf(s.id()).getFirst();
          s.world()
              .tampered
              .put(
                  io.binnacle.doctor.finding.ObjectRef.pod(
                      new io.binnacle.model.meta.ObjectKey(pod.namespace(), "zz-going")),
                  Tree.set(
                          Tree.set(pod.object(), "zz-going", "metadata", "name"),
                          "2025-11-20T08:15:20Z",
                          "metadata",
                          "deletionTimestamp")
                      .change(
                          "status",
                          x ->
                              x.with("podIP", "10.244.3.201")
                                  .with("podIPs", Arr.of(obj("{ip: 10.244.3.201}")))));
        });
    healthy.at(
        "a Pod of a rollout started ten seconds ago, and others serve",
        3,
        s -> several(s) && s.container().obj("readinessProbe").has("httpGet"),
        s -> {
          s.editContainer(c -> Tree.set(c, 30, "readinessProbe", "initialDelaySeconds"));
          s.world().fate(s.id() + "#1", f -> f.young(10));
        });
    healthy.at(
        "Pods that were restarted long ago",
        2,
        PodLookAlikes::several,
        s -> {
          Settled settled = new Settler(s.world().copy()).settle();
          PodView pod = settled.podsOf(s.id()).getFirst();
          Obj changed =
              Tree.set(pod.object(), 41, "status", "containerStatuses", 0, "restartCount");
          changed =
              Tree.set(
                  changed,
                  obj(
                      "{terminated: {exitCode: 137, reason: OOMKilled, finishedAt: '2025-10-01T00:00:00Z'}}"),
                  "status",
                  "containerStatuses",
                  0,
                  "lastState");
          s.world().tampered.put(io.binnacle.doctor.finding.ObjectRef.pod(pod.key()), changed);
        });
    healthy.at(
        "old warnings about a Pod that is well",
        3,
        Healthy::plain,
        s -> {
          Settled settled = new Settler(s.world().copy()).settle();
          PodView pod = settled.podsOf(s.id()).getFirst();
          event(
              s.world(),
              pod,
              "Unhealthy",
              "Readiness probe failed: Get \"http://"
                  + pod.podIp()
                  + ":8080/\": dial tcp: connect: connection refused");
          event(s.world(), pod, "FailedScheduling", "0/4 nodes are available: 4 Insufficient cpu.");
          event(
              s.world(),
              pod,
              "FailedMount",
              "MountVolume.SetUp failed for volume \"x\" : failed to sync configmap cache: timed out waiting for the condition");
        });
    healthy.at(
        "older ReplicaSets of the same Deployment, at zero",
        3,
        Healthy::plain,
        s -> {
          Obj deployment =
              Objects.requireNonNull(
                  new Settler(s.world().copy())
                      .settle()
                      .find(s.workload().resource(), s.workload().key()));
          Obj set =
              obj("{apiVersion: apps/v1, kind: ReplicaSet, spec: {replicas: 0}, status: {replicas: 0}}")
                  .with(
                      "metadata",
                      Obj.builder()
                          .put("name", s.workload().name() + "-5c7d9")
                          .put("namespace", s.service().namespace())
                          .put("ownerReferences", Arr.of(Meta.controllerReference(deployment)))
                          .build());
          s.world()
              .apply(
                  Tree.set(
                      Tree.set(set, s.template(), "spec", "template"),
                      s.maker2().obj("spec").obj("selector"),
                      "spec",
                      "selector"));
        });
    healthy.at(
        "a readiness probe at a port the container does not declare",
        2,
        s -> Healthy.plain(s) && s.container().obj("readinessProbe").has("httpGet"),
        s -> {
          List<io.binnacle.doctor.corpus.world.Socket> more =
              new java.util.ArrayList<>(s.world().listens.getOrDefault(s.id(), List.of()));
          more.add(new io.binnacle.doctor.corpus.world.Socket("TCP", "::", 8086));
          s.world().listens.put(s.id(), more);
          s.editContainer(c -> Tree.set(c, Int.of(8086), "readinessProbe", "httpGet", "port"));
        });
    healthy.at(
        "no probes at all",
        2,
        Healthy::plain,
        s -> s.editContainer(c -> c.without("readinessProbe").without("livenessProbe")));
    healthy.at(
        "readiness gates that are met",
        2,
        Healthy::plain,
        s ->
            s.editPodSpec(p ->
                p.with(
                    "readinessGates",
                    Arr.of(obj("{conditionType: target-health.elb.example.com/tg}")))));
    healthy.at(
        "optional configuration that does not exist",
        2,
        Healthy::plain,
        s -> {
          s.editContainer(c ->
              Tree.set(c, obj("{configMapRef: {name: overrides, optional: true}}"), "envFrom", 9));
          s.editPodSpec(p ->
              Tree.set(
                  p,
                  obj("{name: extra, secret: {secretName: extra-ca, optional: true}}"),
                  "volumes",
                  9));
        });
    healthy.at(
        "a paused rollout",
        2,
        Healthy::plain,
        s -> s.world().edit(s.workload(), o -> o.change("spec", x -> x.with("paused", true))));
    healthy.at(
        "a hundred and fifty Pods in two slices",
        1,
        s -> Healthy.plain(s) && s.world().uses.size() < 6,
        s -> s.world().edit(s.workload(), o -> Tree.set(o, 150, "spec", "replicas")));
    healthy.with(
        "bookshop",
        "a Job of the same application whose Pods carry its label, and run",
        "{apiVersion: batch/v1, kind: Job, metadata: {name: reindex, namespace: shop}, spec: {template: {metadata: {labels: {app: reindex}}, spec: {restartPolicy: Never, containers: [{name: r, image: 'registry.example.com/shop/catalog:5.0.3', args: [reindex]}]}}}}");
    healthy.with(
        "queue",
        "a worker without a Service",
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: mailer, namespace: mq}, spec: {replicas: 2, selector: {matchLabels: {job: mailer}}, template: {metadata: {labels: {job: mailer}}, spec: {containers: [{name: m, image: 'registry.example.com/mq/worker:2.0'}]}}}}");
    healthy.with(
        "queue",
        "a Deployment at zero without a Service",
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: replay, namespace: mq}, spec: {replicas: 0, selector: {matchLabels: {job: replay}}, template: {metadata: {labels: {job: replay}}, spec: {containers: [{name: m, image: 'registry.example.com/mq/worker:2.0'}]}}}}");
    healthy.with(
        "bookshop",
        "a debugging Pod that nobody made",
        "{apiVersion: v1, kind: Pod, metadata: {name: debug, namespace: shop, labels: {run: debug}}, spec: {containers: [{name: d, image: 'redis:7.4', command: [sleep, infinity]}]}}");
    healthy.in(
        "queue",
        "a cordoned node with Pods that run",
        w -> {
          Obj node =
              Objects.requireNonNull(
                  new Settler(w.copy())
                      .settle()
                      .find(ResourceName.NODES, new ObjectKey("", "worker-2")));
          w.tampered.put(World.ref(node), Tree.set(node, Bool.TRUE, "spec", "unschedulable"));
        });
  }

  private static void event(World world, PodView pod, String reason, String message) {
    world.events.add(
        obj("{apiVersion: v1, kind: Event, type: Warning, count: 2, firstTimestamp: '2025-11-20T06:00:00Z', lastTimestamp: '2025-11-20T06:00:30Z'}")
            .with("reason", reason)
            .with("message", message)
            .with(
                "metadata",
                Obj.of(
                    "name",
                    Str.of(pod.name() + "." + reason),
                    "namespace",
                    Str.of(pod.namespace())))
            .with(
                "involvedObject",
                Obj.builder()
                    .put("kind", "Pod")
                    .put("name", pod.name())
                    .put("namespace", pod.namespace())
                    .put("apiVersion", "v1")
                    .build()));
  }
}

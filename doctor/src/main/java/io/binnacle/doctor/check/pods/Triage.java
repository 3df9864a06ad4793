package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.check.pods.Containers.Container;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.Condition;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the first thing in a Pod's way, in the order in which a Pod comes to be ready.
final class Triage {
  /// A scheduler, a runtime and a status take their time.
  static final Duration YOUNG = Duration.ofSeconds(30);

  private static final Duration MOUNTING = Duration.ofMinutes(1);
  private static final Duration LONG_INIT = Duration.ofMinutes(2);

  private final PodView pod;
  private final Evidence seen;
  private final boolean young;

  private Triage(PodView pod, Evidence seen) {
    this.pod = pod;
    this.seen = seen;
    Instant start = Moments.of(pod.object().obj("status"), "startTime");
    Instant made = start == null ? Moments.created(pod.object()) : start;
    this.young = Moments.isWithin(made, YOUNG, seen);
  }

  /// What is wrong with `pod`, null if nothing is.
  ///
  /// @param pod neither at its end nor going away
  static @Nullable Ailment of(PodView pod, Evidence seen) {
    return new Triage(pod, seen).find();
  }

  private @Nullable Ailment find() {
    if (seen.facts().origin() == Facts.Origin.MANIFESTS) {
      return Unready.asWritten(pod, seen); // nothing has run yet
    }
    if (pod.isReady()) {
      return Crashes.whileReady(pod, seen);
    }
    if (pod.nodeName().isEmpty()) {
      return unscheduled();
    }
    Ailment found = lostNode();
    if (found == null) {
      found = waiting();
    }
    if (found == null) {
      found = initializing();
    }
    if (found == null) {
      found = unmounted();
    }
    if (found == null) {
      found = Crashes.of(pod, seen);
    }
    return found == null ? Unready.of(pod, young, seen) : found;
  }

  private Ailment unscheduled() {
    Condition scheduled = Condition.find(pod.object(), "PodScheduled");
    String scheduler = pod.object().obj("spec").str("schedulerName", "default-scheduler");
    if (scheduled == null || scheduled.message().isEmpty()) {
      return young
          ? Ailment.starting(pod, "waits for a node", seen)
          : new Ailment(
              pod,
              Trouble.UNSCHEDULABLE,
              Places.ofSpec(
                  pod, scheduler.equals("default-scheduler") ? "" : "schedulerName", seen),
              "no scheduler has looked at it; it asks for " + scheduler,
              "Look whether the scheduler " + scheduler + " runs.");
    }
    if (young && !scheduled.reason().equals("SchedulingGated")) {
      return Ailment.starting(pod, "waits for a node: " + Words.quote(scheduled.message()), seen);
    }
    String message = scheduled.message();
    return new Ailment(
        pod,
        Trouble.UNSCHEDULABLE,
        Places.ofSpec(pod, refusedField(message, scheduled.reason()), seen),
        Words.quote(message),
        refusedHint(message, scheduled.reason()));
  }

  private String refusedField(String message, String reason) {
    Obj spec = pod.object().obj("spec");
    if (reason.equals("SchedulingGated")) {
      return "schedulingGates";
    }
    if (message.contains("Insufficient")) {
      return "containers[0].resources.requests";
    }
    if (message.contains("node affinity") || message.contains("node selector")) {
      return spec.obj("nodeSelector").isEmpty() ? "affinity.nodeAffinity" : "nodeSelector";
    }
    if (message.contains("taint")) {
      return "tolerations";
    }
    if (message.contains("anti-affinity")) {
      return "affinity.podAntiAffinity";
    }
    if (message.contains("pod affinity")) {
      return "affinity.podAffinity";
    }
    if (message.contains("topology spread")) {
      return "topologySpreadConstraints";
    }
    return message.contains("PersistentVolumeClaim") || message.contains("persistentvolumeclaim")
        ? "volumes"
        : "";
  }

  private static String refusedHint(String message, String reason) {
    if (reason.equals("SchedulingGated")) {
      return "Look at what is to take its scheduling gates away.";
    }
    if (message.contains("Insufficient")) {
      return "Ask for less in resources.requests, or add a node with room.";
    }
    if (message.contains("PersistentVolumeClaim") || message.contains("persistentvolumeclaim")) {
      return "Look at its PersistentVolumeClaims: one is missing or has no volume yet.";
    }
    if (message.contains("taint")) {
      return "Tolerate the taint, or take it off a node.";
    }
    return "Let its placing rules fit a node: compare them with the labels of the nodes.";
  }

  private @Nullable Ailment lostNode() {
    if (!seen.sees(ResourceName.NODES)) {
      return null;
    }
    Obj object = seen.find(ResourceName.NODES, new ObjectKey("", pod.nodeName()));
    Condition ready = object == null ? null : Condition.find(object, "Ready");
    boolean noNodes = seen.glimpse(ResourceName.NODES).isEmpty();
    if (noNodes || (object != null && (ready == null || NodeView.of(object).isReady()))) {
      return null;
    }
    ObjectRef node = new ObjectRef(ResourceName.NODES, "Node", new ObjectKey("", pod.nodeName()));
    String detail =
        ready == null
            ? "node " + pod.nodeName() + " does not exist any more"
            : "node "
                + pod.nodeName()
                + " is not ready"
                + Words.since(ready.lastTransitionTime(), seen.now())
                + (ready.message().isEmpty() ? "" : ": " + Words.quote(ready.message()));
    return new Ailment(
        pod,
        Trouble.NODE_LOST,
        Spot.fixed(node, ""),
        detail,
        "Bring node "
            + pod.nodeName()
            + " back, or delete it so that its Pods are made elsewhere.");
  }

  /// Images and configuration, whichever container they keep.
  private @Nullable Ailment waiting() {
    for (Container container : Containers.all(pod)) {
      String reason = container.waitingFor();
      if (Containers.IMAGE_REASONS.contains(reason)) {
        return Images.ailment(pod, container, seen);
      }
      if (reason.equals("CreateContainerConfigError")) {
        return MissingConfig.ofContainer(pod, container, seen);
      }
    }
    return null;
  }

  private @Nullable Ailment initializing() {
    for (Container container : Containers.init(pod)) {
      boolean sidecar = container.spec().str("restartPolicy").equals("Always");
      Obj ended = container.status().obj("state").obj("terminated");
      boolean done =
          sidecar
              ? container.status().bool("started", false)
              : !ended.isEmpty() && ended.integer("exitCode", 0) == 0;
      if (done || container.status().isEmpty()) {
        continue;
      }
      Spot place = Places.ofContainer(pod, "initContainers", container.name(), "", seen);
      if (container.waitingFor().equals("CrashLoopBackOff")
          || !ended.isEmpty()
          || container.restarts() > 1) {
        return new Ailment(
            pod,
            Trouble.INIT,
            place,
            container.noun() + " " + Crashes.how(container, seen.now()),
            "Look at its logs: " + container.logs(pod) + ".");
      }
      Instant since = Moments.of(container.status().obj("state").obj("running"), "startedAt");
      if (container.isRunning() && !Moments.isWithin(since, LONG_INIT, seen)) {
        return new Ailment(
            pod,
            Trouble.INIT,
            place,
            container.noun()
                + " has been running"
                + Words.since(since, seen.now())
                + " and keeps the others from starting",
            "Look at what it waits for: " + container.logs(pod) + ".");
      }
      return container.isRunning()
          ? Ailment.starting(pod, container.noun() + " runs first", seen)
          : null;
    }
    return null;
  }

  /// A Pod whose containers wait for volumes or for a network.
  private @Nullable Ailment unmounted() {
    List<Container> containers = Containers.all(pod);
    boolean created =
        containers.stream().anyMatch(c -> !c.status().isEmpty() && !isBeingMade(c.waitingFor()));
    if (created || pod.phase().equals("Running")) {
      return null;
    }
    ObjectRef ref = ObjectRef.pod(pod.key());
    Obj event =
        Said.last(
            ref,
            Set.of("FailedMount", "FailedAttachVolume", "FailedMapVolume"),
            e -> !young || Moments.count(e) > 2,
            seen);
    if (event != null) {
      return MissingConfig.ofVolume(pod, event, seen);
    }
    Obj sandbox = Said.last(ref, Set.of("FailedCreatePodSandBox"), _ -> true, seen);
    Instant made = Moments.created(pod.object());
    boolean waits = Moments.isWithin(made, MOUNTING, seen);
    return Ailment.starting(
        pod,
        sandbox != null
            ? "cannot be given a network: " + Words.quote(sandbox.str("message"))
            : "its containers are being made" + (waits ? "" : Words.since(made, seen.now())),
        seen);
  }

  private static boolean isBeingMade(String waitingFor) {
    return waitingFor.equals("ContainerCreating") || waitingFor.equals("PodInitializing");
  }
}

package io.binnacle.control.deployment;

import io.binnacle.control.workload.Conditions;
import io.binnacle.model.meta.Timestamps;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.WorkloadView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `status` of a Deployment should say: counts, and the conditions `kubectl rollout status` waits for.
final class DeploymentStatus {
  private static final String PROGRESSING = "Progressing";
  private static final String REPLICA_FAILURE = "ReplicaFailure";
  private static final String NEW_AVAILABLE = "NewReplicaSetAvailable";
  private static final String TIMED_OUT = "ProgressDeadlineExceeded";
  private static final String PAUSED = "DeploymentPaused";

  private final WorkloadView deployment;
  private final Limits limits;
  private final Instant now;

  /// The status as it was, with what has been noted since.
  private Obj status;

  DeploymentStatus(WorkloadView deployment, Limits limits, Instant now) {
    this.deployment = deployment;
    this.limits = limits;
    this.now = now;
    this.status = deployment.object().obj("status");
  }

  Obj status() {
    return status;
  }

  /// Whether the last status that was written tells of a finished rollout of the present spec.
  boolean wasComplete() {
    return isComplete(deployment.object().obj("status"))
        && deployment.observedGeneration() >= deployment.generation();
  }

  /// Notes that progress is not expected while the Deployment is paused, and that it may be again afterwards. A rollout
  /// that has timed out stays so.
  void notePaused() {
    Obj progressing = Conditions.find(status, PROGRESSING);
    String reason = progressing == null ? "" : progressing.str("reason");
    if (deadline() == null || reason.equals(TIMED_OUT)) {
      return;
    }
    boolean paused = deployment.object().obj("spec").bool("paused", false);
    if (paused && !reason.equals(PAUSED)) {
      set(PROGRESSING, "Unknown", PAUSED, "Deployment is paused");
    } else if (!paused && reason.equals(PAUSED)) {
      set(PROGRESSING, "Unknown", "DeploymentResumed", "Deployment is resumed");
    }
  }

  /// Notes that the set of the current template has been found; the clock of its progress starts now, unless it runs.
  void noteFound(WorkloadView current) {
    if (deadline() != null && Conditions.find(status, PROGRESSING) == null) {
      set(
          PROGRESSING,
          "True",
          "FoundNewReplicaSet",
          "Found new replica set \"" + current.name() + "\"");
    }
  }

  /// Notes that the set of the current template is being made.
  void noteCreated(String name) {
    if (deadline() != null) {
      set(PROGRESSING, "True", "NewReplicaSetCreated", "Created new replica set \"" + name + "\"");
    }
  }

  /// Notes that the set of the current template cannot be made.
  void noteCreateFailed(String message) {
    if (deadline() != null) {
      set(PROGRESSING, "False", "ReplicaSetCreateError", message);
    }
  }

  /// Counts Pods and says whether enough of them are available.
  void count(Fleet fleet) {
    List<WorkloadView> all = fleet.all();
    WorkloadView current = fleet.current();
    int available = Fleet.reported(all, "availableReplicas");
    put("observedGeneration", deployment.generation());
    put("replicas", Fleet.reported(all, "replicas"));
    put("updatedReplicas", current == null ? 0 : current.statusCount("replicas"));
    put("readyReplicas", Fleet.reported(all, "readyReplicas"));
    put("availableReplicas", available);
    put("unavailableReplicas", Math.max(0, Fleet.wanted(all) - available));
    if (available >= limits.leastAvailable()) {
      set("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.");
    } else {
      set(
          "Available",
          "False",
          "MinimumReplicasUnavailable",
          "Deployment does not have minimum availability.");
    }
  }

  /// Judges the progress of the rollout: counted Pods against the last status written.
  void judge(Fleet fleet) {
    Obj noted = Conditions.find(status, PROGRESSING);
    String reason = noted == null ? "" : noted.str("reason");
    WorkloadView current = fleet.current();
    String subject =
        current == null
            ? "Deployment \"" + deployment.name() + "\""
            : "ReplicaSet \"" + current.name() + "\"";
    boolean settled =
        reason.equals(NEW_AVAILABLE) && number("replicas") == number("updatedReplicas");
    if (deadline() == null) {
      status = Conditions.remove(status, PROGRESSING);
    } else if (!settled) {
      if (isComplete(status)) {
        set(PROGRESSING, "True", NEW_AVAILABLE, subject + " has successfully progressed.");
      } else if (hasProgressed()) {
        String message = subject + " is progressing.";
        status = Conditions.put(status, renewed(noted, message));
      } else if (isLate(noted)) {
        set(PROGRESSING, "False", TIMED_OUT, subject + " has timed out progressing.");
      }
    }
    Obj failure = failureOf(fleet);
    status =
        failure == null
            ? Conditions.remove(status, REPLICA_FAILURE)
            : Conditions.set(status, failure);
  }

  /// How long until the rollout may be late; null if it is done, late already, or nobody asks.
  @Nullable Duration untilLate() {
    Obj progressing = Conditions.find(status, PROGRESSING);
    Duration deadline = deadline();
    if (deadline == null
        || progressing == null
        || List.of(NEW_AVAILABLE, TIMED_OUT, PAUSED).contains(progressing.str("reason"))) {
      return null;
    }
    // One second more, because the time noted has lost its fraction.
    Duration left = Duration.between(now, noted(progressing).plus(deadline)).plusSeconds(1);
    return left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
  }

  /// Counts one more name that was taken by another template.
  void noteCollision() {
    status = status.with("collisionCount", number("collisionCount") + 1);
  }

  private void set(String type, String value, String reason, String message) {
    status = Conditions.set(status, condition(type, value, reason, message));
  }

  private Obj condition(String type, String value, String reason, String message) {
    return Conditions.condition(type, value, reason, message, now)
        .with("lastUpdateTime", Timestamps.seconds(now));
  }

  /// Progress moves `lastUpdateTime` even if status and reason are as before.
  private Obj renewed(@Nullable Obj noted, String message) {
    Obj condition = condition(PROGRESSING, "True", "ReplicaSetUpdated", message);
    return noted == null || !noted.str("status").equals("True")
        ? condition
        : condition.withOrWithout("lastTransitionTime", noted.get("lastTransitionTime"));
  }

  private boolean isComplete(Obj status) {
    return status.integer("updatedReplicas", 0) == limits.replicas()
        && status.integer("replicas", 0) == limits.replicas()
        && status.integer("availableReplicas", 0) == limits.replicas();
  }

  private boolean hasProgressed() {
    return number("updatedReplicas") > deployment.statusCount("updatedReplicas")
        || number("replicas") - number("updatedReplicas")
            < deployment.statusCount("replicas") - deployment.statusCount("updatedReplicas")
        || number("readyReplicas") > deployment.statusCount("readyReplicas")
        || number("availableReplicas") > deployment.statusCount("availableReplicas");
  }

  private boolean isLate(@Nullable Obj noted) {
    Duration deadline = deadline();
    if (noted == null || deadline == null || noted.str("reason").equals(NEW_AVAILABLE)) {
      return false;
    }
    return noted.str("reason").equals(TIMED_OUT) || noted(noted).plus(deadline).isBefore(now);
  }

  /// When the condition was last written; now if it does not say.
  private Instant noted(Obj condition) {
    String text = condition.str("lastUpdateTime");
    return text.isEmpty() ? now : Instant.parse(text);
  }

  /// How long a rollout may take without progress; null if for ever.
  private @Nullable Duration deadline() {
    long seconds =
        deployment.object().obj("spec").integer("progressDeadlineSeconds", Integer.MAX_VALUE);
    return seconds == Integer.MAX_VALUE ? null : Duration.ofSeconds(seconds);
  }

  /// What keeps a set from creating or deleting Pods; the current set's trouble before that of others.
  private static @Nullable Obj failureOf(Fleet fleet) {
    List<WorkloadView> sets = new ArrayList<>(fleet.old());
    WorkloadView current = fleet.current();
    if (current != null) {
      sets.addFirst(current);
    }
    for (WorkloadView set : sets) {
      Obj failure = Conditions.find(set.object().obj("status"), REPLICA_FAILURE);
      if (failure != null) {
        return failure.withOrWithout("lastUpdateTime", failure.get("lastTransitionTime"));
      }
    }
    return null;
  }

  private long number(String field) {
    return status.integer(field, 0);
  }

  private void put(String field, long value) {
    status = status.withOrWithout(field, value == 0 ? null : Int.of(value));
  }
}

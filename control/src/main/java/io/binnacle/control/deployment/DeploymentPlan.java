package io.binnacle.control.deployment;

import io.binnacle.control.workload.Claims;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.WorkloadView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The next step of one Deployment. Plain data: print it, diff it, assert on it.
///
/// @param claims ReplicaSets that change hands
/// @param create the ReplicaSet of a new template; null if none is needed
/// @param update ReplicaSets with another size or other annotations
/// @param delete ReplicaSets nobody will roll back to any more
/// @param before the Deployment as it was seen
/// @param deployment the Deployment with the status and the revision it should have, to be written to `status`
/// @param lookAgain how long until time alone changes something; null if it does not
public record DeploymentPlan(
    Claims claims,
    @Nullable Obj create,
    List<Update> update,
    List<Obj> delete,
    Obj before,
    Obj deployment,
    @Nullable Duration lookAgain) {

  /// A ReplicaSet as it was seen and as it shall be.
  public record Update(Obj before, Obj after) {
    /// `Scaled up replica set web-1 from 1 to 2`, as upstream words it; empty if the size stays.
    public String event() {
      int from = WorkloadView.of(before).replicas();
      int to = WorkloadView.of(after).replicas();
      return from == to ? "" : scaled(Meta.name(after), from, to);
    }
  }

  static String scaled(String name, int from, int to) {
    String direction = from < to ? "up" : "down";
    return "Scaled " + direction + " replica set " + name + " from " + from + " to " + to;
  }

  /// Whether status or revision have to be written.
  public boolean changesStatus() {
    return !deployment.equals(before);
  }

  /// Whether there is nothing to write.
  public boolean isEmpty() {
    return describe().isEmpty();
  }

  /// One line for each write, empty if there are none.
  public String describe() {
    List<String> out = new ArrayList<>(claims.describe());
    if (create != null) {
      out.add("create " + Meta.name(create) + " at " + WorkloadView.of(create).replicas());
    }
    for (Update each : update) {
      String event = each.event();
      out.add(event.isEmpty() ? "annotate " + Meta.name(each.after) : event);
    }
    delete.forEach(set -> out.add("delete " + Meta.name(set)));
    if (changesStatus()) {
      out.add("status " + summary());
    }
    return String.join("\n", out);
  }

  private String summary() {
    Obj status = deployment.obj("status");
    List<String> parts = new ArrayList<>();
    for (String count : List.of("replicas", "updatedReplicas", "availableReplicas")) {
      parts.add(count + "=" + status.integer(count, 0));
    }
    for (Obj condition : status.arr("conditions").objects()) {
      parts.add(
          condition.str("type") + "=" + condition.str("status") + "/" + condition.str("reason"));
    }
    return String.join(" ", parts);
  }
}

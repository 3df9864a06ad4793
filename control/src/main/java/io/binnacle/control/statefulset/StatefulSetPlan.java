package io.binnacle.control.statefulset;

import io.binnacle.control.workload.Claims;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The writes that bring one StatefulSet in line as far as its order allows now. Plain data: print it, diff it, assert on
/// it.
///
/// @param pods Pods that change hands
/// @param adoptRevisions ControllerRevisions that change hands
/// @param revisions the template's versions, and what to write and forget of them
/// @param work what to write about Pods and their claims, in order
/// @param parallel whether the work on different Pods may go side by side
/// @param blocked why Pods cannot be created yet, for people
/// @param status what the status should be once this is done
/// @param lookAgain how long until time alone changes something; null if it does not
public record StatefulSetPlan(
    Claims pods,
    Claims adoptRevisions,
    Revisions revisions,
    List<Work> work,
    boolean parallel,
    List<Blocked> blocked,
    Obj status,
    @Nullable Duration lookAgain) {

  /// Writes about one Pod, to be made one after the other.
  public record Work(String pod, List<Write> writes) {}

  /// A Pod that has to wait for one of its claims to go.
  public record Blocked(String pod, String why) {}

  /// One write.
  public sealed interface Write {
    /// Creates a claim.
    record CreateClaim(Obj claim) implements Write {}

    /// Gives a claim another owner.
    record UpdateClaim(Obj claim) implements Write {}

    /// Creates a Pod.
    record CreatePod(Obj pod) implements Write {}

    /// Puts labels and volumes of a Pod right.
    record UpdatePod(Obj pod) implements Write {}

    /// Deletes a Pod.
    record DeletePod(PodView pod) implements Write {}
  }

  /// One line for each write, without the status; empty if there are none.
  public String describe() {
    List<String> out = new ArrayList<>(pods.describe());
    adoptRevisions.adopt().forEach(r -> out.add("adopt revision " + Meta.name(r)));
    Obj revision = revisions.write();
    if (revision != null) {
      String verb = revisions.isNew() ? "create" : "renumber";
      out.add(verb + " revision " + revision.integer("revision", 0));
    }
    for (Work each : work) {
      each.writes.forEach(w -> out.add(describe(w)));
    }
    blocked.forEach(b -> out.add("wait with " + b.pod + ": " + b.why));
    revisions.forget().forEach(r -> out.add("forget revision " + r.integer("revision", 0)));
    return String.join("\n", out);
  }

  private static String describe(Write write) {
    return switch (write) {
      case Write.CreateClaim(Obj claim) -> "create claim " + Meta.name(claim);
      case Write.UpdateClaim(Obj claim) -> "own claim " + Meta.name(claim);
      case Write.CreatePod(Obj pod) -> "create " + Meta.name(pod);
      case Write.UpdatePod(Obj pod) -> "update " + Meta.name(pod);
      case Write.DeletePod(PodView pod) -> "delete " + pod.name();
    };
  }
}

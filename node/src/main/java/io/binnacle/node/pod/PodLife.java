package io.binnacle.node.pod;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Obj;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What to do for a Pod now, what its status is, and when to look again. Pure: the same facts give the same answer.
///
/// A Pod either goes on ([Running]) or comes to its end ([Ending]): because it was deleted, has run out of time, or its
/// containers have ended for good. An end is never taken back.
///
/// @param status the whole status to show
/// @param steps what to do; none of it is under way already
/// @param next when to look again if nothing happens before; null if only a change can bring something new
/// @param ending whether the Pod is coming to its end
/// @param probed the ids of the containers to be probed, by name
public record PodLife(
    Obj status,
    List<Step> steps,
    @Nullable Instant next,
    boolean ending,
    Map<String, String> probed) {
  public PodLife {
    steps = List.copyOf(steps);
    probed = Map.copyOf(probed);
  }

  /// What follows from `facts`.
  public static PodLife at(Observed facts) {
    return new Turn(facts).take();
  }

  /// Why a Pod comes to its end.
  ///
  /// @param reason for `status.reason`, empty for none
  /// @param message for `status.message`, empty for none
  /// @param failed whether it ends as Failed whatever its containers say
  record Cause(String reason, String message, boolean failed) {
    static final Cause DELETED = new Cause("", "", false);
    static final Cause COMPLETED = new Cause("", "", false);
    static final Cause DEADLINE =
        new Cause(
            "DeadlineExceeded",
            "Pod was active on the node longer than the specified deadline",
            true);
  }

  /// How long the Pod's containers have to stop: what the delete asked for, else what the spec says.
  public static Duration grace(Obj pod) {
    long spec = pod.obj("spec").integer("terminationGracePeriodSeconds", 30);
    long grace = pod.obj("metadata").integer("deletionGracePeriodSeconds", spec);
    return Duration.ofSeconds(Math.max(grace, Ending.SHORTEST_GRACE.toSeconds()));
  }

  /// When the Pod has to end by `activeDeadlineSeconds`; null if it has all the time in the world.
  static @Nullable Instant deadline(Observed facts) {
    Long seconds = facts.pod().obj("spec").integerOrNull("activeDeadlineSeconds");
    return seconds == null ? null : PodStatus.startTime(facts).plusSeconds(seconds);
  }

  static boolean isTerminal(Obj pod) {
    String phase = pod.obj("status").str("phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  static boolean isDeleting(Observed facts) {
    return facts.gone() || Meta.isDeleting(facts.pod());
  }
}

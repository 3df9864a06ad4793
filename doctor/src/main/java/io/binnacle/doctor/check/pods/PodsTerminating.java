package io.binnacle.doctor.check.pods;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.check.select.Selection;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.NodeView;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Every Pod behind the Service is being deleted and none takes its place.
final class PodsTerminating implements Check.OfService {
  /// How long past its grace period a Pod may take before it counts as stuck.
  private static final Duration LATE = Duration.ofSeconds(30);

  @Override
  public String id() {
    return "pods-terminating";
  }

  @Override
  public Step step() {
    return Step.PODS;
  }

  @Override
  public Set<String> after() {
    return Set.of("scaled-to-zero", "pods-not-created", "service-deleting", "namespace-deleting");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!Selection.isFor(service)) {
      return Finding.FINE;
    }
    List<PodView> pods = seen.pods(service);
    List<PodView> going = pods.stream().filter(p -> p.isTerminating() && !p.isTerminal()).toList();
    if (going.isEmpty() || pods.stream().anyMatch(PodView::isActive)) {
      return Finding.FINE;
    }
    PodView first =
        going.stream().filter(p -> isStuck(p, seen.now())).findFirst().orElse(going.getFirst());
    Instant until = Moments.of(first.object().obj("metadata"), "deletionTimestamp");
    boolean stuck = isStuck(first, seen.now());
    String why = stuck ? why(first, seen) : "";
    boolean kept = stuck && !Meta.finalizers(first.object()).isEmpty();
    return new Finding.Broken(
        stuck ? Severity.ERROR : Severity.WARNING,
        ObjectRef.pod(first.key()),
        kept ? "metadata.finalizers" : "",
        (going.size() == 1
                ? "The only Pod behind " + service.name() + " (" + first.name() + ") is"
                : "All "
                    + going.size()
                    + " Pods behind "
                    + service.name()
                    + " ("
                    + Words.list(going.stream().map(PodView::name).toList())
                    + ") are")
            + " being deleted and no other takes new requests"
            + (stuck
                ? "; "
                    + first.name()
                    + " should have been gone"
                    + Words.since(until, seen.now())
                    + why
                : "")
            + ".",
        List.of(
            new Proof(
                ObjectRef.pod(first.key()),
                "metadata.deletionTimestamp",
                until == null ? "" : until.toString())),
        Remedy.byHand(
            kept
                ? "Look at what is to take the finalizers away."
                : stuck
                    ? "Look at the node it is on; if that is gone for good, delete the Pod by force."
                    : "Wait for the Pods that take their place; if none come, look at who deleted"
                        + " them."));
  }

  private static boolean isStuck(PodView pod, Instant now) {
    Instant until = Moments.of(pod.object().obj("metadata"), "deletionTimestamp");
    return until != null && until.isBefore(now.minus(LATE));
  }

  private static String why(PodView pod, Evidence seen) {
    List<String> finalizers = Meta.finalizers(pod.object());
    if (!finalizers.isEmpty()) {
      return ", but finalizer " + Words.list(finalizers) + " keeps it";
    }
    return isNodeLost(pod, seen) ? ", but its node " + pod.nodeName() + " is not ready" : "";
  }

  private static boolean isNodeLost(PodView pod, Evidence seen) {
    @Nullable Obj node =
        seen.sees(ResourceName.NODES) && !pod.nodeName().isEmpty()
            ? seen.find(ResourceName.NODES, new ObjectKey("", pod.nodeName()))
            : null;
    return node != null && !NodeView.of(node).isReady();
  }
}

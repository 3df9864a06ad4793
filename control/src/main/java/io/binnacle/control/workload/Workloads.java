package io.binnacle.control.workload;

import io.binnacle.model.meta.LabelSelector;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.SyntaxException;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Small things every workload controller asks.
public final class Workloads {
  private Workloads() {}

  /// The selector of a workload, or null if it has none or nobody can read it; such a workload is left alone.
  public static @Nullable LabelSelector selector(Obj workload) {
    Obj spec = workload.obj("spec");
    if (!(spec.get("selector") instanceof Obj selector)) {
      return null;
    }
    try {
      return LabelSelector.of(selector);
    } catch (SyntaxException unreadable) {
      return null; // validation refuses it, so this is another server's object and not ours to
      // judge
    }
  }

  /// When the object was created; the distant past if it does not say.
  public static Instant created(Obj object) {
    String text = object.obj("metadata").str("creationTimestamp");
    return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
  }

  /// A Pod as `template` wants it, controlled by `owner`: labels, annotations, finalizers and spec are the template's.
  /// It has no name yet.
  public static Obj newPod(Obj owner, Obj template) {
    Obj wanted = template.obj("metadata");
    Obj.Builder metadata = Obj.builder();
    for (String copied : List.of("labels", "annotations", "finalizers")) {
      metadata.putIfPresent(copied, wanted.get(copied));
    }
    return Obj.builder()
        .put("apiVersion", "v1")
        .put("kind", "Pod")
        .put(
            "metadata",
            metadata
                .put("namespace", Meta.namespace(owner))
                .put("ownerReferences", Arr.of(Meta.controllerReference(owner)))
                .build())
        .put("spec", template.obj("spec"))
        .build();
  }

  /// Whether the Pod has been ready for at least `minReadySeconds`.
  public static boolean isAvailable(PodView pod, int minReadySeconds, Instant now) {
    return pod.isReady() && wait(pod, minReadySeconds, now).isZero();
  }

  /// How long a ready Pod still has to stay ready before it is available; zero if it is.
  private static Duration wait(PodView pod, int minReadySeconds, Instant now) {
    if (minReadySeconds == 0) {
      return Duration.ZERO;
    }
    Instant since = pod.readySince();
    Duration left =
        Duration.between(now, (since == null ? now : since).plusSeconds(minReadySeconds));
    return left.isNegative() ? Duration.ZERO : left;
  }

  /// How long until the next of the ready Pods becomes available; null if none is waiting.
  public static @Nullable Duration untilNextAvailable(
      Iterable<PodView> pods, int minReadySeconds, Instant now) {
    Duration next = null;
    for (PodView pod : pods) {
      Duration left = pod.isReady() ? wait(pod, minReadySeconds, now) : Duration.ZERO;
      if (!left.isZero() && (next == null || left.compareTo(next) < 0)) {
        next = left;
      }
    }
    return next;
  }

  /// Whether a Pod changed in anything a workload controller looks at.
  public static boolean podChanged(Obj before, Obj after) {
    PodView was = PodView.of(before);
    PodView is = PodView.of(after);
    return !was.uid().equals(is.uid())
        || !was.labels().equals(is.labels())
        || !Meta.ownerReferences(before).equals(Meta.ownerReferences(after))
        || was.isTerminating() != is.isTerminating()
        || !was.phase().equals(is.phase())
        || was.isReady() != is.isReady();
  }
}

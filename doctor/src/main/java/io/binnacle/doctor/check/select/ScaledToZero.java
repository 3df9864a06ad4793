package io.binnacle.doctor.check.select;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Every workload behind the Service is told to have no Pods.
final class ScaledToZero implements Check.OfService {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
  private static final String DOWNSCALER = "downscaler/original-replicas";

  /* What puts workloads to sleep and wakes them leaves a label or annotation whose key contains one of these. */
  private static final List<String> SLEEPERS =
      List.of("downscaler/", "kube-downscaler", "keda.sh/", "kube-green", "sablier.");

  /* Nobody checks the number a manifest or an annotation names: more is for people to decide. */
  private static final int MOST = 10;

  @Override
  public String id() {
    return "scaled-to-zero";
  }

  @Override
  public Step step() {
    return Step.PODS;
  }

  @Override
  public Set<String> after() {
    return Set.of("namespace-deleting", "service-deleting");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!Selection.isFor(service)) {
      return Finding.FINE;
    }
    Selection selection = Selection.of(service, seen);
    if (!selection.active().isEmpty()) {
      return Finding.FINE;
    }
    requireWorkloads(service.namespace(), seen);
    List<Workload> zero =
        selection.makers().stream()
            .filter(w -> w.is("Deployment") || w.is("StatefulSet") || w.is("ReplicaSet"))
            .filter(w -> !Meta.isDeleting(w.object()))
            .toList();
    if (zero.isEmpty()
        || selection.makers().stream().anyMatch(w -> Selection.wantsPods(w, service.selector()))) {
      return Finding.FINE;
    }
    return zero(service, zero, seen);
  }

  /// Whether something is scaled to zero cannot be said by one who does not see what could be.
  private static void requireWorkloads(String namespace, Evidence seen) {
    seen.all(ResourceName.DEPLOYMENTS, namespace);
    seen.all(ResourceName.STATEFUL_SETS, namespace);
  }

  private static Finding zero(ServiceView service, List<Workload> zero, Evidence seen) {
    Workload first = zero.getFirst();
    String keeper = Selection.keeper(service);
    String sleeper = first.replicas() == 0 ? sleeper(first, seen) : null;
    int before = before(first);
    String kind = first.ref().kind();
    String name = first.key().name();
    StringBuilder says = new StringBuilder(kind).append(' ').append(name);
    if (first.replicas() > 0) {
      says.append(" has ")
          .append(Words.count(first.replicas(), "replica"))
          .append(", so the one Pod this Service is for does not exist.");
    } else {
      says.append(" is scaled to 0");
      if (zero.size() > 1) {
        says.append(", as ")
            .append(zero.size() == 2 ? "is " : "are ")
            .append(Words.list(zero.stream().skip(1).map(w -> w.key().name()).toList()));
      }
      says.append(": nothing answers at ").append(service.name()).append(". ");
      says.append(
          keeper != null
              ? "It is kept by " + keeper + ", which may want it so."
              : sleeper != null
                  ? sleeper + " says that this is meant so."
                  : "If that is meant so, all is well until somebody asks.");
    }
    return new Finding.Broken(
        keeper != null || sleeper != null ? Severity.NOTE : Severity.ERROR,
        first.ref(),
        "spec.replicas",
        says.toString(),
        zero.stream()
            .limit(3)
            .map(w -> new Proof(w.ref(), "spec.replicas", Integer.toString(w.replicas())))
            .toList(),
        Remedy.of(
            "Scale " + name + " to " + before + " or as many as it needs.",
            new Change.Scale(first.ref(), before)));
  }

  /// What says that a workload sleeps on purpose: *downscaler/uptime of Deployment shop/web*; null if nothing does.
  private static @Nullable String sleeper(Workload workload, Evidence seen) {
    String own = sleeper(workload.object());
    if (own != null || isExcluded(workload.object())) {
      return own == null ? null : own + " of " + workload.ref();
    }
    for (Obj namespace : seen.glimpse(ResourceName.NAMESPACES)) {
      String all = Meta.name(namespace).equals(workload.namespace()) ? sleeper(namespace) : null;
      if (all != null) {
        return all + " of namespace " + workload.namespace();
      }
    }
    return null;
  }

  private static @Nullable String sleeper(Obj object) {
    Set<String> keys = new TreeSet<>(Meta.annotations(object).keySet());
    keys.addAll(Meta.labels(object).keySet());
    return isExcluded(object)
        ? null
        : keys.stream()
            .filter(key -> SLEEPERS.stream().anyMatch(key::contains))
            .findFirst()
            .orElse(null);
  }

  private static boolean isExcluded(Obj object) {
    return "true".equals(Meta.annotation(object, "downscaler/exclude"));
  }

  /// How many replicas a workload had or was meant to have, 1 or more; one more than now if that is not known.
  private static int before(Workload workload) {
    int next = workload.replicas() + 1;
    String scheduled = Meta.annotation(workload.object(), DOWNSCALER);
    if (scheduled != null && scheduled.matches("[1-9]\\d{0,4}")) {
      return Math.max(next, Math.min(MOST, Integer.parseInt(scheduled)));
    }
    String applied = Meta.annotation(workload.object(), LAST_APPLIED);
    if (applied == null) {
      return next;
    }
    try {
      return Json.parse(applied.getBytes(StandardCharsets.UTF_8)).value() instanceof Obj object
          ? (int) Math.max(next, Math.min(MOST, object.obj("spec").integer("replicas", 1)))
          : next;
    } catch (JsonException e) {
      return next;
    }
  }
}

package io.binnacle.doctor.check.cluster;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.check.slices.Staleness;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Nobody writes slices any more: those of many Services are out of date, or the controllers' lease ran out long ago.
final class ControllersStopped implements Check.OfCluster {
  private static final ObjectKey LEASE = new ObjectKey("kube-system", "kube-controller-manager");
  private static final Duration LONG = Duration.ofMinutes(1);

  /* A lease that old was left by a controller manager that no longer needs one. */
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  /* So many tell as much as all, and slice-stale looks at every one anyway. */
  private static final int ENOUGH = 1_000;

  @Override
  public String id() {
    return "controllers-stopped";
  }

  @Override
  public Step step() {
    return Step.CLUSTER;
  }

  @Override
  public Finding examine(Evidence seen) {
    if (seen.facts().origin() == Origin.MANIFESTS) {
      return Finding.FINE;
    }
    List<ServiceView> all = new ArrayList<>();
    for (Obj object : seen.glimpse(ResourceName.SERVICES)) {
      ServiceView service = ServiceView.of(object);
      if (isSeen(service, seen)) {
        all.add(service);
      }
    }
    List<ServiceView> stale = new ArrayList<>();
    int compared = 0;
    int step = Math.max(1, all.size() / ENOUGH);
    for (int i = 0; i < all.size(); i += step) {
      Staleness found = Staleness.of(all.get(i), seen);
      if (found != null && (found.isStale() || found.right() > 0)) {
        compared++;
        if (found.isStale()) {
          stale.add(all.get(i));
        }
      }
    }
    Duration over = new Leases(seen).over(LEASE, 15);
    boolean expired = over.compareTo(LONG) > 0 && over.compareTo(FORGOTTEN) < 0;
    boolean many =
        stale.size() >= 3 && stale.size() * 5 >= compared || stale.size() == 2 && compared == 2;
    if (!many && !expired) {
      return Finding.FINE;
    }
    return broken(stale, compared, expired ? over : null, seen);
  }

  private static boolean isSeen(ServiceView service, Evidence seen) {
    String namespace = service.namespace();
    return seen.sees(ResourceName.PODS, namespace)
        && seen.sees(ResourceName.ENDPOINT_SLICES, namespace);
  }

  private static Finding broken(
      List<ServiceView> stale, int compared, @Nullable Duration over, Evidence seen) {
    ObjectRef lease = new ObjectRef(ResourceName.LEASES, "Lease", LEASE);
    List<Proof> because = new ArrayList<>();
    List<String> says = new ArrayList<>();
    if (!stale.isEmpty()) {
      says.add(
          "the slices of %d of %s looked at do not say what they should (%s)"
              .formatted(
                  stale.size(),
                  Words.count(compared, "Service"),
                  Words.list(stale.stream().map(ServiceView::key).toList())));
      stale.stream()
          .limit(3)
          .forEach(
              s -> because.add(new Proof(ObjectRef.service(s.key()), "", "slices out of date")));
    }
    if (over != null) {
      String text = "ran out " + Words.lasting(seen.now().minus(over), seen.now()) + " ago";
      says.add("the lease of kube-controller-manager " + text);
      because.add(new Proof(lease, "spec.renewTime", text));
    }
    return new Finding.Broken(
        stale.isEmpty() ? Severity.WARNING : Severity.ERROR,
        object(lease, seen),
        "",
        "Controllers do not work: " + String.join(", and ", says) + ".",
        because,
        Remedy.byHand(
            "Start kube-controller-manager again and see in its log what stopped it; slices follow by themselves."));
  }

  /// The controller manager's Pod where there is one, else its lease.
  private static ObjectRef object(ObjectRef lease, Evidence seen) {
    for (Obj object : seen.glimpse(ResourceName.PODS)) {
      PodView pod = PodView.of(object);
      if (pod.namespace().equals("kube-system")
          && "kube-controller-manager".equals(pod.labels().get("component"))) {
        return ObjectRef.pod(pod.key());
      }
    }
    return lease;
  }
}

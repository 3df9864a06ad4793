package io.binnacle.doctor.check.names;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.List;

/// A StatefulSet whose `serviceName` names another Service than the headless one that selects its Pods, or one of somebody else.
final class GoverningServiceMismatch implements Check.OfWorkload {
  @Override
  public String id() {
    return "governing-service-mismatch";
  }

  @Override
  public Step step() {
    return Step.NAME;
  }

  @Override
  public Finding examine(Workload workload, Evidence seen) {
    String name = workload.is("StatefulSet") ? Governing.serviceName(workload) : "";
    if (name.isEmpty() || workload.podLabels().isEmpty()) {
      return Finding.FINE;
    }
    ServiceView named = seen.service(new ObjectKey(workload.namespace(), name));
    if (named != null && named.isHeadless() && Governing.selects(named, workload)) {
      return Finding.FINE;
    }
    List<ServiceView> obvious = Governing.headless(workload, seen);
    if (named == null) {
      return obvious.isEmpty()
          ? Finding.FINE // governing-service-missing
          : broken(workload, name, "there is no Service of that name", obvious, seen);
    }
    if (named.isExternalName()) {
      return broken(workload, name, "that is an ExternalName Service", obvious, seen);
    }
    if (!named.hasSelector()) {
      return Finding.FINE;
    }
    if (!Governing.selects(named, workload)) {
      List<PodView> others = seen.pods(named);
      // One that selects nobody has a wrong selector, which is heard of at the Service.
      return others.isEmpty()
          ? Finding.FINE
          : broken(
              workload,
              name,
              "that Service selects other Pods ("
                  + Words.list(others.stream().map(PodView::name).toList())
                  + ")",
              obvious,
              seen);
    }
    return named.isHeadless() || obvious.isEmpty()
        ? Finding.FINE
        : broken(workload, name, "that Service has an address of its own", obvious, seen);
  }

  private static Finding broken(
      Workload workload, String name, String why, List<ServiceView> obvious, Evidence seen) {
    Spot at = new Spot(workload.ref(), "spec", "/spec", true).in("serviceName");
    List<String> names = obvious.stream().map(ServiceView::name).toList();
    boolean missing = seen.service(new ObjectKey(workload.namespace(), name)) == null;
    boolean used = names.stream().anyMatch(n -> Governing.namesEndpoints(workload, n, seen));
    String better = names.size() == 1 ? names.getFirst() : "a headless Service for its Pods";
    return new Finding.Broken(
        used ? Severity.ERROR : Severity.WARNING,
        at.object(),
        at.field(),
        "serviceName is "
            + name
            + ", but "
            + why
            + (names.isEmpty()
                ? ". Its Pods have no names of their own."
                : "; the headless Service of its Pods is "
                    + Words.list(names)
                    + ". Names like "
                    + workload.key().name()
                    + "-0."
                    + names.getFirst()
                    + " do not resolve."),
        List.of(at.shows(name)),
        missing && Governing.namesEndpoints(workload, name, seen)
            ? Remedy.of(
                "Create a headless Service "
                    + name
                    + ", or make the StatefulSet anew with serviceName "
                    + better
                    + ".",
                Governing.headlessFor(workload, name))
            : Remedy.byHand(
                "Make the StatefulSet anew with serviceName "
                    + better
                    + ": the API does not change this field."));
  }
}

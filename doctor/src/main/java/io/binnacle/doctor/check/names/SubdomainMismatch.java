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
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import java.util.List;

/// Pods whose `subdomain` names no Service of theirs, or that have a `hostname` and should have a `subdomain`: their host names do
/// not resolve.
///
/// A hostname alone is common and harmless. It is a fault where the Pod's headless Service is asked for by that name, or where other
/// Pods of that Service have its name as subdomain.
final class SubdomainMismatch implements Check.OfWorkload {
  @Override
  public String id() {
    return "subdomain-mismatch";
  }

  @Override
  public Step step() {
    return Step.NAME;
  }

  @Override
  public Finding examine(Workload workload, Evidence seen) {
    Obj spec = workload.podSpec();
    String subdomain = spec.str("subdomain");
    String hostname = spec.str("hostname");
    if (workload.is("StatefulSet")) {
      return Finding.FINE; // its controller writes both
    }
    if (subdomain.isEmpty()) {
      return hostname.isEmpty() ? Finding.FINE : withoutSubdomain(workload, hostname, seen);
    }
    ServiceView named = seen.service(new ObjectKey(workload.namespace(), subdomain));
    if (named != null && named.isHeadless() && Governing.selects(named, workload)) {
      return Finding.FINE;
    }
    List<String> headless =
        Governing.headless(workload, seen).stream().map(ServiceView::name).toList();
    if (named == null) {
      return broken(
          workload,
          "subdomain",
          "subdomain is " + subdomain + ", but there is no Service of that name",
          subdomain,
          headless);
    }
    if (named.isExternalName()) {
      return broken(
          workload,
          "subdomain",
          "subdomain is " + subdomain + ", but that is an ExternalName Service",
          subdomain,
          headless);
    }
    if (!named.hasSelector() || Governing.selects(named, workload)) {
      return named.isHeadless() || !named.hasSelector() || headless.isEmpty()
          ? Finding.FINE
          : broken(
              workload,
              "subdomain",
              "subdomain is " + subdomain + ", but that Service is not headless",
              subdomain,
              headless);
    }
    // One that selects nobody has a wrong selector, which is heard of at the Service.
    return seen.pods(named).isEmpty()
        ? Finding.FINE
        : broken(
            workload,
            "subdomain",
            "subdomain is " + subdomain + ", but that Service selects other Pods",
            subdomain,
            headless);
  }

  private static Finding withoutSubdomain(Workload workload, String hostname, Evidence seen) {
    List<ServiceView> headless = Governing.headless(workload, seen);
    if (headless.size() != 1) {
      return Finding.FINE;
    }
    String service = headless.getFirst().name();
    boolean asked =
        seen.workloads(workload.namespace()).stream()
            .flatMap(w -> Mentions.of(w, seen).stream())
            .anyMatch(m ->
                m.host().equals(hostname + "." + service)
                    || m.host().startsWith(hostname + "." + service + "."));
    boolean siblings =
        workload.is("Pod")
            && seen.pods(headless.getFirst()).stream()
                .anyMatch(pod -> pod.subdomain().equals(service) && pod.owner() == null);
    return asked || siblings
        ? broken(
            workload,
            "hostname",
            "hostname is " + hostname + ", but without subdomain it has no name in DNS",
            hostname,
            List.of(service))
        : Finding.FINE;
  }

  private static Finding broken(
      Workload workload, String field, String what, String shows, List<String> headless) {
    Spot at = Spot.podSpec(workload).in("subdomain");
    String better = headless.size() == 1 ? headless.getFirst() : null;
    return new Finding.Broken(
        Severity.WARNING,
        at.object(),
        at.field(),
        what
            + (headless.isEmpty()
                ? ": host names of its Pods do not resolve."
                : "; the headless Service of its Pods is " + Words.list(headless) + "."),
        List.of(Spot.podSpec(workload).in(field).shows(shows)),
        better != null
            ? at.remedy("Set subdomain to " + better + ".", Str.of(better))
            : field.equals("subdomain") && what.contains("no Service")
                ? Remedy.of(
                    "Create the headless Service " + shows + ".",
                    Governing.headlessFor(workload, shows))
                : Remedy.byHand("Set subdomain to the name of a headless Service of these Pods."));
  }
}

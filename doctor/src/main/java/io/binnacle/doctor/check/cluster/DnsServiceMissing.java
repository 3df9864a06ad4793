package io.binnacle.doctor.check.cluster;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.util.List;
import java.util.TreeMap;

/// DNS servers run, but the Service at whose address Pods ask them is not there or does not lead to them.
final class DnsServiceMissing implements Check.OfCluster {
  private static final int TENTH = 10;

  @Override
  public String id() {
    return "dns-service-missing";
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
    DnsParts dns = DnsParts.of(seen);
    if (dns.pods().isEmpty()) {
      return Finding.FINE; // either another convention, or dns-pods-missing
    }
    if (dns.services().isEmpty()) {
      return gone(dns.pods(), seen);
    }
    for (ServiceView service : dns.services()) {
      boolean leads =
          service.hasSelector()
              ? !seen.pods(service).isEmpty()
              : !seen.slices(service.key()).isEmpty();
      if (leads) {
        return Finding.FINE;
      }
    }
    return astray(dns.services().getFirst(), dns.pods());
  }

  private static Finding gone(List<PodView> pods, Evidence seen) {
    ObjectRef ref = ObjectRef.service(DnsParts.SERVICE);
    return new Finding.Broken(
        Severity.ERROR,
        ref,
        "",
        "Service %s does not exist. %s (%s) would answer, but no Pod knows an address to ask: no name resolves."
            .formatted(
                ref.key(),
                Words.count(pods.size(), "DNS server"),
                Words.list(pods.stream().map(PodView::name).toList())),
        List.of(
            new Proof(ref, "", "does not exist"),
            new Proof(ObjectRef.pod(pods.getFirst().key()), "metadata.labels", labels(pods))),
        remedy(pods.getFirst(), seen));
  }

  private static String labels(List<PodView> pods) {
    return Words.list(new TreeMap<>(pods.getFirst().labels()).entrySet());
  }

  private static Remedy remedy(PodView pod, Evidence seen) {
    String say = "Make the Service anew at the address Pods have in /etc/resolv.conf.";
    String app = pod.labels().get("k8s-app");
    List<Cidr> ranges = seen.facts().serviceRanges();
    if (app == null || ranges.isEmpty() || ranges.getFirst().lastOffset() < TENTH) {
      return Remedy.byHand(say);
    }
    String address = ranges.getFirst().address(TENTH).toString();
    Obj metadata =
        Obj.of(
            "name",
            Str.of(DnsParts.SERVICE.name()),
            "namespace",
            Str.of(DnsParts.SYSTEM),
            "labels",
            Obj.of("k8s-app", Str.of(app)));
    Obj spec =
        Obj.of(
            "clusterIP",
            Str.of(address),
            "selector",
            Obj.of("k8s-app", Str.of(app)),
            "ports",
            Arr.of(port("dns", "UDP"), port("dns-tcp", "TCP")));
    Obj service =
        Obj.builder()
            .put("apiVersion", "v1")
            .put("kind", "Service")
            .put("metadata", metadata)
            .put("spec", spec)
            .build();
    return Remedy.of(
        say + " By custom that is " + address + ", the tenth of the Service range.",
        new Change.Create(ResourceName.SERVICES, service));
  }

  private static Obj port(String name, String protocol) {
    return Obj.of("name", Str.of(name), "port", Int.of(53), "protocol", Str.of(protocol));
  }

  private static Finding astray(ServiceView service, List<PodView> pods) {
    ObjectRef ref = ObjectRef.service(service.key());
    PodView pod = pods.getFirst();
    String app = pod.labels().get("k8s-app");
    String selector = Words.list(new TreeMap<>(service.selector()).entrySet());
    String say = "Let the Service select the Pods that serve DNS.";
    return new Finding.Broken(
        Severity.ERROR,
        ref,
        "spec.selector",
        "Service %s selects %s, which no Pod carries; %s (%s) %s: no name resolves."
            .formatted(
                service.key(),
                selector.isEmpty() ? "nothing" : selector,
                Words.count(pods.size(), "DNS server"),
                Words.list(pods.stream().map(PodView::name).toList()),
                (pods.size() == 1 ? "carries " : "carry ") + labels(pods)),
        List.of(
            new Proof(ref, "spec.selector", selector.isEmpty() ? "none" : selector),
            new Proof(ObjectRef.pod(pod.key()), "metadata.labels", labels(pods))),
        app == null
            ? Remedy.byHand(say)
            : Remedy.of(
                say, Change.Patch.set(ref, "/spec/selector", Obj.of("k8s-app", Str.of(app)))));
  }
}

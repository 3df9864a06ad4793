package io.binnacle.doctor.check.cluster;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts.Origin;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// The cluster's DNS Service is there, and no Pod behind it answers.
final class DnsPodsMissing implements Check.OfCluster {
  /* A cluster that has just started has its DNS a moment later. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Override
  public String id() {
    return "dns-pods-missing";
  }

  @Override
  public Step step() {
    return Step.CLUSTER;
  }

  @Override
  public Set<String> after() {
    return Set.of("dns-service-missing");
  }

  @Override
  public Finding examine(Evidence seen) {
    if (seen.facts().origin() == Origin.MANIFESTS) {
      return Finding.FINE;
    }
    DnsParts dns = DnsParts.of(seen);
    List<PodView> pods = new ArrayList<>();
    for (ServiceView service : dns.services()) {
      if (!service.hasSelector()
          || Moments.isWithin(Moments.created(service.object()), PATIENCE, seen)) {
        return Finding.FINE; // somebody else answers, or soon will
      }
      for (PodView pod : seen.pods(service)) {
        // Binnacle's own shows a part of its process, which answers whatever becomes of the Pod.
        if (pod.isReady() && !pod.isTerminal() || pod.name().equals("binnacle-dns")) {
          return Finding.FINE;
        }
        pods.add(pod);
      }
    }
    boolean starting =
        pods.stream()
            .anyMatch(pod -> Moments.isWithin(Moments.created(pod.object()), PATIENCE, seen));
    if (dns.services().isEmpty() || starting) {
      return Finding.FINE;
    }
    return pods.isEmpty()
        ? none(dns.services().getFirst(), dns.deployments(), seen)
        : unready(pods, seen);
  }

  private static Finding none(ServiceView service, List<Workload> deployments, Evidence seen) {
    boolean wanted = deployments.stream().anyMatch(w -> w.replicas() > 0);
    if (!wanted && OtherDns.answers(seen)) {
      return Finding.FINE;
    }
    boolean maybe = !wanted && OtherDns.isAsked(seen);
    Severity severity = maybe ? Severity.WARNING : Severity.ERROR;
    ObjectRef ref = ObjectRef.service(service.key());
    String says =
        "No Pod is behind the DNS Service %s: %s."
            .formatted(
                ref.key(),
                maybe
                    ? "no name resolves for those who ask there, though most Pods name another resolver"
                    : "no name resolves");
    Proof empty = new Proof(ref, "spec.selector", "no Pod carries " + selector(service));
    for (Workload workload : deployments) {
      boolean scaled = workload.is("Deployment") && workload.replicas() == 0;
      return new Finding.Broken(
          severity,
          workload.ref(),
          scaled ? "spec.replicas" : "",
          says
              + (scaled
                  ? " " + workload.ref() + " is scaled to 0."
                  : " " + workload.ref() + " has made none."),
          List.of(empty, new Proof(workload.ref(), "spec.replicas", "" + workload.replicas())),
          scaled
              ? Remedy.of("Scale it up again.", new Change.Scale(workload.ref(), 2))
              : Remedy.byHand("See in its events why it makes no Pods."));
    }
    return new Finding.Broken(
        severity,
        ref,
        "",
        says,
        List.of(empty),
        Remedy.byHand("Install the cluster's DNS (CoreDNS) again."));
  }

  private static String selector(ServiceView service) {
    return Words.list(new TreeMap<>(service.selector()).entrySet());
  }

  private static Finding unready(List<PodView> pods, Evidence seen) {
    List<Proof> because = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (PodView pod : pods) {
      String text = pod.name() + " " + state(pod, seen);
      texts.add(text);
      if (because.size() < 3) {
        because.add(new Proof(ObjectRef.pod(pod.key()), "status", text));
      }
    }
    return new Finding.Broken(
        Severity.ERROR,
        ObjectRef.pod(pods.getFirst().key()),
        "",
        "No DNS server of the cluster is ready (%s): no name resolves."
            .formatted(Words.list(texts)),
        because,
        Remedy.byHand("See in the logs and events of the Pod what keeps it from being ready."));
  }

  private static String state(PodView pod, Evidence seen) {
    for (Obj status : pod.object().obj("status").arr("containerStatuses").objects()) {
      String waiting = status.obj("state").obj("waiting").str("reason");
      if (!waiting.isEmpty()) {
        return "waits: " + waiting;
      }
    }
    Instant since = pod.readySince();
    String phase = pod.isTerminating() ? "is being deleted" : "is " + pod.phase();
    return phase + ", not ready" + Words.since(since, seen.now());
  }
}

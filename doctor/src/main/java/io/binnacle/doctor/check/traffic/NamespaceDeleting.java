package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.Condition;
import io.binnacle.model.view.ServiceView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A Service in a namespace that is being deleted and does not come to an end: nothing new can be made there.
final class NamespaceDeleting implements Check.OfService {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Override
  public String id() {
    return "namespace-deleting";
  }

  @Override
  public Step step() {
    return Step.SERVICE;
  }

  @Override
  public boolean explainsAll() {
    return true;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    // Who may not read namespaces need not be told so for every Service: this is rare.
    ObjectKey key = new ObjectKey("", service.namespace());
    Obj namespace =
        seen.sees(ResourceName.NAMESPACES) ? seen.find(ResourceName.NAMESPACES, key) : null;
    Instant since = namespace == null ? null : Moments.deleted(namespace);
    if (namespace == null || since == null || Moments.isWithin(since, PATIENCE, seen)) {
      return Finding.FINE;
    }
    ObjectRef ref = new ObjectRef(ResourceName.NAMESPACES, "Namespace", key);
    List<Proof> because = new ArrayList<>();
    because.add(new Proof(ref, "metadata.deletionTimestamp", since.toString()));
    List<String> why = new ArrayList<>();
    for (Obj each : namespace.obj("status").arr("conditions").objects()) {
      Condition condition = Condition.of(each);
      if (condition.isTrue() && !condition.message().isEmpty() && why.size() < 3) {
        why.add(condition.message());
        because.add(
            new Proof(ref, "status.conditions", condition.type() + ": " + condition.message()));
      }
    }
    String says =
        "Namespace %s was deleted %s ago and is still going: no Pod and no slice can be made there, so Service %s cannot be served."
            .formatted(service.namespace(), Words.lasting(since, seen.now()), service.name());
    return new Finding.Broken(
        Severity.ERROR,
        ref,
        "",
        why.isEmpty() ? says : says + " It waits: " + Words.quote(why.getFirst()) + ".",
        because,
        Remedy.byHand(
            "Let it go: remove what holds it (finalizers of objects in it, an API service that does not answer), then make it anew."));
  }
}

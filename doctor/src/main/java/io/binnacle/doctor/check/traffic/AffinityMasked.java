package io.binnacle.doctor.check.traffic;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Kinds;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.ServiceView;
import java.util.List;

/// Session affinity by client address where clients cannot be told apart, or where nobody looks at it.
final class AffinityMasked implements Check.OfService {
  @Override
  public String id() {
    return "affinity-masked";
  }

  @Override
  public Step step() {
    return Step.ROUTING;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (service.affinitySeconds() == 0 || service.isExternalName()) {
      return Finding.FINE;
    }
    if (service.isHeadless()) {
      return broken(
          service,
          "has no effect: clients of a headless Service are given all addresses and choose themselves",
          new Proof(ObjectRef.service(service.key()), "spec.clusterIP", "None"));
    }
    for (Obj ingress :
        service.object().obj("status").obj("loadBalancer").arr("ingress").objects()) {
      if (ingress.str("ipMode").equals("Proxy")) {
        return broken(
            service,
            "sees one client only: the load balancer connects in its own name, so all that comes through it goes to one endpoint",
            new Proof(
                ObjectRef.service(service.key()),
                "status.loadBalancer.ingress[0].ipMode",
                "Proxy at " + ingress.str("ip")));
      }
    }
    for (Obj ingress : seen.glimpse(Kinds.INGRESSES)) {
      if (Meta.namespace(ingress).equals(service.namespace()) && leadsTo(ingress, service)) {
        return broken(
            service,
            "does not tell clients of Ingress "
                + Meta.name(ingress)
                + " apart: its controller connects in its own name, to the Service or straight to Pods",
            new Proof(
                new ObjectRef(Kinds.INGRESSES, "Ingress", ObjectKey.of(ingress)),
                "spec",
                "leads to Service " + service.name()));
      }
    }
    return Finding.FINE;
  }

  private static boolean leadsTo(Obj ingress, ServiceView service) {
    Obj spec = ingress.obj("spec");
    return isBackend(spec.obj("defaultBackend"), service)
        || spec.arr("rules").objects().stream()
            .flatMap(rule -> rule.obj("http").arr("paths").objects().stream())
            .anyMatch(path -> isBackend(path.obj("backend"), service));
  }

  private static boolean isBackend(Obj backend, ServiceView service) {
    return backend.obj("service").str("name").equals(service.name());
  }

  private static Finding broken(ServiceView service, String what, Proof proof) {
    ObjectRef ref = ObjectRef.service(service.key());
    return new Finding.Broken(
        Severity.NOTE,
        ref,
        "spec.sessionAffinity",
        "sessionAffinity: ClientIP of Service %s %s.".formatted(service.key(), what),
        List.of(new Proof(ref, "spec.sessionAffinity", "ClientIP"), proof),
        Remedy.of(
            "Switch the affinity off, and keep sessions where requests are understood, by cookie.",
            Change.Patch.merge(
                ref,
                Obj.of(
                    "spec",
                    Obj.of(
                        "sessionAffinity", Str.of("None"), "sessionAffinityConfig", Null.NULL)))));
  }
}

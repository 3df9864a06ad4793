package io.binnacle.doctor.check.slices;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.check.slices.Staleness.Extra;
import io.binnacle.doctor.check.slices.Staleness.Missing;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Slices that a controller keeps and that no longer say what it would write: a place that is gone is listed, or one that is ready
/// is not.
final class SliceStale implements Check.OfService {
  /* Any write of the Service makes the controller look again. */
  private static final String NUDGE = "binnacle.io/looked-at";

  @Override
  public String id() {
    return "slice-stale";
  }

  @Override
  public Step step() {
    return Step.ENDPOINTS;
  }

  @Override
  public Set<String> after() {
    return Set.of("controllers-stopped", "families");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    Staleness found = Staleness.of(service, seen);
    if (found == null || !found.isStale()) {
      return Finding.FINE;
    }
    List<String> says = new ArrayList<>();
    List<Proof> because = new ArrayList<>();
    for (Extra one : found.extra().stream().limit(3).toList()) {
      String why = why(one, service, seen);
      says.add("EndpointSlice " + one.slice().name() + " still lists " + place(one) + why);
      because.add(new Proof(Listed.ref(one.slice()), at(one), place(one) + why));
    }
    if (found.extra().size() > 3) {
      says.add(Words.count(found.extra().size() - 3, "more such endpoint"));
    }
    Set<String> absent = new LinkedHashSet<>();
    for (Missing one : found.missing().values()) {
      PodView pod = one.pod();
      absent.add(
          pod == null
              ? one.address() + " of Endpoints " + service.name()
              : "Pod " + pod.name() + " (" + one.address() + ")");
    }
    // An address with a wrong port is both: listed and missing. Once is enough.
    found.extra().forEach(e -> absent.removeIf(text -> text.contains(e.address())));
    if (!absent.isEmpty()) {
      says.add("no slice lists " + Words.list(absent) + (pods(found) ? since(found, seen) : ""));
      because.add(new Proof(ObjectRef.service(service.key()), "", "ready: " + Words.list(absent)));
    }
    boolean failing = !found.extra().isEmpty() || found.right() == 0;
    ObjectRef ref = ObjectRef.service(service.key());
    ObjectRef object = object(found, ref);
    Obj annotation = Obj.of(NUDGE, Str.of(seen.now().toString()));
    return new Finding.Broken(
        failing ? Severity.ERROR : Severity.WARNING,
        object,
        !found.extra().isEmpty()
            ? at(found.extra().getFirst())
            : object.equals(ref) ? "" : "endpoints",
        capital(String.join("; ", says)) + ".",
        because,
        Remedy.of(
            "Touch the Service, so that the controller looks at it again; if nothing changes, see why kube-controller-manager lags.",
            Change.Patch.merge(ref, Obj.of("metadata", Obj.of("annotations", annotation)))));
  }

  private static ObjectRef object(Staleness found, ObjectRef service) {
    if (!found.extra().isEmpty()) {
      return Listed.ref(found.extra().getFirst().slice());
    }
    return found.slices().isEmpty() ? service : Listed.ref(found.slices().getFirst());
  }

  private static String at(Extra one) {
    return "endpoints[" + one.index() + "]";
  }

  private static String place(Extra one) {
    return one.port() == null ? one.address() : Words.place(one.address(), one.port());
  }

  private static String why(Extra one, ServiceView service, Evidence seen) {
    if (!one.wanted().isEmpty()) {
      return ", where the port is " + one.wanted() + " now";
    }
    if (!service.hasSelector()) {
      return ", which the Endpoints object no longer has";
    }
    List<PodView> there = seen.podsAt(one.address());
    if (there.isEmpty()) {
      return ", an address no Pod has";
    }
    PodView pod = there.getFirst();
    Instant ready = pod.readySince();
    String since = Words.since(ready, seen.now());
    boolean selected = pod.labels().entrySet().containsAll(service.selector().entrySet());
    if (!pod.namespace().equals(service.namespace()) || !selected) {
      return ", which is the address of Pod " + pod.key() + ", not one of the Service's";
    }
    if (pod.isTerminal()) {
      return ", but Pod " + pod.name() + " is at its end (" + pod.phase() + ")";
    }
    return pod.isTerminating()
        ? ", but Pod " + pod.name() + " is being deleted"
        : ", but Pod " + pod.name() + " has not been ready" + since;
  }

  private static boolean pods(Staleness found) {
    return found.missing().values().stream().anyMatch(one -> one.pod() != null);
  }

  private static String since(Staleness found, Evidence seen) {
    for (Missing one : found.missing().values()) {
      Instant ready = one.pod() == null ? null : one.pod().readySince();
      if (ready != null) {
        return ", ready for " + Words.lasting(ready, seen.now());
      }
    }
    return "";
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}

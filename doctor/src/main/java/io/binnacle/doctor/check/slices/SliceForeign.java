package io.binnacle.doctor.check.slices;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Moments;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Probed;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.meta.Cidr;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.PodView;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A slice beside those the controller makes from the selector, which sends a share of the traffic to where nobody or somebody else
/// is. Addresses outside the cluster are fine: that is how things move into one.
final class SliceForeign implements Check.OfService {
  private record Bad(Listed at, String why, boolean dead) {}

  @Override
  public String id() {
    return "slice-foreign";
  }

  @Override
  public Step step() {
    return Step.ENDPOINTS;
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (!service.hasSelector() || service.isExternalName()) {
      return Finding.FINE;
    }
    List<Listed> listed = Listed.of(service, seen);
    List<Bad> bad = new ArrayList<>();
    for (Listed one : listed) {
      if (one.ready() && !Moments.isFresh(one.whole(), seen)) {
        Bad found = judge(one, service, seen);
        if (found != null) {
          bad.add(found);
        }
      }
    }
    return bad.isEmpty() ? Finding.FINE : broken(service, listed, bad);
  }

  private static @Nullable Bad judge(Listed one, ServiceView service, Evidence seen) {
    if (answers(one, seen, Probed.Outcome.REFUSED)) {
      return new Bad(one, "where connections are refused", true);
    }
    List<PodView> there =
        seen.podsAt(one.address()).stream().filter(pod -> !pod.isTerminal()).toList();
    if (there.isEmpty()) {
      boolean gone =
          seen.sees(ResourceName.PODS)
              && isInPodRange(one.address(), seen)
              && !answers(one, seen, Probed.Outcome.OPEN);
      return gone ? new Bad(one, "a Pod address that no Pod has", true) : null;
    }
    // On the host's network many Pods share an address, and programs that keep slices know what
    // they do.
    if (one.isManaged() || there.stream().anyMatch(PodView::hostNetwork)) {
      return null;
    }
    PodView pod = there.getFirst();
    boolean selected =
        pod.namespace().equals(service.namespace())
            && pod.labels().entrySet().containsAll(service.selector().entrySet());
    if (!selected) {
      return new Bad(one, "the address of Pod " + pod.key() + ", which it does not select", false);
    }
    boolean resting =
        !pod.isReady()
            && !service.publishNotReadyAddresses()
            && !Moments.isFresh(pod.object(), seen);
    return resting
        ? new Bad(one, "the address of Pod " + pod.name() + ", which is not ready", true)
        : null;
  }

  private static boolean answers(Listed one, Evidence seen, Probed.Outcome outcome) {
    IpAddress address = IpAddress.parse(one.address());
    for (SliceView.Port port : one.ports()) {
      Integer number = port.port();
      Probed.Connection how =
          address == null || number == null
              ? null
              : seen.probed().connected().get(new Probed.Place(address, number));
      if (how != null && how.outcome() == outcome) {
        return true;
      }
    }
    return false;
  }

  private static boolean isInPodRange(String text, Evidence seen) {
    IpAddress address = IpAddress.parse(text);
    if (address == null || !seen.sees(ResourceName.NODES)) {
      return false;
    }
    return seen.nodes().stream()
        .flatMap(node -> node.podCidrs().stream())
        .map(Cidr::parse)
        .anyMatch(range -> range != null && range.contains(address));
  }

  private static Finding broken(ServiceView service, List<Listed> listed, List<Bad> bad) {
    Bad first = bad.getFirst();
    List<Proof> because = new ArrayList<>();
    for (Bad one : bad.subList(0, Math.min(3, bad.size()))) {
      because.add(new Proof(one.at.object(), one.at.path(), one.at.place() + ", " + one.why));
    }
    String manager = SliceView.of(first.at.whole()).managedBy();
    because.add(
        new Proof(
            first.at.object(),
            "metadata.labels." + SliceView.MANAGED_BY_LABEL,
            manager.isEmpty() ? "none: written by hand" : manager));
    String says =
        "Service %s has a selector, but %s, which its controller did not make, sends a share of the traffic to %s, %s%s."
            .formatted(
                service.key(),
                first.at.object(),
                first.at.place(),
                first.why,
                bad.size() > 1 ? ", and " + Words.count(bad.size() - 1, "more place") : "");
    return new Finding.Broken(
        bad.stream().anyMatch(Bad::dead) ? Severity.ERROR : Severity.WARNING,
        first.at.object(),
        first.at.path(),
        says,
        because,
        remedy(listed, bad));
  }

  private static Remedy remedy(List<Listed> listed, List<Bad> bad) {
    if (bad.stream().anyMatch(one -> one.at.isManaged())) {
      return Remedy.byHand("Ask what keeps that slice to take the address out of it.");
    }
    Map<ObjectRef, List<Listed>> by = new LinkedHashMap<>();
    bad.forEach(one -> by.computeIfAbsent(one.at.object(), _ -> new ArrayList<>()).add(one.at));
    List<Change> changes = new ArrayList<>();
    by.forEach((ref, wrong) -> {
      long all = listed.stream().filter(one -> one.object().equals(ref)).count();
      if (all == wrong.size()) {
        changes.add(new Change.Delete(ref));
      } else {
        List<Value> operations = new ArrayList<>();
        for (Listed one : wrong.reversed()) { // from the end, so that the others keep their place
          Obj remove = Change.Patch.remove(Spot.pointer(one.path()));
          operations.add(remove);
        }
        changes.add(Change.Patch.json(ref, Arr.copyOf(operations)));
      }
    });
    return new Remedy(
        changes.getFirst() instanceof Change.Delete
            ? "Delete the slice; the controller's own slices stay."
            : "Take the address out of the slice.",
        changes);
  }
}

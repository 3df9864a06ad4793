package io.binnacle.doctor.check.slices;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.check.common.Spot;
import io.binnacle.doctor.check.common.Words;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Proof;
import io.binnacle.doctor.finding.Remedy;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Bool;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.ServiceView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Endpoints written by hand, every one of them marked not ready. Some of them may well be: that takes them out of service.
final class SliceNotReady implements Check.OfService {
  @Override
  public String id() {
    return "slice-not-ready";
  }

  @Override
  public Step step() {
    return Step.ENDPOINTS;
  }

  @Override
  public Set<String> after() {
    return Set.of("slice-family");
  }

  @Override
  public Finding examine(ServiceView service, Evidence seen) {
    if (service.hasSelector() || service.isExternalName()) {
      return Finding.FINE;
    }
    List<Listed> listed = Listed.of(service, seen);
    if (listed.isEmpty() || listed.stream().anyMatch(Listed::ready)) {
      return Finding.FINE;
    }
    Listed first = listed.getFirst();
    boolean slice = first.object().kind().equals("EndpointSlice");
    List<Proof> because =
        listed.stream()
            .limit(3)
            .map(one -> new Proof(one.object(), one.path(), one.place() + " is not ready"))
            .toList();
    boolean managed = listed.stream().anyMatch(Listed::isManaged);
    String says =
        "%s of Service %s (%s) %s marked not ready in %s, so nothing is sent there."
            .formatted(
                listed.size() == 1 ? "The only endpoint" : "All endpoints",
                service.key(),
                Words.list(listed.stream().map(Listed::place).toList()),
                listed.size() == 1 ? "is" : "are",
                first.object());
    return new Finding.Broken(
        Severity.ERROR,
        first.object(),
        slice ? first.path() + ".conditions.ready" : subset(first) + ".notReadyAddresses",
        says,
        because,
        managed
            ? Remedy.byHand("Find out why what manages them marks them not ready.")
            : new Remedy(
                "Mark the endpoints ready once they serve; nobody else will.", ready(listed)));
  }

  private static String subset(Listed one) {
    return one.path().substring(0, one.path().indexOf('.'));
  }

  private static List<Change> ready(List<Listed> listed) {
    Map<ObjectRef, List<Value>> operations = new LinkedHashMap<>();
    for (Listed one : listed) {
      List<Value> of = operations.computeIfAbsent(one.object(), _ -> new ArrayList<>());
      if (one.object().kind().equals("EndpointSlice")) {
        of.add(
            Change.Patch.put(
                Spot.pointer(one.path() + ".conditions"), Obj.of("ready", Bool.of(true))));
      } else if (one.path().endsWith("[0]")) {
        Obj subset = one.whole().arr("subsets").objects().get(index(one));
        of.add(
            Change.Patch.put(
                Spot.pointer(subset(one) + ".addresses"), subset.arr("notReadyAddresses")));
        of.add(Change.Patch.remove(Spot.pointer(subset(one) + ".notReadyAddresses")));
      }
    }
    List<Change> out = new ArrayList<>();
    operations.forEach((ref, all) -> out.add(Change.Patch.json(ref, Arr.copyOf(all))));
    return out;
  }

  private static int index(Listed one) {
    return Integer.parseInt(
        one.path().substring(one.path().indexOf('[') + 1, one.path().indexOf(']')));
  }
}

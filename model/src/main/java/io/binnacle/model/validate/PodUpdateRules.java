package io.binnacle.model.validate;

import static io.binnacle.model.validate.PodRules.SPEC;

import io.binnacle.model.error.FieldPath;
import io.binnacle.model.meta.Names;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Obj;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What may change in the spec of a Pod: images, deadlines, more tolerations, fewer gates.
final class PodUpdateRules {
  private static final String DEADLINE = "activeDeadlineSeconds";
  private static final String GRACE = "terminationGracePeriodSeconds";
  private static final List<String> CONTAINER_LISTS = List.of("containers", "initContainers");
  private static final String ONLY =
      "pod updates may not change fields other than `spec.containers[*].image`,"
          + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing"
          + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

  private PodUpdateRules() {}

  static void spec(Obj spec, Obj old, Errors out) {
    for (String list : CONTAINER_LISTS) {
      if (!containers(spec.arr(list).objects(), old.arr(list).objects(), SPEC.child(list), out)) {
        return;
      }
    }
    if (!deadline(spec, old, SPEC.child(DEADLINE), out)) {
      return;
    }
    tolerations(spec, old, out);
    schedulingGates(spec, old, out);
    Obj munged = munged(spec, old);
    if (!old.arr("schedulingGates").isEmpty()) {
      nodeSelector(munged, old, out);
      munged = munged.withOrWithout("nodeSelector", old.get("nodeSelector"));
    }
    if (!Same.values(munged, old)) {
      out.forbidden(SPEC, ONLY + "\n" + TreeDiff.of(old, munged));
    }
  }

  /// @return whether the lists are of the same length, without which nothing more can be said
  private static boolean containers(List<Obj> now, List<Obj> old, FieldPath path, Errors out) {
    if (now.size() != old.size()) {
      out.forbidden(path, "pod updates may not add or remove containers");
      return false;
    }
    for (int i = 0; i < now.size(); i++) {
      if (now.get(i).str("image").isEmpty()) {
        out.required(path.index(i).child("image"));
      }
      ContainerRules.imageIsTrimmed(now.get(i), path.index(i), out);
    }
    return true;
  }

  private static boolean deadline(Obj spec, Obj old, FieldPath path, Errors out) {
    if (!(spec.get(DEADLINE) instanceof Int now)) {
      if (old.get(DEADLINE) instanceof Int) {
        out.invalid(
            path, spec.get(DEADLINE), "must not update from a positive integer to nil value");
      }
      return true;
    }
    List<String> range = Names.isInRange(now.value(), 0, Integer.MAX_VALUE);
    out.invalidEach(path, now, range);
    if (!range.isEmpty()) {
      return false;
    }
    if (old.get(DEADLINE) instanceof Int before && before.value() < now.value()) {
      out.invalid(path, now, "must be less than or equal to previous value");
      return false;
    }
    return true;
  }

  private static void tolerations(Obj spec, Obj old, Errors out) {
    FieldPath path = SPEC.child("tolerations");
    List<Obj> now = spec.arr("tolerations").objects();
    for (Obj before : old.arr("tolerations").objects()) {
      Obj timeless = before.without("tolerationSeconds");
      if (now.stream().noneMatch(t -> t.without("tolerationSeconds").equals(timeless))) {
        out.forbidden(path, "existing toleration can not be modified except its tolerationSeconds");
        return;
      }
    }
    SchedulingRules.tolerations(now, path, out);
  }

  private static void schedulingGates(Obj spec, Obj old, Errors out) {
    Set<String> before = new HashSet<>();
    old.arr("schedulingGates").objects().forEach(g -> before.add(g.str("name")));
    int i = 0;
    for (Obj gate : spec.arr("schedulingGates").objects()) {
      FieldPath at = SPEC.child("schedulingGates").index(i++).child("name");
      if (!before.contains(gate.str("name"))) {
        out.forbidden(
            at,
            "only deletion is allowed, but found new scheduling gate '" + gate.str("name") + "'");
      }
    }
  }

  /// A Pod that waits at a gate may be given more node labels to look for.
  private static void nodeSelector(Obj spec, Obj old, Errors out) {
    Map<String, String> now = spec.obj("nodeSelector").stringMap();
    boolean kept =
        old.obj("nodeSelector").stringMap().entrySet().stream()
            .allMatch(e -> e.getValue().equals(now.get(e.getKey())));
    if (!kept) {
      out.invalidGo(
          SPEC.child("nodeSelector"),
          GoSyntax.map(now),
          "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
    }
  }

  /// `spec` with everything that may change put back to what it was.
  private static Obj munged(Obj spec, Obj old) {
    Obj out = spec;
    for (String list : CONTAINER_LISTS) {
      if (spec.get(list) instanceof Arr now) {
        out = out.with(list, imagesOf(now, old.arr(list)));
      }
    }
    for (String field : List.of(DEADLINE, "schedulingGates", "tolerations")) {
      out = out.withOrWithout(field, old.get(field));
    }
    boolean repaired = old.integer(GRACE, 0) < 0 && spec.integer(GRACE, 0) == 1;
    return repaired ? out.withOrWithout(GRACE, old.get(GRACE)) : out;
  }

  private static Arr imagesOf(Arr now, Arr old) {
    Arr out = now;
    for (int i = 0; i < now.size(); i++) {
      boolean paired = i < old.size();
      if (paired && now.get(i) instanceof Obj container && old.get(i) instanceof Obj before) {
        out = out.with(i, container.with("image", before.str("image")));
      }
    }
    return out;
  }
}

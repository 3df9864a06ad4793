package io.binnacle.doctor.rollout;

import io.binnacle.model.meta.Meta;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Value;
import io.binnacle.model.view.PodView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes a Pod anew from a changed template, where the old one stood: name and address stay, so that they can be told apart from
/// others by whoever reads about them.
///
/// What kept the old Pod from running or from being ready keeps the new one, too, unless the change has to do with it.
public final class Renewal {
  /// What decides who asks a Pod, and what it says of itself, but not whether it runs.
  private static final List<String> ASKED = List.of("readinessProbe", "ports");

  private final Rollout rollout;
  private final Obj before;
  private final Obj after;

  /// @param before the template as it was: metadata and spec
  /// @param after the template as it is
  public Renewal(Rollout rollout, Obj before, Obj after) {
    this.rollout = rollout;
    this.before = before;
    this.after = after;
  }

  /// Whether the change makes Pods anew.
  public boolean isNeeded() {
    return !before.equals(after);
  }

  /// The Pod in place of `old`.
  public Obj of(Obj old) {
    Obj made = relabelled(old).with("spec", spec(old));
    boolean runs = PodView.of(old).phase().equals("Running") && !isCrashing(old);
    if (!running(before).equals(running(after)) || runs && !asked(before).equals(asked(after))) {
      return rollout.running(made);
    }
    return made;
  }

  private Obj relabelled(Obj old) {
    Map<String, String> labels = new TreeMap<>(Meta.labels(old));
    labels.keySet().removeAll(Meta.labels(before).keySet());
    labels.putAll(Meta.labels(after));
    return Meta.withLabels(old, labels);
  }

  /// The template's fields, and those only Pods have.
  private Obj spec(Obj old) {
    Obj out = old.obj("spec");
    Obj was = before.obj("spec");
    Obj is = after.obj("spec");
    for (String field : was.keys()) {
      out = is.has(field) ? out : out.without(field);
    }
    for (String field : is.keys()) {
      Value value = is.get(field);
      if (value != null && !value.equals(was.get(field))) {
        out = out.with(field, value);
      }
    }
    return out;
  }

  private static boolean isCrashing(Obj pod) {
    for (Obj status : pod.obj("status").arr("containerStatuses").objects()) {
      if (!status.obj("state").obj("waiting").isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /// What decides whether its Pods run.
  private static Obj running(Obj template) {
    Obj spec = template.obj("spec").without("readinessGates");
    return spec.with("containers", spec.arr("containers").map(Renewal::withoutAsked));
  }

  private static Value withoutAsked(Value container) {
    Value out = container;
    for (String field : ASKED) {
      out = out instanceof Obj object ? object.without(field) : out;
    }
    return out;
  }

  /// What decides whether its Pods are ready once they run; a named port of a probe is found among the ports.
  private static Arr asked(Obj template) {
    Arr out = Arr.of(template.obj("spec").arr("readinessGates"));
    for (Obj container : template.obj("spec").arr("containers").objects()) {
      Obj probe = container.obj("readinessProbe");
      out = out.plus(probe).plus(probe.isEmpty() ? Obj.EMPTY : container.arr("ports"));
    }
    return out;
  }
}

package io.binnacle.doctor.check.select;

import io.binnacle.doctor.check.common.Likeness;
import io.binnacle.doctor.check.select.LabelFit.Kind;
import io.binnacle.doctor.check.select.LabelFit.Miss;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.TargetPort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Pods a Service that selects nothing was probably meant for.
///
/// @param group the Pods
/// @param fit what of the selector they miss
/// @param trust how sure it is, 0 the surest
record Lookalike(PodGroup group, LabelFit fit, int trust) {

  /// The Pods `service` was probably meant for, the likeliest only: several if nothing tells them apart, none if nothing is near.
  static List<Lookalike> of(ServiceView service, Evidence seen) {
    List<Lookalike> found = new ArrayList<>();
    for (PodGroup group : PodGroup.of(service.namespace(), seen)) {
      LabelFit fit = LabelFit.of(service.selector(), group.labels());
      int trust = fit.selects() ? -1 : likelihood(service, group, fit, seen);
      if (trust >= 0) {
        found.add(new Lookalike(group, fit, trust));
      }
    }
    Comparator<Lookalike> best =
        Comparator.comparingInt(Lookalike::trust).thenComparingInt(l -> l.fit.cost());
    return found.stream()
        .min(best)
        .map(first -> found.stream().filter(l -> best.compare(l, first) == 0).toList())
        .orElse(List.of());
  }

  /// How sure it is that these are meant, 0 the surest, −1 for not at all.
  private static int likelihood(ServiceView service, PodGroup group, LabelFit fit, Evidence seen) {
    boolean sameName =
        switch (Likeness.of(Likeness.base(service.name()), Likeness.base(group.name()))) {
          case SAME, SPELLING, TYPO -> true;
          case EXTENDED, NONE -> false;
        };
    boolean named = sameName || Likeness.named(service.name(), group.name());
    if (fit.within(Kind.KEY)) {
      return sameName ? 0 : named ? 1 : 2;
    }
    boolean sharesIdentity = fit.sharesIdentity();
    if (fit.within(Kind.EXTENDED)) {
      boolean likely = sameName || sharesIdentity || (named && isOrphan(group, service, seen));
      return likely ? (sameName ? 3 : 4) : -1;
    }
    List<Miss> farOff = fit.farOff();
    if (farOff.size() == 1 && LabelFit.isIdentity(farOff.getFirst().key())) {
      return sameName && !refuses(group, service) ? 5 : -1;
    }
    if (farOff.size() == 1 && sharesIdentity && !refuses(group, service)) {
      boolean likely = named || (isOrphan(group, service, seen) && serves(group, service));
      return likely ? (named ? 6 : 7) : -1;
    }
    boolean onlyItsName = sameName && !refuses(group, service) && isOrphan(group, service, seen);
    return onlyItsName && !fit.there().isEmpty() ? 8 : -1;
  }

  /// Whether no Service selects these Pods.
  static boolean isOrphan(PodGroup group, ServiceView but, Evidence seen) {
    for (Obj each : seen.all(ResourceName.SERVICES, but.namespace())) {
      ServiceView service = ServiceView.of(each);
      if (service.hasSelector()
          && group.labels().entrySet().containsAll(service.selector().entrySet())) {
        return false;
      }
    }
    return true;
  }

  /// Whether the Pods say that they listen where a port of the Service leads.
  static boolean serves(PodGroup group, ServiceView service) {
    return service.ports().stream().anyMatch(p -> declares(group.podSpec(), p.targetPort()));
  }

  /// Whether the Pods name the ports they listen on and no port of the Service leads to one of them.
  static boolean refuses(PodGroup group, ServiceView service) {
    return declaresAny(group.podSpec()) && !service.ports().isEmpty() && !serves(group, service);
  }

  /// Whether a Pod of this `spec` names any port at all.
  static boolean declaresAny(Obj podSpec) {
    return podSpec.arr("containers").objects().stream().anyMatch(c -> !c.arr("ports").isEmpty());
  }

  /// Whether a Pod of this `spec` says that it listens there.
  static boolean declares(Obj podSpec, TargetPort target) {
    for (Obj container : podSpec.arr("containers").objects()) {
      for (Obj port : container.arr("ports").objects()) {
        boolean same =
            switch (target) {
              case TargetPort.Numbered n -> port.integer("containerPort", 0) == n.port();
              case TargetPort.Named n -> port.str("name").equals(n.name());
            };
        if (same) {
          return true;
        }
      }
    }
    return false;
  }

  /// What the selector would have to be.
  Map<String, String> mended() {
    return trust == 8 ? meant() : fit.mended();
  }

  /// When nothing of the selector fits, what the workload itself goes by.
  private Map<String, String> meant() {
    if (group.workload() != null) {
      Map<String, String> own =
          group.workload().object().obj("spec").obj("selector").obj("matchLabels").stringMap();
      if (!own.isEmpty()) {
        return own;
      }
    }
    return group.labels();
  }
}

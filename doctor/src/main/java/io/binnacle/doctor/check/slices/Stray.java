package io.binnacle.doctor.check.slices;

import io.binnacle.doctor.check.common.Likeness;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.model.meta.Meta;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.ServiceView;
import io.binnacle.model.view.SliceView;
import io.binnacle.model.view.TargetPort;
import java.util.List;
import java.util.Locale;

/// Endpoints that belong to no Service, and the Services they may be meant for.
final class Stray {
  private Stray() {}

  /// Whether a Service waits for endpoints that people write: it has no selector and none are there.
  static boolean isWaiting(ServiceView service, Evidence seen) {
    return !service.hasSelector()
        && !service.isExternalName()
        && !Meta.isDeleting(service.object())
        && !service.key().equals(new ObjectKey("default", "kubernetes"))
        && Listed.of(service, seen).isEmpty();
  }

  /// Whether endpoints that serve `ports` can serve the Service: a name or a number is the same, or each has a single port.
  static boolean fits(ServiceView service, List<SliceView.Port> ports) {
    if (ports.isEmpty() || service.ports().isEmpty()) {
      return service.isHeadless() || ports.isEmpty() && service.ports().isEmpty();
    }
    for (ServiceView.Port wanted : service.ports()) {
      for (SliceView.Port port : ports) {
        boolean sameName = !wanted.name().isEmpty() && wanted.name().equals(port.name());
        boolean sameNumber =
            port.port() != null
                && (port.port() == wanted.port()
                    || wanted.targetPort() instanceof TargetPort.Numbered(int number)
                        && port.port() == number);
        if (wanted.protocol().equals(port.protocol()) && (sameName || sameNumber)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether two names are the same but for a slip: two letters at most, separators, or a part more at one end.
  static boolean alike(String a, String b) {
    String left = plain(a), right = plain(b);
    if (left.isEmpty() || right.isEmpty()) {
      return false;
    }
    if (left.equals(right)) {
      return true;
    }
    String longer = left.length() >= right.length() ? a : b, shorter = longer.equals(a) ? b : a;
    if (shorter.length() >= 2
        && (longer.startsWith(shorter + "-") || longer.endsWith("-" + shorter))) {
      return true;
    }
    int allowed = Math.min(left.length(), right.length()) < 5 ? 1 : 2;
    return Likeness.distance(left, right) <= allowed;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace(".", "");
  }
}

package io.binnacle.doctor.check.slices;

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
    return distance(left, right) <= allowed;
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace(".", "");
  }

  /// Letters to insert, remove, replace or swap with their neighbour.
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + same);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}

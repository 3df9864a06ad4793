package io.binnacle.doctor.testing;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.ServiceView;
import java.util.Locale;
import java.util.Objects;

/// What a check says, in one line for tables of cases: `fine`, `unknown`, or `warning Service/web spec.selector.app`, with `, mended` after it
/// if the remedy's changes were made and the check is then fine.
public final class Said {
  private Said() {}

  /// What `check` says of `subject`.
  ///
  /// @param subject as in [Cluster#examine]
  /// @throws AssertionError if the remedy has changes and they do not mend it
  public static String of(Check check, Cluster cluster, String subject) {
    return switch (cluster.examine(check, subject)) {
      case Finding.Fine _ -> "fine";
      case Finding.Unknown _ -> "unknown";
      case Finding.Broken broken -> {
        boolean changes = !broken.remedy().changes().isEmpty();
        if (changes && !isMended(check, cluster, subject, broken)) {
          throw new AssertionError("not mended by " + broken.remedy().changes());
        }
        yield broken.severity().name().toLowerCase(Locale.ROOT)
            + " "
            + broken.object().kind()
            + "/"
            + broken.object().name()
            + (broken.field().isEmpty() ? "" : " " + broken.field())
            + (changes ? ", mended" : "");
      }
    };
  }

  private static boolean isMended(
      Check check, Cluster cluster, String subject, Finding.Broken broken) {
    Evidence then = cluster.evidence().with(broken.remedy().changes());
    Finding again =
        switch (check) {
          case Check.OfService of -> {
            ObjectKey key = ObjectKey.of(cluster.object(subject));
            ServiceView service = Objects.requireNonNull(then.service(key));
            yield of.examine(service, then);
          }
          case Check.OfWorkload of -> {
            ObjectRef ref = cluster.workload(subject).ref();
            yield of.examine(
                new Workload(ref, Objects.requireNonNull(then.find(ref.resource(), ref.key()))),
                then);
          }
          case Check.OfCluster of -> of.examine(then);
        };
    return again instanceof Finding.Fine;
  }
}

package io.binnacle.doctor.testing;

import io.binnacle.doctor.check.Check;
import io.binnacle.doctor.finding.Finding;
import java.util.Locale;

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
        if (changes && !cluster.isMended(check, subject, broken.remedy())) {
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
}

package io.binnacle.doctor.testing;

import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.finding.Change;
import io.binnacle.doctor.finding.Finding;
import java.util.stream.Collectors;

/// A diagnosis as text: a line `id SEVERITY Kind namespace/name field` for each finding and, indented, one for each change.
public final class Findings {
  private Findings() {}

  public static String text(Diagnosis diagnosis) {
    return diagnosis.results().stream().map(Findings::text).collect(Collectors.joining());
  }

  private static String text(Result result) {
    return switch (result.finding()) {
      case Finding.Broken broken ->
          (result.check().id()
                      + " "
                      + broken.severity()
                      + " "
                      + broken.object()
                      + " "
                      + broken.field())
                  .strip()
              + "\n"
              + broken.remedy().changes().stream()
                  .map(change -> "  " + text(change) + "\n")
                  .collect(Collectors.joining());
      case Finding.Unknown unknown -> result.check().id() + " unknown: " + unknown.missing() + "\n";
      case Finding.Fine _ -> throw new AssertionError("a diagnosis never lists what is fine");
    };
  }

  private static String text(Change change) {
    return switch (change) {
      case Change.Patch patch -> patch.patch().toString();
      case Change.Create create -> "create " + create.target().key();
      case Change.Delete delete -> "delete " + delete.target().key();
      case Change.Scale scale -> "scale " + scale.replicas();
    };
  }
}

package io.binnacle.doctor.diagnose;

import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.ObjectRef;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.doctor.finding.Step;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What is wrong with one subject.
///
/// @param subject a Service or a workload; for the cluster as a whole see [Doctor#cluster]
/// @param results what checks found or could not look at, the cause first
/// @param looked the steps some check looked at in full and found fine
public record Diagnosis(ObjectRef subject, List<Result> results, Set<Step> looked) {
  public Diagnosis {
    results = List.copyOf(results);
    looked = Set.copyOf(looked);
  }

  /// What is broken, the cause first.
  public List<Finding.Broken> broken() {
    return results.stream()
        .map(Result::finding)
        .filter(Finding.Broken.class::isInstance)
        .map(Finding.Broken.class::cast)
        .toList();
  }

  /// Whether something is broken that people must mend: more than a note.
  public boolean isBroken() {
    return broken().stream().anyMatch(b -> b.severity() != Severity.NOTE);
  }

  /// Whether some check could not look.
  public boolean isUnsure() {
    return !unsure().isEmpty();
  }

  /// The ids of the checks that could not look.
  public Set<String> unsure() {
    return results.stream()
        .filter(r -> r.finding() instanceof Finding.Unknown)
        .map(r -> r.check().id())
        .collect(Collectors.toSet());
  }
}

package io.binnacle.doctor.report;

import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Doctor;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import io.binnacle.doctor.evidence.Facts;
import io.binnacle.doctor.evidence.Workload;
import io.binnacle.doctor.finding.Finding;
import io.binnacle.doctor.finding.Severity;
import io.binnacle.model.meta.ObjectKey;
import java.util.List;

/// Asks the doctor about one subject after the other and tells a report. For one thread.
public final class Round {
  private final Doctor doctor;
  private final Evidence seen;
  private final Report report;
  private final List<Result> cluster;
  private int services;
  private int workloads;
  private int broken;
  private int unsure;

  /// Begins with the cluster itself.
  public Round(Doctor doctor, Evidence seen, Report report) {
    this.doctor = doctor;
    this.seen = seen;
    this.report = report;
    this.cluster = isCluster(seen) ? doctor.cluster(seen) : List.of();
    report.cluster(cluster);
  }

  /// Examines a Service.
  ///
  /// @throws IllegalArgumentException if there is no such Service
  public Diagnosis service(ObjectKey key) {
    services++;
    return tell(doctor.examine(key, seen, cluster));
  }

  /// Examines a workload.
  public Diagnosis workload(Workload workload) {
    workloads++;
    return tell(doctor.examine(workload, seen, cluster));
  }

  private Diagnosis tell(Diagnosis diagnosis) {
    if (diagnosis.isBroken()) {
      broken++;
    } else if (diagnosis.isUnsure() && isCluster(seen)) {
      unsure++;
    }
    report.examined(diagnosis, seen);
    return diagnosis;
  }

  /// Ends the report.
  public Summary end() {
    Summary summary =
        new Summary(
            services,
            workloads,
            broken,
            unsure,
            cluster.stream().anyMatch(Round::isBroken),
            cluster.stream().anyMatch(r -> r.finding() instanceof Finding.Unknown));
    report.end(summary);
    return summary;
  }

  /// Manifests say nothing of the cluster they are for, and that they do not is no reason for a bad exit status.
  private static boolean isCluster(Evidence seen) {
    return seen.facts().origin() != Facts.Origin.MANIFESTS;
  }

  private static boolean isBroken(Result result) {
    return result.finding() instanceof Finding.Broken broken && broken.severity() != Severity.NOTE;
  }
}

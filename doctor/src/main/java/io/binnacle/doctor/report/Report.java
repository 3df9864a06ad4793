package io.binnacle.doctor.report;

import io.binnacle.doctor.diagnose.Diagnosis;
import io.binnacle.doctor.diagnose.Result;
import io.binnacle.doctor.evidence.Evidence;
import java.util.List;

/// Tells what was found, in the order it is found. For one thread.
public interface Report {
  /// What is wrong with the cluster; told first.
  ///
  /// @param results empty if nothing is
  void cluster(List<Result> results);

  /// One Service or workload has been examined.
  void examined(Diagnosis diagnosis, Evidence seen);

  /// Nothing more comes.
  void end(Summary summary);
}

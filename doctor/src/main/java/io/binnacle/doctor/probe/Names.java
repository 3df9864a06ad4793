package io.binnacle.doctor.probe;

import io.binnacle.doctor.evidence.Probed.Resolution;

/// Asks the cluster DNS. Called by many threads.
@FunctionalInterface
interface Names {
  /// What a name resolves to, rcode `TIMEOUT` if nobody answers.
  ///
  /// @param name fully qualified, without final dot
  Resolution resolve(String name);
}
